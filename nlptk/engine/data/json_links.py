"""The ids of an entity and their probabilities, as JSON formats have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .layers import Layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .json_checks import CheckedRecord
    from .json_records import Keys

_MOST_CHANCE = 1 + 1e-4
"""What the probabilities of the ids of a mention may add up to: files round them."""


def read_chances(
    record: CheckedRecord, keys: Keys, value: Mapping[str, object], *, of: str
) -> dict[str, float]:
    """The probabilities at `keys` as they are given; `of` says in messages whose they are.

    Where they are none, the likeliest id is taken for sure, which is noted as repaired.

    Raises:
        DataError: one that is no number.
    """
    chances = {kb_id: record.number((*keys, kb_id), chance) for kb_id, chance in value.items()}
    total = sum(chances.values())
    if total <= _MOST_CHANCE and all(chance >= 0 for chance in chances.values()):
        return chances
    message = f"the probabilities of the ids of {of} add up to {total:.6g}"
    if total <= _MOST_CHANCE:
        message = f"a probability of an id of {of} is less than 0"
    hint = "the likeliest id is taken all the same"
    record.repaired(keys, message, Layer.LINKS, hint=hint, rule="link-probabilities")
    best = max(chances, key=lambda kb_id: chances[kb_id])
    return {best: 1.0} if chances[best] > 0 else {}
