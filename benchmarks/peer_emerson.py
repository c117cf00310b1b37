"""The Emerson set with spaCy 2; `emerson.py` runs it in the peer's virtual environment.

The knowledge base has the mean word vector of each description, and equal priors.
"""

import json
import random
import sys
import time

import numpy
import spacy
from spacy.kb import KnowledgeBase
from spacy.util import minibatch


def pipeline(vectors):
    """A pipeline that knows word vectors, sentences, and where the name stands."""
    nlp = spacy.blank("en")
    with open(vectors, encoding="utf-8") as file:  # noqa: PTH123
        for line in file:
            word, *numbers = line.rstrip().split(" ")
            if len(numbers) > 1:
                nlp.vocab.set_vector(word, numpy.array(numbers, "f"))
    nlp.add_pipe(nlp.create_pipe("sentencizer"))
    ruler = nlp.create_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": "Emerson"}])
    nlp.add_pipe(ruler)
    return nlp


def linker(nlp, people):
    kb = KnowledgeBase(vocab=nlp.vocab, entity_vector_length=nlp.vocab.vectors_length)
    for entity, (_name, description) in people.items():
        kb.add_entity(entity, 1, nlp.make_doc(description.lower()).vector)
    kb.add_alias("Emerson", list(people), [1 / len(people) - 1e-6] * len(people))
    pipe = nlp.create_pipe("entity_linker", config={"incl_prior": False})
    pipe.set_kb(kb)
    return pipe


def main():
    """Print how many texts are linked right by linkers that have not seen them."""
    task = json.load(sys.stdin)
    random.seed(task["seed"])
    numpy.random.seed(task["seed"])
    texts, right = task["texts"], 0
    nlp = pipeline(task["vectors"])
    started = time.process_time()
    for held_out in task["parts"]:
        rest = [number for part in task["parts"] if part is not held_out for number in part]
        pipe = linker(nlp, task["people"])
        nlp.add_pipe(pipe)
        with nlp.disable_pipes("sentencizer", "entity_ruler"):
            optimizer = nlp.begin_training()
        with nlp.disable_pipes("entity_linker"):
            train = [(nlp(texts[n][0]), texts[n]) for n in rest]
        with nlp.disable_pipes("sentencizer", "entity_ruler"):
            for _ in range(task["n_iter"]):
                random.shuffle(train)
                for batch in minibatch(train, size=8):
                    docs = [doc for doc, _ in batch]
                    golds = [{"links": {tuple(span): {who: 1.0}}} for _, (_, who, span) in batch]
                    nlp.update(docs, golds, drop=0.2, sgd=optimizer)
        for number in held_out:
            text, who, span = texts[number]
            right += any(ent.kb_id_ == who for ent in nlp(text).ents if ent.start_char == span[0])
        nlp.remove_pipe("entity_linker")
    spent = (time.process_time() - started) / len(task["parts"])
    print(f"spaCy 2.3: {right} of {len(texts)} right, {spent:.1f} s of CPU a linker")


if __name__ == "__main__":
    main()
