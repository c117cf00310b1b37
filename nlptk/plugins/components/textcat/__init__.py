"""The text categorizer: which categories a whole document belongs to."""
