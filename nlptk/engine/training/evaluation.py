"""Evaluation: the scores of a pipeline by the names that scripts use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .evaluate import Judgement


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well the pipeline annotates. Figures are from 0 to 1; None where nothing was scored.

    `scores` has all figures by the names of `nlptk evaluate`, and so has `evaluation[name]`.
    """

    judgement: Judgement

    @property
    def scores(self) -> Mapping[str, float | None]:
        """All figures by name."""
        return self.judgement.scores.figures

    @property
    def tables(self) -> Mapping[str, Any]:
        """Figures by label: `ents_per_type`, `cats_per_type` and others."""
        return self.judgement.scores.tables

    def __getitem__(self, name: str) -> float | None:
        return self.scores[name]

    def get(self, name: str) -> float | None:
        """A figure, None when no component that runs is judged by it."""
        return self.scores.get(name)

    @property
    def token_acc(self) -> float | None:
        """The share of gold tokens that were found."""
        return self.get("token_acc")

    @property
    def tags_acc(self) -> float | None:
        """The share of right fine-grained tags."""
        return self.get("tag_acc")

    @property
    def pos_acc(self) -> float | None:
        """The share of right universal parts of speech."""
        return self.get("pos_acc")

    @property
    def morphs_acc(self) -> float | None:
        """The share of right morphological features."""
        return self.get("morph_acc")

    @property
    def lemmas_acc(self) -> float | None:
        """The share of right base forms."""
        return self.get("lemma_acc")

    @property
    def uas(self) -> float | None:
        """The share of tokens with the right head."""
        return self.get("uas")

    @property
    def las(self) -> float | None:
        """The share of tokens with the right head and label."""
        return self.get("las")

    @property
    def sents_f(self) -> float | None:
        """F of sentences."""
        return self.get("sent_f")

    @property
    def ents_p(self) -> float | None:
        """The share of found entities that are right."""
        return self.get("ents_p")

    @property
    def ents_r(self) -> float | None:
        """The share of gold entities that were found."""
        return self.get("ents_r")

    @property
    def ents_f(self) -> float | None:
        """The harmonic mean of both."""
        return self.get("ents_f")

    @property
    def ents_per_type(self) -> Mapping[str, Any]:
        """The same by type of entity."""
        found: Mapping[str, Any] = self.tables.get("ents_per_type", {})
        return found

    @property
    def textcat_score(self) -> float | None:
        """Macro F of exclusive categories; the mean area under the curve of independent ones."""
        return self.get("cats_score")

    @property
    def textcats_per_cat(self) -> Mapping[str, Any]:
        """Precision, recall, F and area under the curve by category."""
        found: Mapping[str, Any] = self.tables.get("cats_per_type", {})
        return found

    @property
    def words_per_second(self) -> float:
        """How fast the pipeline was."""
        return self.judgement.words_per_second
