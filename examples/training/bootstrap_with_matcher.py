"""Make the first training data with rules, and train the entity recognizer to go beyond them.

Token patterns find firms by what stands around them, a list of phrases finds places, and a ruler
annotates with both. What the rules found becomes examples: look through them before you use any.

    python bootstrap_with_matcher.py
"""

from __future__ import annotations

import random
from typing import Annotated, Any

import typer
from made_up_news import PLACES, old_examples

import nlptk

FIRM_PATTERNS = [
    [{"LOWER": "works"}, {"LOWER": "for"}, {"IS_TITLE": True}],
    [{"LOWER": "shares"}, {"LOWER": "of"}, {"IS_TITLE": True}],
    [{"LOWER": "offices"}, {"LOWER": "of"}, {"IS_TITLE": True}],
    [{"LOWER": "spokesman"}, {"LOWER": "of"}, {"IS_TITLE": True}],
]


def firms_in(nlp: nlptk.Language, texts: list[str]) -> set[str]:
    """Names that stand where firms stand."""
    matcher = nlptk.Matcher(nlp.vocab)
    matcher.add("FIRM", FIRM_PATTERNS)
    return {doc[end - 1].text for doc in nlp.pipe(texts) for _, _, end in matcher(doc)}


def print_places(nlp: nlptk.Language, texts: list[str]) -> None:
    """Where phrases of a list stand, as characters."""
    finder = nlptk.PhraseMatcher(nlp.vocab)
    finder.add("PLACE", [nlp.make_doc(name) for name in PLACES])
    for text in texts:
        doc = nlp.make_doc(text)
        for _, start, end in finder(doc):
            span = doc[start:end]
            print(f"  {span.text!r} ({span.start_char}, {span.end_char}) in {text!r}")


def make_examples(nlp: nlptk.Language, texts: list[str], firms: set[str]) -> list[Any]:
    """What a ruler with these names finds, as examples to train on."""
    ruler = nlp.create_pipe("entity_ruler")
    ruler.add_patterns([{"label": "FIRM", "pattern": name} for name in sorted(firms)])
    ruler.add_patterns([{"label": "PLACE", "pattern": name} for name in PLACES])
    nlp.add_pipe(ruler)
    examples = [
        (doc.text, {"entities": [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]})
        for doc in nlp.pipe(texts)
    ]
    nlp.remove_pipe("entity_ruler")
    return [example for example in examples if example[1]["entities"]]


def main(
    n_texts: Annotated[int, typer.Option(help="How many raw texts to look at.")] = 150,
    n_iter: Annotated[int, typer.Option(help="How often to go through the examples.")] = 5,
) -> nlptk.Language:
    """Find names by rules, train on what they found, and try names that no rule has."""
    nlp = nlptk.blank("en")
    texts = [text for text, _ in old_examples(n_texts, seed=7)]
    firms = firms_in(nlp, texts)
    print(f"firms that patterns found: {', '.join(sorted(firms))}")
    print_places(nlp, texts[:3])
    examples = make_examples(nlp, texts, firms)
    print(f"{len(examples)} of {len(texts)} texts became examples")

    nlp.add_pipe("ner")
    optimizer = nlp.begin_training(lambda: examples)
    for iteration in range(n_iter):
        random.Random(iteration).shuffle(examples)
        for batch in nlptk.minibatch(examples, 8):
            texts_now, annotations = zip(*batch, strict=True)
            nlp.update(texts_now, annotations, drop=0.3, sgd=optimizer)
    for text in ("Nora Diaz works for Zentara in Lyon", "Bramble bought a factory near Metz"):
        print(text, [(ent.text, ent.label_) for ent in nlp(text).ents])
    return nlp


if __name__ == "__main__":
    typer.run(main)
