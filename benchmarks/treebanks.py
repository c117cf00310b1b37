"""Tagger and parser against spaCy 2.3.9 on four more treebanks, ten epochs each, dev files."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from measure import data_folder
from parsing import convert, print_head, train_ours, train_peer

EPOCHS = 10
HELD_OUT = 300
"""Sentences at the end of AnCora's dev file, which is all there is of it, that judge."""
TREEBANKS = {
    "es": "es_ancora_r2.8/es_ancora",
    "nl": "nl_lassysmall_r1.4/nl_lassysmall",
    "tr": "tr_imst/tr_imst",
    "vi": "vi_vtb/vi_vtb",
}
PEER_LANGUAGES = {"vi": "xx"}
"""spaCy's Vietnamese wants a segmenter of its own, which gold tokens have no use for."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of corpora (or NLPTK_DATA)")
    parser.add_argument("--lang", nargs="*", default=list(TREEBANKS), choices=list(TREEBANKS))
    args = parser.parse_args()
    for lang in args.lang:
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            convert(parts_of(data_folder(args.data) / "ud" / TREEBANKS[lang], work), work)
            print_head(TREEBANKS[lang].partition("/")[2])
            train_peer(work, EPOCHS, PEER_LANGUAGES.get(lang, lang))
            train_ours(work, EPOCHS, lang)


def parts_of(treebank: Path, work: Path) -> dict[str, Path]:
    """The files to train on and to judge with; a dev file alone is divided."""
    parts = {name: Path(f"{treebank}-ud-{name}.conllu") for name in ("train", "dev")}
    if parts["train"].exists():
        return parts
    sentences = parts["dev"].read_text("utf-8").rstrip("\n").split("\n\n")
    for name, chosen in (("train", sentences[:-HELD_OUT]), ("dev", sentences[-HELD_OUT:])):
        parts[name] = work / f"{name}.conllu"
        parts[name].write_text("\n\n".join(chosen) + "\n\n", "utf-8")
    return parts


if __name__ == "__main__":
    main()
