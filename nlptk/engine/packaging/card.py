"""The model card: what people should know of a pipeline before they use it, as Markdown.

Mitchell et al. (2019), "Model cards for model reporting".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_FIGURES = {
    "token_f": "Tokens, F",
    "sent_f": "Sentences, F",
    "tag_acc": "Tags, accuracy",
    "pos_acc": "Parts of speech, accuracy",
    "morph_acc": "Features, accuracy",
    "lemma_acc": "Lemmas, accuracy",
    "uas": "Heads (UAS)",
    "las": "Heads and labels (LAS)",
    "ents_p": "Entities, precision",
    "ents_r": "Entities, recall",
    "ents_f": "Entities, F",
    "links_acc": "Links, accuracy",
    "cats_score": "Categories, score",
    "cats_acc": "Categories, accuracy",
    "cats_macro_f": "Categories, macro F",
}
_TYPES = {"ents": "Entities", "las": "Labels of arcs", "cats": "Categories"}
_OF_SCORERS = {"ents": "ents_f", "las": "las", "cats": "cats_score"}
_MOST_LABELS = 60
_NOT_SAID = "not said"


def model_card(meta: Mapping[str, Any], package: str, size: int) -> str:
    """The card of a package, from its meta.json and the bytes that the model takes."""
    parts = [
        f"# {package}",
        _cell(meta.get("description") or _summary(meta)),
        _table(("", ""), _overview(meta, size)),
        "## How to use it",
        f"```\npip install {package}-{meta['version']}-py3-none-any.whl\n```",
        _example(package),
        "## What it does",
        _table(("component", "made by", "gives", "labels"), _components(meta)),
        *_labels(meta),
        "## How good it is",
        *_scores(meta),
        "## What it was made from",
        *_data(meta),
        "## Limits",
        "\n".join(f"- {line}" for line in _limits(meta)),
        "## How to cite it",
        _citation(meta, package),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _summary(meta: Mapping[str, Any]) -> str:
    names = ", ".join(map(str, meta.get("pipeline", ()))) or "a tokenizer alone"
    return f"A pipeline for texts in the language {meta['lang']}: {names}."


def _overview(meta: Mapping[str, Any], size: int) -> Iterator[Sequence[str]]:
    author = " ".join(
        part for part in (meta.get("author"), _in_brackets(meta.get("email"))) if part
    )
    vectors = meta.get("vectors") or {}
    yield "Version", str(meta["version"])
    yield "Language", str(meta["lang"])
    yield "Components", ", ".join(map(str, meta.get("pipeline", ())))
    yield "Size", f"{size / 1e6:.1f} MB"
    count, width = vectors.get("vectors"), vectors.get("width")
    yield "Word vectors", f"{count:,} of {width} numbers" if count else "none"
    yield "Licence", str(meta.get("license") or _NOT_SAID)
    yield "Author", author or _NOT_SAID
    if meta.get("url"):
        yield "Home", str(meta["url"])
    yield "Needs", ", ".join(f"`{one}`" for one in meta.get("requirements", ()))


def _in_brackets(email: object) -> str:
    return f"<{email}>" if email else ""


def _example(package: str) -> str:
    return (
        "```python\nimport nlptk\n\n"
        f'nlp = nlptk.load("{package}")  # or: import {package}; nlp = {package}.load()\n'
        'doc = nlp("A text.")\n```'
    )


def _components(meta: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    for name, facts in (meta.get("components") or {}).items():
        labels = (meta.get("labels") or {}).get(name) or ()
        gives = ", ".join(map(str, facts.get("gives", ())))
        plugin = (meta.get("plugins") or {}).get(facts.get("factory"), {})
        maker = plugin.get("distribution") or "nlptk"
        yield name, str(maker), gives, f"{len(labels)}" if labels else "-"


def _labels(meta: Mapping[str, Any]) -> Iterator[str]:
    for name, labels in (meta.get("labels") or {}).items():
        if labels:
            shown = ", ".join(map(_code, labels[:_MOST_LABELS]))
            more = len(labels) - _MOST_LABELS
            yield f"Labels of {name}: {shown}" + (f" and {more} more." if more > 0 else ".")


def _code(text: object) -> str:
    """Text as it is, between more backquotes than it has."""
    fence = "`" * (str(text).count("`") + 1)
    space = " " if len(fence) > 1 else ""
    return f"{fence}{space}{text}{space}{fence}"


# ---------------------------------------------------------------------- scores


def _scores(meta: Mapping[str, Any]) -> Iterator[str]:
    test, dev = meta.get("test"), meta.get("performance")
    if test:
        yield f"Judged on {_conditions(test)}. All figures are percentages."
        yield from _figures(test.get("scores") or {}, test.get("scores_per_type") or {})
    if dev:
        data = (meta.get("training") or {}).get("data", {}).get("dev", {})
        conditions = {**(meta.get("evaluation") or {}), "data": data.get("name", "dev")}
        yield (
            f"During training it was judged on {_conditions(conditions)}: by these figures the "
            "best epoch was chosen, so they are a little too good."
        )
        if not test:
            yield from _figures(dev, meta.get("performance_per_type") or {})
        else:
            yield _table(("figure", "%"), _main(dev))
    if not test and not dev:
        yield "Nobody has said. `nlptk evaluate` judges it on annotated text."
    yield _speed(test or {})


def _figures(scores: Mapping[str, Any], per_type: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield _table(("figure", "%"), _main(scores))
    for name, title in _TYPES.items():
        rows = [
            (label, *(_percent(one.get(part)) for part in ("p", "r", "f")))
            for label, one in (per_type.get(name) or {}).items()
        ]
        if rows and scores.get(_OF_SCORERS[name]) is not None:
            yield f"### {title}"
            yield _table(("label", "precision", "recall", "F"), rows)


def _main(scores: Mapping[str, Any]) -> list[Sequence[str]]:
    return [
        (title, _percent(scores[name]))
        for name, title in _FIGURES.items()
        if scores.get(name) is not None
    ]


def _percent(value: object) -> str:
    return f"{100 * value:.2f}" if isinstance(value, int | float) else "-"


def _conditions(facts: Mapping[str, Any]) -> str:
    documents, words = facts.get("documents", 0), facts.get("words", 0)
    whose = ", ".join(
        f"{facts[name]} {name}" for name in ("tokens", "sentences") if facts.get(name)
    )
    text = f"{_cell(facts.get('data') or 'a corpus')} ({documents:,} documents, {words:,} words)"
    return f"{text}, with {whose}" if whose else text


def _speed(test: Mapping[str, Any]) -> str:
    for name, where in (("cpu_wps", "a CPU"), ("gpu_wps", "a GPU")):
        speed = (test.get("speed") or {}).get(name)
        if speed:
            return f"Speed: {speed:,.0f} words a second on {where}, on the machine of its makers."
    return ""


# ---------------------------------------------------------------------- data, limits, citation


def _data(meta: Mapping[str, Any]) -> Iterator[str]:
    training = meta.get("training") or {}
    corpora = training.get("data") or {}
    rows = [
        (
            use,
            str(facts.get("name", "-")),
            f"{facts.get('documents', 0):,}",
            f"{facts.get('words', 0):,}",
            f"`{str(facts.get('sha256', '-'))[:16]}`",
        )
        for use, facts in corpora.items()
    ]
    if rows:
        yield _table(("used for", "file", "documents", "words", "SHA-256 begins"), rows)
    if training.get("base_model"):
        yield f"It went on from the pipeline {_cell(training['base_model'])}."
    sources = meta.get("sources") or ()
    if sources:
        titles = ("source", "author", "licence", "address")
        parts = ("name", "author", "license", "url")
        yield _table(
            titles, [tuple(one.get(part) or _NOT_SAID for part in parts) for one in sources]
        )
    else:
        yield "Licences and authors of the data were not said."
    if training:
        yield "All settings are in `config.cfg` of the model's folder: `nlptk train --config`."


def _limits(meta: Mapping[str, Any]) -> Iterator[str]:
    words = ((meta.get("training") or {}).get("data") or {}).get("train", {}).get("words")
    if words:
        yield f"It learned from {words:,} words; texts of another kind will be harder for it."
    yield f"Texts in other languages than {meta['lang']} are treated as if they were in it."
    if "gold" in ((meta.get("test") or meta.get("evaluation") or {}).get("tokens"),):
        yield "The figures are for given tokens; on raw text its own tokens cost a little more."
    for name, labels in (meta.get("labels") or {}).items():
        if labels:
            yield f"{name} knows its {len(labels)} labels and no others."


def _citation(meta: Mapping[str, Any], package: str) -> str:
    if meta.get("citation"):
        return _cell(meta["citation"])
    author = meta.get("author") or "(author not said)"
    url = f" {_cell(meta['url'])}" if meta.get("url") else ""
    return f"> {_cell(author)}: *{package}*, version {meta['version']}.{url}"


def _table(titles: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    lines = [_row(titles), _row(["---"] * len(titles)), *map(_row, rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(value: object) -> str:
    """Text that stays in its place: on one line, and no end of a cell."""
    return " ".join(str(value).split()).replace("|", "\\|")
