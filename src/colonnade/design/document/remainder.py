"""What could not be carried over, what was found and followed, and what was decided for the user."""

from itertools import groupby

from colonnade.design.document.markdown import bullets, code, paragraphs, plain
from colonnade.design.document.page import Page
from colonnade.schema.info import Omission, schema_info


def omissions(page: Page) -> str:
    """What the source holds and the models do not, by kind."""
    found = sorted(schema_info(page.metadata).omissions, key=lambda one: (one.kind, one.name))
    return paragraphs(
        "The source holds these as well; they are not part of the models." if found else "",
        bullets(
            _omitted(kind, list(those)) for kind, those in groupby(found, key=lambda one: one.kind)
        ),
    )


def _omitted(kind: str, those: list[Omission]) -> str:
    if len(those) == 1:
        reason = f": {plain(those[0].reason)}" if those[0].reason else ""
        return f"{kind.capitalize()} {code(those[0].name)}{reason}"
    lines = [f"{kind.capitalize()}: {len(those)}"]
    lines += [
        f"  - {code(one.name)}{': ' + plain(one.reason) if one.reason else ''}" for one in those
    ]
    return "\n".join(lines)


def habits(page: Page) -> str:
    """What was found in the existing code and is followed."""
    return bullets(plain(one) for one in page.design.habits)


def assumptions(page: Page) -> str:
    """Every decision that was taken for the user, each once."""
    info = schema_info(page.metadata)
    taken = [*page.design.assumptions, *info.assumptions, *page.names.decisions]
    return bullets(plain(one) for one in dict.fromkeys(taken))
