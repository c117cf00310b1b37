"""How long nlptk takes to start."""

from __future__ import annotations

import argparse
import sys

from measure import compare, print_table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    args = parser.parse_args()
    python = sys.executable
    commands = {
        "python -c pass": [python, "-c", "pass"],
        "python -c 'import nlptk'": [python, "-c", "import nlptk"],
        "nlptk --help": [python, "-m", "nlptk", "--help"],
        "nlptk formats": [python, "-m", "nlptk", "formats"],
    }
    print_table("start-up", compare(commands, runs=args.runs))


if __name__ == "__main__":
    main()
