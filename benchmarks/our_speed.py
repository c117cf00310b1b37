"""Words a second of an nlptk pipeline, from tokens and from text.

python our_speed.py MODEL DOCUMENTS.json
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from training_json import words_of

from nlptk.engine.data.doc import Doc
from nlptk.engine.pipeline.store import load_pipeline
from nlptk.plugins.catalog import Catalog
from nlptk.plugins.manager import create_manager


def main() -> None:
    catalog = Catalog(create_manager())
    nlp = load_pipeline(Path(sys.argv[1]), catalog.components, catalog.find_language)
    words = list(words_of(sys.argv[2]))
    n_words = sum(map(len, words))
    speeds = {}
    for kind in ("tokens", "text", "tokens", "text"):  # the first of each warms up
        docs = [Doc(nlp.vocab, one) for one in words]
        texts = [doc.text for doc in docs]
        started = time.process_time()
        stream = iter(docs) if kind == "tokens" else map(nlp.make_doc, texts)
        for _ in nlp.stream(stream):
            pass
        speeds[kind] = n_words / (time.process_time() - started)
    print(json.dumps(speeds))


if __name__ == "__main__":
    main()
