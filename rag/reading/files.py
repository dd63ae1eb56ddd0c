"""A file's bytes, or one sentence saying why they cannot be had."""

from __future__ import annotations

import os
import stat

from rag.errors import ReadError

MAX_BYTES = 512 * 1024 * 1024


def read_bytes(path: str, *, limit: int = MAX_BYTES) -> bytes:
    """All bytes of the regular file at ``path``.

    The file is opened without blocking and checked after opening, so that a pipe or a device put in
    the file's place can neither hang the reader nor feed it for ever.

    Raises:
        ReadError: it is missing, not a regular file, not permitted, larger than ``limit`` bytes, or fails while read.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except (OSError, ValueError) as error:
        raise ReadError(explain(error)) from None
    try:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise ReadError("it is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise ReadError("it is not a regular file (a pipe, a socket or a device)")
        if status.st_size > limit:
            raise ReadError(f"it holds {status.st_size} bytes, over the limit of {limit}; split it into smaller files")
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise ReadError(explain(error)) from None
    finally:
        os.close(handle)
    if len(data) > limit:
        raise ReadError(f"it grew past the limit of {limit} bytes while it was read")
    return data


def explain(error: Exception) -> str:
    """A system error as one plain sentence."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "its permissions do not allow reading it"
    if isinstance(error, OSError):
        if error.errno == 40:  # ELOOP
            return "it is a symbolic link that leads back to itself"
        return (error.strerror or "it cannot be read").lower()
    return f"its name cannot be opened: {error}"
