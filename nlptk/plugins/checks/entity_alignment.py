"""A: entities, and the tokens that our tokenizer makes of their text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nlptk.engine.data.entity_offsets import align_entities
from nlptk.engine.data.layers import Layer
from nlptk.engine.diagnostics.tallied_check import TalliedCheck
from nlptk.engine.protocols import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.checked import CheckedDoc


class EntityOffTokens(TalliedCheck):
    """An entity starts or ends inside a token of the tokenizer.

    Why: a pipeline marks whole tokens of its own tokenizer. It cannot find this entity, nor learn
    it, and evaluation counts it as missed.

    Example: `Berlin` in `Berlin/Paris`, which the tokenizer leaves whole.

    Fix: mend the entity's offsets as the message suggests; or add a tokenizer rule that cuts there.
    """

    code = "A104"
    name = "entity-off-tokens"
    noun = "entities that are no tokens of the tokenizer"
    layers = frozenset({Layer.ENTITIES})
    passing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann ran home", "spans": [[0, 3, "PER"]]}\n'),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann ran", "tokens": ["A", "nn", "ran"], "spans": [[0, 1, "PER"]]}\n'),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for the first ones, with the nearest tokens."""
        ours, ents = seen.in_our_tokens, seen.doc.ents
        if ours is None or not ents or seen.is_cut_alike:
            return
        spans = [(ent.start_char, ent.end_char, ent.label) for ent in ents]
        edges = np.array([span[:2] for span in spans])
        if np.isin(edges[:, 0], ours.starts).all() and np.isin(edges[:, 1], ours.ends).all():
            return
        aligned = align_entities(ours.text, spans, starts=ours.starts, ends=ours.ends)
        for bad in aligned.misaligned:
            if not self._tally.add(seen.part):
                continue
            ent = ents[bad.index]
            hint = "or give the tokenizer a rule that cuts there"
            if bad.suggestion is not None:
                start, end = bad.suggestion
                near = ours.text[start:end]
                hint = f"the nearest that fits is {start} to {end}, {near!r}; {hint}"
            yield seen.finding(
                self,
                f"the entity {ent.text!r} ({ent.label}) {' and '.join(bad.reasons)}",
                start=ent.start,
                end=ent.end,
                hint=hint,
                subject=ent.label,
            )


CHECKS = (EntityOffTokens,)
