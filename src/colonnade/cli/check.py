"""`colonnade check`: what is wrong with the source of a database layer."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from colonnade.findings import Finding, Severity

if TYPE_CHECKING:
    from colonnade.check.config import Config
    from colonnade.check.engine import Report
    from colonnade.check.fixes import Fixed

FINDINGS = 1
"""The exit code when something was found."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--select", multiple=True, metavar="RULE", help="Only these: codes or families.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not these: codes or families.")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: mend more than that.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--explain", metavar="CODE", help="Print the page of a rule.")
@click.option("--statistics", is_flag=True, help="Count the findings by rule.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Leave out what this file knows.")
@click.option(
    "--write-baseline", type=click.Path(path_type=Path), help="Write what is found into this file."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "github", "junit"]),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
@click.option("--no-cache", is_flag=True, help="Look at every file anew.")
@click.pass_context
def check(
    ctx: click.Context,
    /,
    paths: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    explain: str | None,
    **options: object,
) -> None:
    """Check the source of a database layer.

    PATH is a file or a folder; the current folder without it. The code is read, never imported. Exits with 1 when
    something is wrong, with 2 when the command cannot be carried out.

    A comment `# colonnade: ignore[CODE] reason` keeps a finding. [tool.colonnade.check] in pyproject.toml knows select,
    ignore, exclude and per-file-ignores.
    """
    from colonnade.check.config import read_config

    if explain:
        click.echo(_page(explain))
        return
    chosen = paths or (Path(),)
    config = read_config(_start(chosen[0]), _split(select), _split(ignore))
    if options["fix"] or options["diff"]:
        _mend(chosen, config, options)
        if options["diff"]:
            return
    _report(ctx, chosen, config, options)


def _report(
    ctx: click.Context, paths: Sequence[Path], config: "Config", options: dict[str, object]
) -> None:
    from colonnade.check.rule import load_rules
    from colonnade.reports import as_format

    report = _run(paths, config, bool(options["no_cache"]))
    sources = _sources(report.findings)
    findings = _new(report.findings, sources, options)
    titles = {code: rule.title for code, rule in load_rules().items()}
    if options["statistics"]:
        click.echo(_statistics(findings, titles))
    elif findings or options["format_"] != "text":
        format_: object = options["format_"]
        click.echo(as_format(findings, format_, titles=titles, sources=sources))  # type: ignore[arg-type]
    if options["format_"] == "text":
        click.echo(_summary(findings, report.files), err=True)
    if any(finding.severity is not Severity.ADVICE for finding in findings):
        ctx.exit(FINDINGS)


def _new(
    findings: list[Finding], sources: dict[str, str], options: dict[str, object]
) -> list[Finding]:
    """The findings that no baseline knows; with --write-baseline, none."""
    from colonnade.check.baseline import read_baseline, unknown, write_baseline

    if isinstance(file := options["write_baseline"], Path):
        write_baseline(file, findings, sources)
        click.echo(f"Wrote {len(findings)} findings to {file}.", err=True)
        return []
    if isinstance(file := options["baseline"], Path):
        return unknown(findings, read_baseline(file), sources)
    return findings


def _run(paths: Sequence[Path], config: "Config", no_cache: bool) -> "Report":
    from colonnade.check.engine import check as run
    from colonnade.cli.progress import counted

    with counted("Checking") as progress:
        return run(paths, config, use_cache=not no_cache, progress=progress)


def _mend(paths: Sequence[Path], config: "Config", options: dict[str, object]) -> None:
    from colonnade.check.fixes import write
    from colonnade.check.mending import mended

    files: list[Fixed] = mended(paths, config, unsafe=bool(options["unsafe_fixes"]))
    for fixed in files:
        if options["diff"]:
            click.echo(fixed.diff, nl=False)
        else:
            write(fixed)
    count = sum(fixed.count for fixed in files)
    verb = "Would mend" if options["diff"] else "Mended"
    click.echo(f"{verb} {_many(count, 'finding')} in {_many(len(files), 'file')}.", err=True)


def _page(code: str) -> str:
    from colonnade.check.rule import load_rules
    from colonnade.errors import UsageError

    rule = load_rules().get(code.upper())
    if rule is None:
        raise UsageError(f"There is no rule {code!r}.", "Each finding names the code of its rule.")
    return f"{rule.code} {rule.name}\n\n{rule.page.strip()}"


def _statistics(findings: Sequence[Finding], titles: dict[str, str]) -> str:
    counted = Counter(finding.code for finding in findings).most_common()
    return "\n".join(f"{count:6} {code}  {titles.get(code, '')}" for code, count in counted)


def _summary(findings: Sequence[Finding], files: int) -> str:
    fixable = sum(bool(finding.edits) and finding.safe for finding in findings)
    mend = f", {fixable} of them can be mended with --fix" if fixable else ""
    found = f"{_many(len(findings), 'finding')}{mend}" if findings else "Nothing wrong"
    return f"{found} in {_many(files, 'file')}."


def _sources(findings: Sequence[Finding]) -> dict[str, str]:
    from colonnade.check.files import decoded

    texts: dict[str, str] = {}
    for path in {finding.place.path for finding in findings}:
        try:
            texts[path] = decoded(Path(path).read_bytes())[0]
        except (OSError, SyntaxError, UnicodeDecodeError):
            continue
    return texts


def _split(said: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for one in said for name in one.split(",") if name.strip())


def _start(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
