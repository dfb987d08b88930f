"""The command `colonnade`, also as `python -m colonnade`: an interrupt while it loads ends it in silence."""

import sys


def main() -> None:
    """Load the command line, and run it."""
    try:
        from colonnade.cli import main as commands

        commands()
    except KeyboardInterrupt:
        sys.exit(130)  # as after Ctrl-C in a command


if __name__ == "__main__":
    main()
