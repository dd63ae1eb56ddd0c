"""The file formats newsrag reads. A new one is one module here, with these two names:

``SUFFIXES``: the file name endings it takes, lower case (``(".txt",)``);
``read(data: bytes, path: str) -> Iterator[Document]``: the documents in a file's bytes; raises ReadError.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache

from rag.errors import ReadError
from rag.reading.result import Document

Reader = Callable[[bytes, str], Iterator[Document]]


@cache
def readers() -> dict[str, Reader]:
    """File name ending → the reader of that format, from every module of this package."""
    found: dict[str, Reader] = {}
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        for suffix in loaded.SUFFIXES:
            found[suffix] = loaded.read
    return found


def reader_for(path: str, data: bytes) -> Reader:
    """The reader for a file: by the ending of its name, or as plain text where that says nothing.

    Raises:
        ReadError: the ending is unknown and the bytes are not text.
    """
    suffix = os.path.splitext(path)[1].lower()
    known = readers()
    if suffix in known:
        return known[suffix]
    if b"\0" in data[:8192] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        named = f"{suffix} files" if suffix else "this file"
        raise ReadError(f"no reader for {named}; newsrag reads {', '.join(sorted(known))}")
    return known[".txt"]
