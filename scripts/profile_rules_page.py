"""The page that is made from the rules of profiles: docs/reference/profile-rules.md."""

from colonnade.profile.findings import load_rules


def profile_rules_page() -> str:
    """Every rule with its page."""
    entries = [
        f"## {code}\n\n{rule.__name__.rpartition('.')[2].replace('_', '-')}\n\n{(rule.__doc__ or '').strip()}\n"
        for code, rule in load_rules().items()
    ]
    return (
        "# Rules for profiles\n\nWhat [`colonnade profile`](../profile/profile.md) reports.\n\n"
        + "\n".join(entries)
    )
