"""The second stage: what the first one says of other mentions of a document speaks for a candidate.

Entities that stand together elsewhere, and names that share words ("county cricket club"), support
each other. Mentions with the same text count as one: they must not vote for each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .features import title_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .evidence import Mention
    from .features import Option
    from .witness import Witness

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

_SUPPORT = 6
N_PAGE_FEATURES = 2 + 2 * _SUPPORT + 2
_LEAST = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """The candidates of a document: R rows, those of one mention after those of another, NIL last.

    `sizes`, shape (M,), counts the rows of each mention; `groups`, shape (R,), numbers the texts of
    mentions; `entities`, shape (R,), numbers entities, and is -1 for NIL. `together`, shape
    (2, entities, entities), says how entities share documents. `word_rows` and `words`, of one
    length, say which words the names of rows have beyond their mentions, and `weights` how much
    each word tells.
    """

    sizes: Ints
    groups: Ints
    entities: Ints
    together: Floats
    word_rows: Ints
    words: Ints
    weights: Floats


def make_page(
    mentions: Sequence[Mention], options: Sequence[Sequence[Option]], witness: Witness
) -> Page:
    """The page of mentions with their candidates."""
    texts: dict[str, int] = {}
    numbers: dict[str, int] = {}
    words: dict[str, int] = {}
    groups: list[int] = []
    entities: list[int] = []
    pairs: list[tuple[int, int]] = []
    for mention, offered in zip(mentions, options, strict=True):
        group = texts.setdefault(mention.text, len(texts))
        for option in offered:
            titled = title_words(mention.text, option.name)
            pairs += [(len(entities), words.setdefault(word, len(words))) for word in titled]
            entities.append(numbers.setdefault(option.entity, len(numbers)))
        entities.append(-1)
        groups += [group] * (len(offered) + 1)
    both = np.array(pairs, np.int64).reshape(-1, 2)
    return Page(
        sizes=np.array([len(offered) + 1 for offered in options], np.int64),
        groups=np.array(groups, np.int64),
        entities=np.array(entities, np.int64),
        together=witness.together(list(numbers)),
        word_rows=both[:, 0],
        words=both[:, 1],
        weights=np.array([witness.telling(word) for word in words], np.float32),
    )


def page_features(page: Page, chances: Floats) -> Floats:
    """The features of all rows, shape (R, N_PAGE_FEATURES), from the chances of the first stage.

    `chances`, shape (R,), add up to 1 for each mention.
    """
    made = np.zeros((len(chances), N_PAGE_FEATURES), np.float32)
    starts = np.cumsum(page.sizes) - page.sizes
    owners = np.repeat(np.arange(len(page.sizes)), page.sizes)
    known = page.entities >= 0
    made[:, 0] = np.log(np.maximum(chances, _LEAST)) / 4
    made[:, 1] = chances
    support = np.zeros((len(chances), _SUPPORT), np.float32)
    weight = _group_weights(page, starts)[owners] * chances
    n_groups = int(page.groups.max()) + 1
    _by_entity(page, weight, n_groups, support)
    _by_words(page, weight, n_groups, support)
    support[~known] = 0
    expected = np.add.reduceat(support * chances[:, None], starts, axis=0)[owners]
    made[:, 2 : 2 + _SUPPORT] = support
    made[known, 2 + _SUPPORT : -2] = (support - expected)[known]
    made[:, -2] = math.log1p(n_groups) / 4
    made[~known, -1] = 1
    return made


def _group_weights(page: Page, starts: Ints) -> Floats:
    """One over the number of mentions with the text of each mention, shape (M,)."""
    groups = page.groups[starts]
    weights: Floats = (1 / np.bincount(groups)[groups]).astype(np.float32)
    return weights


def _by_entity(page: Page, weight: Floats, n_groups: int, support: Floats) -> None:
    """What mentions of this text say of the entity, what others say, and of its company."""
    n_entities = page.together.shape[1]
    if not n_entities:
        return
    said = np.zeros((n_groups, n_entities), np.float32)
    known = page.entities >= 0
    groups, entities = page.groups[known], page.entities[known]
    np.add.at(said, (groups, entities), weight[known])
    total = said.sum(axis=0)
    others = max(1, n_groups - 1)
    support[known, 0] = said[groups, entities]
    support[known, 1] = np.minimum(total[entities] - said[groups, entities], 3)
    for column, near in enumerate(page.together, 2):
        company = said @ near
        elsewhere = company.sum(axis=0)[entities] - company[groups, entities]
        support[known, column] = elsewhere / others * (4 if column == 2 else 1)


def _by_words(page: Page, weight: Floats, n_groups: int, support: Floats) -> None:
    """Which of the words of a name those of other mentions' entities share."""
    if not len(page.words):
        return
    said = np.zeros((n_groups, len(page.weights)), np.float32)
    groups = page.groups[page.word_rows]
    np.add.at(said, (groups, page.words), weight[page.word_rows])
    elsewhere = said.sum(axis=0)[page.words] - said[groups, page.words]
    telling = page.weights[page.words]
    n_rows = len(page.groups)

    def over_names(values: Floats) -> Floats:
        return np.bincount(page.word_rows, values, n_rows).astype(np.float32)

    norm = np.maximum(over_names(telling), 1e-6)
    support[:, 4] = over_names(telling * np.minimum(elsewhere, 1)) / norm
    support[:, 5] = over_names(telling * np.log1p(np.maximum(elsewhere, 0))) / norm
