"""Errors of serving, beside those of the core."""

from __future__ import annotations

from rag.errors import NewsragError


class BusyError(NewsragError):
    """Too many questions are waiting."""


class ReadOnlyError(NewsragError):
    """Somebody tried to change the library of a read-only server."""


class NoIndexError(NewsragError):
    """There is nothing indexed yet."""
