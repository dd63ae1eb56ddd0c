"""Blocking iterators run in threads, read by the event loop, and stopped when nobody reads on."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
_END = object()


class Workers:
    """A fixed number of threads for answers, and a bound on how many may wait for one."""

    def __init__(self, threads: int, waiting: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = threading.Semaphore(threads + waiting)

    def has_room(self) -> bool:
        """Claim a place; False when too many are waiting. ``iterate`` gives it back."""
        return self._room.acquire(blocking=False)

    async def iterate(self, make: Callable[[], Iterator[T]]) -> AsyncIterator[T]:
        """The items of ``make()``, which runs and is closed in one thread of the pool. A place must be claimed before.

        Errors of the iterator are raised here. Leaving early closes the iterator at its next item.
        """
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[object] = asyncio.Queue()
        stopped = threading.Event()

        def put(item: object) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is gone: nobody is left to read
                loop.call_soon_threadsafe(queue.put_nowait, item)

        def work() -> None:
            iterator: Iterator[T] | None = None
            ended: list[object] = [_END]
            try:
                if stopped.is_set():
                    return
                iterator = make()
                for item in iterator:
                    if stopped.is_set():
                        return
                    put(item)
            except BaseException as error:
                ended = [_Failure(error), _END]
            finally:
                close = getattr(iterator, "close", None)
                if close is not None:
                    with contextlib.suppress(Exception):
                        close()
                self._room.release()  # before the reader is told, who may ask again at once
                for last in ended:
                    put(last)

        try:
            self._pool.submit(work)
        except RuntimeError:  # shutting down
            self._room.release()
            raise
        try:
            while True:
                item = await queue.get()
                if item is _END:
                    return
                if isinstance(item, _Failure):
                    raise item.error
                yield item  # type: ignore[misc]  # what the thread put is T, _END or _Failure
        finally:
            stopped.set()

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


class _Failure:
    def __init__(self, error: BaseException) -> None:
        self.error = error
