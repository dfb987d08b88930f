"""The extra "security", which is imported when it is first used."""

from importlib.util import find_spec

from colonnade.errors import ConfigurationError


def need_security(*packages: str) -> None:
    """Go on when the packages are there.

    Raises:
        ConfigurationError: one of them is not installed.
    """
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise ConfigurationError(
            f"{', '.join(missing)} is not installed, and passwords and encrypted columns need it.",
            'pip install "colonnade[security]"',
        )
