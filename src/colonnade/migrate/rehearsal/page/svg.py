"""The timeline as SVG."""

from collections.abc import Iterator
from html import escape

from colonnade.migrate.rehearsal.page.layout import LANE, LANES, TOP, WIDTH, Bar, Scale, bars
from colonnade.migrate.rehearsal.result import Rehearsal

_BOTTOM = TOP + LANE * len(LANES)


def svg(rehearsal: Rehearsal) -> str:
    """The picture of a rehearsal."""
    scale = Scale(max(rehearsal.ended, 0.1))
    span = rehearsal.migration
    lines = [
        f'<svg id="timeline" viewBox="0 0 {WIDTH:.0f} {_BOTTOM + 24:.0f}" role="img" aria-label="Timeline">',
        f'<rect class="during" x="{scale.x(span.began)}" y="{TOP - 8}" '
        f'width="{scale.width(span.began, span.ended)}" height="{_BOTTOM - TOP + 8}"/>',
        f'<text class="word" x="{scale.x(span.began)}" y="{TOP - 14}" text-anchor="{_anchor(scale.x(span.began))}">'
        f"the migration: {span.seconds:.2f} s</text>",
        *_lanes(),
        *_ticks(scale),
        *map(_bar, bars(rehearsal, scale)),
        "</svg>",
    ]
    return "\n".join(lines)


def _lanes() -> Iterator[str]:
    for place, name in enumerate(LANES):
        y = TOP + LANE * place
        yield f'<text class="lane" x="0" y="{y + 17}">{name}</text>'
        yield f'<line class="hair" x1="0" x2="{WIDTH}" y1="{y + LANE}" y2="{y + LANE}"/>'


def _ticks(scale: Scale) -> Iterator[str]:
    for moment in scale.ticks():
        x = scale.x(moment)
        yield f'<line class="hair" x1="{x}" x2="{x}" y1="{TOP}" y2="{_BOTTOM}"/>'
        yield f'<text class="tick" x="{x}" y="{_BOTTOM + 16}" text-anchor="{_anchor(x)}">{moment:g} s</text>'


def _anchor(x: float) -> str:
    """Which end of a word is at a place, so that the word stays inside."""
    return "end" if x > WIDTH * 0.8 else "start"


def _bar(bar: Bar) -> str:
    inset, height = (15.0, 8.0) if bar.kind == "failed" else (5.0, 16.0)
    number = f' data-statement="{bar.statement}"' if bar.statement >= 0 else ""
    return (
        f'<rect class="{bar.kind}" x="{bar.x}" y="{TOP + LANE * bar.lane + inset}" width="{bar.width}" '
        f'height="{height}" rx="2"{number}><title>{escape(bar.says)}</title></rect>'
    )
