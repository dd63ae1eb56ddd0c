"""Runs an index operation again and again, each time broken at another point, and says what became of the index.

``python -m tests.rag.index.crash_driver OPERATION FAULT POINTS`` prints one JSON object: how many points there were,
how many were tried, and what went wrong (nothing, one hopes). Each try is a forked process on its own copy of the
same index. A process of its own, because a forked test runner would take its threads and plugins along.

Faults: ``kill`` (SIGKILL before the n-th system call or SQL statement that matters), ``timer`` (the kernel ends the
process after some CPU time, wherever it is), ``ENOSPC`` and ``EIO`` (the n-th such call fails), ``fsize`` (no file may
grow past n bytes: native code's writes fail too).
"""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rag.index.store
from rag.errors import NewsragError
from rag.index import Index
from tests.helpers import HashEmbedder
from tests.rag.index.support import TEXTS, assert_consistent, bodies, nearest, worded, write_articles

OPERATIONS = ("create", "add", "remove", "repair")
FAULTS = ("kill", "timer", "ENOSPC", "EIO", "fsize")
_CALLS = ("fsync", "replace", "link", "mkdir", "unlink", "rmdir")


class Events:
    """Counts the calls that change a disk; at the chosen one, something happens."""

    def __init__(self, at: int, what: Callable[[str], None]) -> None:
        self.count = 0
        self._at = at
        self._what = what

    def happen(self, name: str) -> None:
        self.count += 1
        if self.count == self._at:
            self._what(name)

    def install(self) -> None:
        for name in _CALLS:
            setattr(os, name, self._wrapped(name, getattr(os, name)))
        events = self

        class Counted(sqlite3.Connection):
            def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
                if not sql.lstrip().upper().startswith(("SELECT", "PRAGMA", "ROLLBACK")):
                    events.happen("sql")
                return super().execute(sql, *rest)

        connect = sqlite3.connect
        rag.index.store.sqlite3.connect = lambda *a, **k: connect(*a, **k, factory=Counted)  # type: ignore[assignment]

    def _wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            self.happen(name)
            return call(*args, **options)

        return counted


def prepare(base: Path) -> None:
    """The index before the operation, and the files it works on."""
    write_articles(base / "a.jsonl", {name: TEXTS[name] for name in ("bridge", "harvest")})
    write_articles(base / "b.jsonl", {name: TEXTS[name] for name in ("school", "flood")})
    with Index.create(base / "index", HashEmbedder()) as index:
        index.add([base / "a.jsonl", base / "b.jsonl"])
    write_articles(base / "b.jsonl", {name: TEXTS[name] for name in ("school", "railway")})
    write_articles(base / "c.jsonl", {name: TEXTS[name] for name in ("museum", "bridge")})


def operate(operation: str, base: Path, watch: Callable[[Index], None] = lambda index: None) -> None:
    folder = base / "index"
    if operation == "create":
        with Index.create(base / "second", HashEmbedder()) as index:
            watch(index)
            index.add(base / "a.jsonl", progress=lambda *_: watch(index), commit_chunks=1)
            watch(index)
        return
    with Index.open(folder, HashEmbedder()) as index:
        watch(index)
        if operation == "add":
            files = [base / "a.jsonl", base / "b.jsonl", base / "c.jsonl"]
            index.add(files, progress=lambda *_: watch(index), commit_chunks=1)
        elif operation == "remove":
            index.remove([base / "b.jsonl"])
        else:
            with index.pin() as snapshot:
                assert nearest(snapshot, TEXTS["bridge"])
                assert worded(snapshot, TEXTS["bridge"])
        watch(index)


def inspect(operation: str, base: Path, allowed: list[list[str]]) -> None:
    """After the fault: the index is one of the generations it went through, whole; and the operation can be done."""
    folder = base / ("second" if operation == "create" else "index")
    if operation == "create" and (not Index.exists(folder) or _unfinished(folder)):
        Index.create(folder, HashEmbedder()).close()
    with Index.open(folder, HashEmbedder()) as index:
        held = sorted(bodies(index))
        assert held in allowed, f"holds {held}"
        assert_consistent(index, held)
        index.check()
        if operation in ("create", "add"):
            index.add([base / f"{name}.jsonl" for name in ("a" if operation == "create" else "abc")])
        elif operation == "remove" and held != allowed[-1]:
            index.remove([base / "b.jsonl"])
        assert sorted(bodies(index)) == allowed[-1]
        assert_consistent(index, allowed[-1])
        left = [path.name for path in folder.iterdir() if path.is_dir()]
        if operation in ("add", "remove"):
            assert len(left) <= 4, f"left behind: {left}"


