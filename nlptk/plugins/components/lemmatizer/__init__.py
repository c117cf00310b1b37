"""The lemmatizer: learns how forms become base forms, and does the same to other forms."""
