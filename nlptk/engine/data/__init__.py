"""The nouns of the engine, from strings to documents. NumPy only, so that it starts fast."""
