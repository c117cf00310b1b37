"""The text classifier: categories of whole documents, one of several or any number of them."""
