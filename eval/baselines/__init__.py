"""What a person would otherwise pick, to stand beside our own systems: BM25, any embedding model, their fusion."""
