"""The page around the diagram: one file with its style and its script inside."""

from collections.abc import Sequence
from html import escape
from string import Template

from colonnade.design.groups import Group
from colonnade.design.page.scene import Scene
from colonnade.design.page.svg import COLOURS
from colonnade.design.page.views import View
from colonnade.reports.page import policy_of, script_of, static
from colonnade.schema.info import schema_info

SCRIPTS = ("schema", "camera", "lines", "views", "light", "panel", "search", "near", "start")
"""The parts of the script, in the order in which they are put together."""

HEADER = "<!-- Made from the schema; make it anew instead of changing it. -->"


def page(name: str, shown: Scene, views: Sequence[View], tables: str, data: str) -> str:
    """The page's text.

    Args:
        name: the project's name.
        shown: the schema.
        views: the pictures, in the order of the tabs.
        tables: the tables as SVG.
        data: the schema as JSON that is safe inside a script element.

    The policy in its head lets nothing load, and lets only this very script run.
    """
    script = script_of(__package__, SCRIPTS)
    return Template(static(__package__, "page.html")).substitute(
        header=HEADER,
        policy=policy_of(script),
        title=escape(name),
        summary=escape(_summary(shown)),
        note=escape(schema_info(shown.metadata).note),
        tabs=_tabs(shown.groups, views),
        tables=tables,
        data=data,
        style=static(__package__, "page.css"),
        script=script,
    )


def _summary(shown: Scene) -> str:
    """How large the schema is."""
    tables, lines = len(shown.cards), len(shown.lines)
    return (
        f"{tables} table{'s' if tables != 1 else ''} · "
        f"{lines} relationship{'s' if lines != 1 else ''}"
    )


def _tabs(groups: Sequence[Group], views: Sequence[View]) -> str:
    """A button for each picture; with one group, a button for the whole only."""
    buttons = [_tab(0, "", views[0].name, sum(len(group.tables) for group in groups))]
    for number, group in enumerate(groups if len(views) > 1 else []):
        buttons.append(_tab(number + 1, f"c{number % COLOURS}", group.name, len(group.tables)))
    return "".join(buttons)


def _tab(number: int, colour: str, name: str, count: int) -> str:
    dot = '<i class="dot"></i>' if colour else ""
    return (
        f'<button type="button" class="tab {colour}" data-view="{number}" aria-pressed="false">'
        f"{dot}{escape(name)} <b>{count}</b></button>"
    )
