"""The training loop: batches in, events out."""
