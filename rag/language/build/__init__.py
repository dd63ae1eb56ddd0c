"""Makes the packed language data in rag/language/data; needs the sources, not run when questions are asked."""
