"""Raw text to tokens and sentences: rules and word lists, no weights.

`tokenizer` cuts text into tokens, `sentences` groups tokens into sentences, `languages` holds what
both know about a language.
"""
