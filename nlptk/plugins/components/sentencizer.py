"""The sentencizer: sentence starts by the rules of the language, without weights."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nlptk.engine.text.languages import get_language
from nlptk.engine.text.sentences import Sentencizer as Rules
from nlptk.plugins.components.specs import SentencizerSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch
    from nlptk.engine.text.languages import LanguageData

_ANY_LANGUAGE = "xx"


class Sentencizer:
    """Marks sentences by rule; documents whose sentences are set keep them.

    `language` is set by the pipeline; until then the rules are those of no language.
    """

    def __init__(self, settings: SentencizerSettings) -> None:
        self.settings = settings
        self.language = get_language(_ANY_LANGUAGE)

    @property
    def language(self) -> LanguageData:
        """The language whose rules apply."""
        return self._rules.language

    @language.setter
    def language(self, language: LanguageData) -> None:
        own = self.settings.sentence_end
        self._rules = Rules(replace(language, sentence_end=own) if own else language)

    def annotate(self, batch: Batch, encoded: Array | None) -> None:  # noqa: ARG002 - no weights
        """Set `sent_start` where nobody has."""
        for doc in batch.docs:
            if not doc.is_sentenced and len(doc):
                self._rules(doc)

    def state(self) -> dict[str, Any]:
        """There is none."""
        return {}

    def restore(self, state: Mapping[str, Any], width: int) -> None:
        """Nothing is to be restored."""
