"""Showing how far a run is: a bar on a terminal, a line now and then where the output is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class SilentProgress:
    """Shows nothing: for calls from Python and for tests."""

    def notice(self, text: str) -> None:
        """Something the user should know, though the run goes on."""

    def indexing(self, done: int, total: int | None, what: str) -> None:
        """Articles of the corpus indexed so far."""

    def embedding(self, what: str, done: int, total: int) -> None:
        """Passages embedded so far for a baseline."""

    @contextmanager
    def asking(self, system: str, total: int) -> Iterator[Callable[[], None]]:
        """A function to call after each question."""
        yield lambda: None


class TerminalProgress(SilentProgress):
    """Bars with rich on standard error; plain lines at every tenth where that is no terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        self._console = Console(stderr=True, highlight=False)
        self._bars = Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._tasks: dict[str, Any] = {}
        self._shown: dict[str, int] = {}

    def __enter__(self) -> TerminalProgress:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def notice(self, text: str) -> None:
        clean = "".join(c if c.isprintable() else " " for c in text.encode("utf-8", "replace").decode("utf-8"))
        self._console.print(clean, markup=False, style="yellow")

    def indexing(self, done: int, total: int | None, what: str) -> None:
        self._show("indexing", done, total)

    def embedding(self, what: str, done: int, total: int) -> None:
        self._show(what, done, total)

    @contextmanager
    def asking(self, system: str, total: int) -> Iterator[Callable[[], None]]:
        done = 0

        def tick() -> None:
            nonlocal done
            done += 1
            self._show(system, done, total)

        yield tick
        self._console.print(f"{system}: {done} of {total} questions", markup=False)

    def _show(self, what: str, done: int, total: int | None) -> None:
        if not self._bars.disable:
            if what not in self._tasks:
                self._tasks[what] = self._bars.add_task(what, total=total)
            self._bars.update(self._tasks[what], completed=done, total=total)
        elif total and 10 * done // total > self._shown.get(what, 0):
            self._shown[what] = 10 * done // total
            self._console.print(f"{what}: {done}/{total}", markup=False)


Progress = SilentProgress
