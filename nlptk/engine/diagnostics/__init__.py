"""Findings about data: one pass of the documents past the checks, and what was counted."""
