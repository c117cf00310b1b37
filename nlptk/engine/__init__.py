"""Everything that would remain without a terminal, a file format or a plugin.

Reading order, which is the data's: `errors`, `data/` (strings, vocab, doc, span, tags, alignment,
gold, source, docbin), `protocols` (what may be plugged in), `text/` (raw text to tokens and
sentences). Nothing here prints, and nothing here knows that typer or pluggy exist.
"""
