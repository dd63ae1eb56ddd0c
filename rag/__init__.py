"""Ask newspaper pages in Chinese or English: short answers with checked citations, offline.

>>> import rag
>>> rag.ask("谁主持召开了会议？", index="newsrag-index").text  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rag.errors import NewsragError
from rag.types import AddReport, Answer, Article, Chunk, Citation, Passage, Turn

if TYPE_CHECKING:
    from rag.answering import ask, ask_stream
    from rag.index import Index

__all__ = [
    "AddReport",
    "Answer",
    "Article",
    "Chunk",
    "Citation",
    "Index",
    "NewsragError",
    "Passage",
    "Turn",
    "ask",
    "ask_stream",
]

# Loaded at first use: `import rag` itself must cost nothing.
_LAZY = {"ask": "rag.answering", "ask_stream": "rag.answering", "Index": "rag.index"}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)
