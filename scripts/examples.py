"""Write the golden projects of the examples again; with --check, name the files that differ and fail."""

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from colonnade.cli import main

os.chdir(Path(__file__).parent.parent)
stale: list[str] = []
for schema in sorted(Path("examples").glob("*/*.dbml")):
    golden = schema.parent / "project"
    with TemporaryDirectory() as folder:
        made = Path(folder) / schema.stem
        main(["new", str(made), "--from", str(schema), "--yes"], standalone_mode=False)
        if "--check" not in sys.argv:
            shutil.rmtree(golden, ignore_errors=True)
            shutil.copytree(made, golden)
        old, new = (
            {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}
            for root in (golden, made)
        )
        stale += [
            f"{golden}/{path}"
            for path in sorted(old.keys() | new.keys())
            if old.get(path) != new.get(path)
        ]
sys.exit("\n".join(["Stale; run `make examples`:", *stale]) if stale else 0)
