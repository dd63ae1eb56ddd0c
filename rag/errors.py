"""Every error newsrag raises on purpose. Each message says what is wrong, where, and what to do."""

from __future__ import annotations


class NewsragError(Exception):
    """Base class: the command line prints its message and exits non-zero, the API answers with it."""


class ReadError(NewsragError):
    """A file cannot be read as articles."""


class StoreError(NewsragError):
    """An index is missing, damaged or unusable."""


class IndexLockedError(StoreError):
    """Another process is writing this index."""


class EmbedderMismatchError(StoreError):
    """The index was built with another embedder."""


class ModelNotFoundError(NewsragError):
    """A model is neither bundled, nor on disk, nor reachable."""


class QuestionError(NewsragError):
    """A question or its options cannot be used: empty, too long, since after until."""


class AnswererError(NewsragError):
    """A language model or its server failed; the extractive answer is used instead."""


class GoldError(NewsragError):
    """An evaluation file cannot be read."""
