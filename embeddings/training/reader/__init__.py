"""How the bundled reader is made: examples, training, evaluation, export. ``python -m embeddings.training.reader``."""
