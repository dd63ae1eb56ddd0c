"""How the bundled embedding model is made, end to end, from public data: ``python -m embeddings.training --help``."""
