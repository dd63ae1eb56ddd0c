"""Metrics by their published definitions, one a file."""
