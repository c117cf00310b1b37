"""Words a second of a spaCy 2 model, from tokens and from text; runs in the peer's environment.

python peer_speed.py MODEL DOCUMENTS.json
"""

import json
import sys
import time

import spacy
from spacy.tokens import Doc
from training_json import words_of


def main():
    """Print one line of JSON."""
    nlp = spacy.load(sys.argv[1])
    words = list(words_of(sys.argv[2]))
    n_words = sum(map(len, words))
    speeds = {}
    for kind in ("tokens", "text", "tokens", "text"):  # the first of each warms up
        docs = [Doc(nlp.vocab, words=one) for one in words]
        texts = [doc.text for doc in docs]
        started = time.process_time()
        if kind == "tokens":
            stream = docs
            for _, pipe in nlp.pipeline:
                stream = pipe.pipe(stream, batch_size=256)
        else:
            stream = nlp.pipe(texts, batch_size=256)
        for _ in stream:
            pass
        speeds[kind] = n_words / (time.process_time() - started)
    print(json.dumps(speeds))


if __name__ == "__main__":
    main()