def _unfinished(folder: Path) -> bool:
    try:
        Index.open(folder, HashEmbedder()).close()
    except NewsragError as error:
        return "never finished" in str(error)
    return False


def survive(operation: str, base: Path, allowed: list[list[str]], fault: Callable[[], None]) -> None:
    """A failing disk: the operation ends well or with an error of ours, and the same process can go on."""
    fault()
    try:
        operate(operation, base)
    except NewsragError:
        pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    inspect(operation, base, allowed)


def in_child(work: Callable[[], None], report: Path) -> int:
    """Fork, do the work, and give its wait status; what it failed with is in ``report``."""
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    status = 0
    try:
        work()
    except BaseException:
        report.write_text(traceback.format_exc())
        status = 1
    finally:
        os._exit(status)


def run(operation: str, fault: str, points: int) -> dict[str, Any]:
    shm = Path("/dev/shm")
    root = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() and os.access(shm, os.W_OK) else None))
    try:
        return _run(operation, fault, points, root)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _run(operation: str, fault: str, points: int, root: Path) -> dict[str, Any]:
    base, report, facts = root / "base", root / "report", root / "facts.json"
    base.mkdir()
    if in_child(lambda: prepare(base), report):
        return {"failed": [report.read_text()]}
    work = root / "work"

    def measure() -> None:
        states: list[list[str]] = []

        def watch(index: Index) -> None:
            now = sorted(bodies(index))
            if not states or states[-1] != now:
                states.append(now)

        operate(operation, work, watch)
        facts.write_text(json.dumps(states))

    def count() -> None:
        events = Events(0, lambda name: None)
        events.install()
        clock = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        operate(operation, work)
        used = resource.getrusage(resource.RUSAGE_SELF).ru_utime - clock
        facts.write_text(json.dumps([events.count, used]))

    def fresh() -> None:
        # names in the index are absolute: every try must lie at the same place
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(base, work)
        if operation == "repair":  # what is derived from the store is gone
            for path in (work / "index").iterdir():
                if path.is_dir():
                    shutil.rmtree(path)

    base.rename(work)  # so that the sources are known under the name that the tries use
    shutil.rmtree(work / "index")
    if in_child(lambda: prepare(work), report):
        return {"failed": [report.read_text()]}
    shutil.copytree(work, base)
    fresh()
    if in_child(measure, report):
        return {"failed": [report.read_text()]}
    allowed = json.loads(facts.read_text())
    fresh()
    if in_child(count, report):
        return {"failed": [report.read_text()]}
    total, seconds = json.loads(facts.read_text())
    places = _places(fault, points, total, seconds)
    failed, killed = [], 0
    for place in places:
        fresh()
        report.unlink(missing_ok=True)
        if fault in ("kill", "timer"):
            status = in_child(lambda place=place: _killed(operation, fault, place, work), report)  # type: ignore[misc]
            killed += os.WIFSIGNALED(status)
            if os.WIFEXITED(status) and os.WEXITSTATUS(status):
                failed.append(f"{fault} at {place}: {report.read_text()}")
                continue
            check = lambda: inspect(operation, work, allowed)  # noqa: E731
        else:
            check = lambda place=place: survive(operation, work, allowed, lambda: _failing(fault, place))  # type: ignore[misc]  # noqa: E731
        if in_child(check, report):
            failed.append(f"{fault} at {place} of {total}: {report.read_text() if report.exists() else 'died'}")
    return {"points": total, "tried": len(places), "killed": killed, "states": len(allowed), "failed": failed}


def _places(fault: str, points: int, total: int, seconds: float) -> list[Any]:
    if fault == "timer":
        return [max(0.001, seconds * (at + 0.5) / points) for at in range(points)]
    if fault == "fsize":
        return [1 << at for at in range(22)][:: max(1, 22 // points)]
    if points >= total:
        return list(range(1, total + 1))
    return sorted({1 + at * (total - 1) // max(1, points - 1) for at in range(points)})


def _killed(operation: str, fault: str, place: Any, base: Path) -> None:
    if fault == "kill":
        Events(place, lambda name: os.kill(os.getpid(), signal.SIGKILL)).install()
    else:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, place)
    operate(operation, base)


def _failing(fault: str, place: int) -> None:
    if fault == "fsize":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (place, resource.RLIM_INFINITY))
        return

    def fail(name: str) -> None:
        if name == "sql":
            raise sqlite3.OperationalError("database or disk is full" if fault == "ENOSPC" else "disk I/O error")
        number = getattr(errno, fault)
        raise OSError(number, os.strerror(number))

    Events(place, fail).install()


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], sys.argv[2], int(sys.argv[3])), ensure_ascii=False))
