"""Trained pipelines as Python packages that can be installed."""
