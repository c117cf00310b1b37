"""All benchmarks, one after the other; `make bench` calls this."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from measure import data_folder

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of corpora (or NLPTK_DATA)")
    data = str(data_folder(parser.parse_args().data))
    for script, arguments in {
        "startup.py": [],
        "convert.py": ["--data", data],
        "tokenizer.py": ["--data", str(Path(data) / "ud")],
        "parsing.py": ["--data", data],
        "knowledge_base.py": [],
        "entity_linking.py": ["--data", data],
        "emerson.py": ["--data", data],
    }.items():
        subprocess.run([sys.executable, str(HERE / script), *arguments], check=True)


if __name__ == "__main__":
    main()
