"""The object that runs components over documents, and keeps them on disk."""
