"""From a question to the passages that answer it: query analysis, dense and lexical search, fusion, reranking."""

from rag.retrieval.config import RetrievalConfig
from rag.retrieval.query import Query, analyse
from rag.retrieval.retriever import Retriever

__all__ = ["Query", "RetrievalConfig", "Retriever", "analyse"]
