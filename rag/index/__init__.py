"""The index: articles, chunks and vectors in SQLite; FAISS and Tantivy made from it."""

from rag.index.index import Index
from rag.index.snapshot import Snapshot

__all__ = ["Index", "Snapshot"]
