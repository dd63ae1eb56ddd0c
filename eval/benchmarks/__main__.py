"""``make bench``: every benchmark beside this file, one after the other, and one table of what they measured.

A benchmark is a module ``eval.benchmarks.NAME`` that runs with ``python -m`` and prints lines of a name, a number and a
note, two spaces apart: ``search, 10 000 chunks   3.20  2.1x numpy``. The note holds the ratio to a baseline measured in
the same run, which is what can be compared between machines. Each runs in a process of its own, so that memory and
caches are its own; one that fails is reported and the others go on.
"""

from __future__ import annotations

import argparse
import os
import pkgutil
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval import benchmarks, fingerprints
from eval.report.markdown import markdown_table, plain
from eval.report.tables import Table
from eval.report.writing import write_text

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "eval" / "BENCHMARKS.md"
MINUTES = 20  # a benchmark that takes longer is stopped

_LINE = re.compile(r"^(?P<name>\S.*?)\s{2,}(?P<value>-?[\d,]*\.?\d+)(?:\s{2,}(?P<note>\S.*))?$")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one benchmark printed: rows of (name, value, note), or why there are none."""

    name: str
    rows: tuple[tuple[str, str, str], ...]
    seconds: float
    failure: str = ""


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.name.startswith("_"))


def parse(output: str) -> tuple[tuple[str, str, str], ...]:
    """The rows among the lines of an output; other lines are remarks."""
    matches = (_LINE.match(line.strip()) for line in output.splitlines())
    return tuple((m["name"], m["value"], m["note"] or "") for m in matches if m)


def run(name: str, arguments: Sequence[str] = ()) -> Outcome:
    """Run one benchmark in a process of its own; its output is shown as it comes to an end."""
    began = time.perf_counter()
    command = [sys.executable, "-m", f"eval.benchmarks.{name}", *arguments]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, errors="replace", timeout=60 * MINUTES, check=False
        )
    except subprocess.TimeoutExpired:
        return Outcome(name, (), time.perf_counter() - began, f"stopped after {MINUTES} minutes")
    print(done.stdout, end="", flush=True)
    rows = parse(done.stdout)
    failure = ""
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
        failure = f"failed: {last[:200]}"
    elif not rows:
        failure = "printed no figures"
    return Outcome(name, rows, time.perf_counter() - began, failure)


def render(outcomes: Sequence[Outcome], command: str) -> str:
    """The table as Markdown, with the command, the commit and the versions."""
    rows = [
        (outcome.name if not number else "", *row)
        for outcome in outcomes
        for number, row in enumerate(outcome.rows or (("not measured", "", outcome.failure),))
    ]
    header = ("benchmark", "what", "value", "ratio to the baseline")
    versions = ", ".join(f"{name} {version}" for name, version in fingerprints.versions().items())
    parts = [
        "# Benchmarks",
        "Written by `make bench`. A ratio compares with a baseline in the same run; times hold for one machine only.",
        f"`{command}`, commit {fingerprints.commit() or 'unknown'}, {os.cpu_count()} cores; {versions}.",
        markdown_table(Table("", header, tuple(rows), text_columns=2)),
        *(f"{plain(o.name)}: {plain(o.failure)}." for o in outcomes if o.failure and o.rows),
    ]
    return "\n\n".join(parts) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the named benchmarks, or all of them; only a run of all rewrites eval/BENCHMARKS.md."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names())}; all without a name")
    chosen = parser.parse_args(arguments).names
    unknown = sorted(set(chosen) - set(names()))
    if unknown:
        sys.exit(f"bench: no benchmark {', '.join(unknown)}; there are {', '.join(names())}")
    outcomes = []
    for name in chosen or names():
        print(f"== {name}", flush=True)
        outcomes.append(run(name))
        if outcomes[-1].failure:
            print(f"{name}: {outcomes[-1].failure}", flush=True)
    if not chosen:
        write_text(RESULTS, render(outcomes, "python -m eval.benchmarks"))
        print("wrote eval/BENCHMARKS.md")
    if any(outcome.failure for outcome in outcomes):
        sys.exit(1)


if __name__ == "__main__":
    main()
