"""Pretraining: an encoder learns from raw text what words do in their context."""
