"""One writer at a time: an advisory lock on a file in the index folder.

The operating system frees it when its process ends, however it ends, so a crash leaves no stale lock: a lock
file that lies around without a living holder stops nobody.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import IndexLockedError, StoreError

LOCK_FILE = "writer.lock"
HOLDER_FILE = "writer.json"


@contextmanager
def writer_lock(folder: Path, timeout: float = 0.0) -> Iterator[None]:
    """Hold the writer's lock of an index folder.

    Args:
        folder: the index.
        timeout: seconds to wait for another writer.

    Raises:
        IndexLockedError: another process or thread writes this index; the message says which.
        StoreError: the folder cannot be written.
    """
    # thread_local=False: the lock belongs to the process, and two writers in it exclude each other as well
    lock = FileLock(folder / LOCK_FILE, thread_local=False, is_singleton=False)
    try:
        lock.acquire(timeout=timeout)
    except Timeout:
        raise IndexLockedError(
            f"The index {folder} is being written by {_holder(folder)}; try again when that is done"
        ) from None
    except (OSError, NotImplementedError) as error:
        raise StoreError(f"The index {folder} cannot be written: {error}") from None
    try:
        _sign(folder)
        yield
    finally:
        lock.release()


def _sign(folder: Path) -> None:
    """Say who holds the lock; only for messages, so failing to is no error."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    who = {"pid": os.getpid(), "host": socket.gethostname(), "since": now}
    with suppress(OSError):
        (folder / HOLDER_FILE).write_text(json.dumps(who))


def _holder(folder: Path) -> str:
    try:
        who = json.loads((folder / HOLDER_FILE).read_text())
        return f"process {int(who['pid'])} on {who['host']!s:.64} since {who['since']!s:.32}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
