"""The training JSON of the v2 commands: documents of paragraphs of sentences of token objects.

`nlptk.engine.data.training_json` describes the form and writes it. Each paragraph is a document
here; those that follow one another with the same id are paragraphs of one when written.
"""

from __future__ import annotations

import re

from nlptk.engine.data.layers import Layer
from nlptk.engine.protocols import Format, deferred

_OPENING = re.compile(rb'\s*(?:\[\s*)?\{(?=.*"(?:paragraphs|sentences|orth)"\s*:)', re.DOTALL)


def sniff(head: bytes) -> bool:
    """Whether the input opens like a list of documents, or a document, with paragraphs."""
    return bool(_OPENING.match(head.removeprefix(b"\xef\xbb\xbf")))


JSON = Format(
    name="json",
    summary="training JSON of v2: documents, paragraphs, sentences, tokens",
    suffixes=(".json",),
    read=deferred("nlptk.formats.v2_json.read:read"),
    write=deferred("nlptk.formats.v2_json.write:write"),
    sniff=sniff,
    holds=frozenset(Layer)
    - {
        Layer.MULTIWORDS,
        Layer.EMPTY_NODES,
        Layer.ENHANCED,
        Layer.MISC,
        Layer.COMMENTS,
        Layer.COLUMNS,
    },
)
