"""From corpora on disk to batches of token sequences."""
