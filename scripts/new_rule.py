"""Write the file of a new rule: python scripts/new_rule.py sessions commit_in_loop"""

import keyword
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
RULES = ROOT / "src/colonnade/check/rules"
TEMPLATE = '''"""What is wrong, in one sentence.

Why it is wrong, and what happens then.

Bad:

    from sqlmodel import Session

Good:

    from sqlmodel import Session

Fine:

    from sqlmodel import Session
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "{code}"
CALLS = frozenset({{"what_is_called"}})
NEEDS = ()  # other words that a file must have for anything to be found in it


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report calls that ..."""
    if source.resolve(node.func) == "":
        yield Problem(node, "What is wrong here.", "What to do.")
'''


def main(family: str, name: str) -> int:
    folder = RULES / family
    file = folder / f"{name}.py"
    is_name = name.isidentifier() and name.islower() and not keyword.iskeyword(name)
    if not folder.is_dir() or not is_name or [*RULES.glob(f"*/{name}.py")]:
        families = ", ".join(sorted(path.name for path in RULES.iterdir() if path.is_dir()))
        print(
            f"usage: new_rule.py FAMILY name_of_rule; the families are {families}", file=sys.stderr
        )
        return 2
    file.write_text(TEMPLATE.format(code=next_code(folder)), encoding="utf-8")
    test = f"pytest tests/check/test_rules.py -k {name.replace('_', '-')}"
    print(f"{file.relative_to(ROOT)}: write its page, then its check; {test} proves it")
    return 0


def next_code(folder: Path) -> str:
    codes = [
        int(line.split('"COL')[1][:3])
        for file in folder.glob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith('CODE = "COL')
    ]
    return f"COL{max(codes, default=0) + 1:03}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else main("", ""))
