"""The pipeline components that come with nlptk, as a plugin like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.plugins import hookimpl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlptk.engine.protocols import ComponentSpec


@hookimpl
def nlptk_components() -> Sequence[ComponentSpec]:
    """The components; asking for them loads thinc."""
    from .lemmatizer.component import SPEC as LEMMATIZER
    from .morphologizer import SPEC as MORPHOLOGIZER
    from .ner.component import SPEC as NER
    from .parser.component import SPEC as PARSER
    from .sentencizer import SPEC as SENTENCIZER
    from .senter import SPEC as SENTER
    from .tagger import SPEC as TAGGER
    from .textcat.component import SPEC as TEXTCAT

    return [SENTENCIZER, SENTER, TAGGER, MORPHOLOGIZER, LEMMATIZER, PARSER, NER, TEXTCAT]
