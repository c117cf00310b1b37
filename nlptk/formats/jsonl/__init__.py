"""JSON lines: one record a line, of which only the text (or the tokens) must be there.

    text          the text; without it the words of `tokens`, joined by spaces, are
    tokens        words in order, or [start, end], or [start, end, word] where the word is not what
                  stands there; without it the text is tokenized
    spans         entities: [{"start", "end", "label", "kb_id"?}]; [] says that there are none, and
                  nothing that nobody looked
    ner_missing   [[first token, token after the last]] of which nobody knows
    cats          {label: number}
    links         {"[start, end]": {kb_id: probability}} or {"[start, end]": kb_id}, for spans; the
                  span's own `kb_id` may repeat the likeliest
    sents         [[start, end]], or the numbers of the tokens that start a sentence
    sent_start    1, 0 (unknown) or -1 for each token, where `sents` cannot say it
    tags pos morphs lemmas deps heads    one value a token; a root is its own head; null is unknown
    span_groups   {name: [[first token, token after the last, label, kb_id?]]}; may overlap
    id            of the document
    meta          an object of anything else; so are keys that are not in this list

`start` and `end` count characters of the text, or tokens where a record has no text; `end` is the
first that is not in. What annotation tools write is understood, too (see `tools`).
"""

from __future__ import annotations

import re

from nlptk.engine.data.layers import Layer
from nlptk.engine.protocols import Format, deferred

from .options import JsonlOptions

_RECORD = re.compile(rb'\s*\{.*"(?:text|tokens|data)"\s*:')
_PAIR = re.compile(rb'\s*\[\s*"(?:[^"\\]|\\.)*"\s*,\s*\{')


def sniff(head: bytes) -> bool:
    """Whether the first line is a record with text or tokens, or a pair of text and annotation."""
    line = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]
    if b'"paragraphs"' in line:
        return False
    return bool(_RECORD.match(line) or _PAIR.match(line))


JSONL = Format(
    name="jsonl",
    summary="JSON lines: text with spans, categories, tokens; Prodigy and doccano",
    suffixes=(".jsonl", ".ndjson"),
    read=deferred("nlptk.formats.jsonl.read:read"),
    write=deferred("nlptk.formats.jsonl.write:write"),
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
    options=JsonlOptions,
)
