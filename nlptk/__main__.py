"""`python -m nlptk`, and the console script."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from nlptk.commands.app import run  # `import nlptk` stays cheap

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
