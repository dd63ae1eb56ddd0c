"""How long an answer takes: warm in one process, and cold as the command line is called. Times hold for one machine.

python -m eval.benchmarks.ask
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rag.answering import ask
from rag.index import Index
from rag.retrieval import Retriever

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "samples" / "pages"
GOLD = ROOT / "eval" / "gold" / "sample.jsonl"
QUESTIONS = 60
COLD_RUNS = 3


def main() -> None:
    """Print one line a figure: name, milliseconds or seconds, and the ratio to a baseline of the same run."""
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines() if line.strip()]
    questions = [row["question"] for row in rows[:QUESTIONS]]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "index"
        with Index.create(place) as index:
            index.add([PAGES])
            _warm(index, questions)
        _cold(place, questions[0])


def _warm(index: Index, questions: list[str]) -> None:
    for question in questions[:3]:  # models, dictionaries and files are loaded
        ask(question, index=index)
    retriever = Retriever(index)
    searches, answers = [], []
    for question in questions:
        began = time.perf_counter()
        retriever.search(question, k=8)
        searched = time.perf_counter()
        ask(question, index=index)
        searches.append(searched - began)
        answers.append(time.perf_counter() - searched)
    search = statistics.median(searches)
    for name, value in (("p50", statistics.median(answers)), ("p95", sorted(answers)[int(0.95 * len(answers))])):
        print(
            f"ask, warm, {name}, ms  {1000 * value:.0f}  {value / search:.1f}x its search (p50 {1000 * search:.0f} ms)"
        )


def _cold(place: Path, question: str) -> None:
    command = [sys.executable, "-m", "rag.cli", "ask", question, "--index", str(place), "--json"]
    bare = [sys.executable, "-c", "import numpy, onnxruntime, faiss, tantivy, tokenizers"]
    cold, baseline = (min(_seconds(c) for _ in range(COLD_RUNS)) for c in (command, bare))
    print(f"ask, cold, s  {cold:.2f}  {cold / baseline:.1f}x importing its libraries ({baseline:.2f} s)")


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):  # 3: asked and refused
        raise RuntimeError(f"{' '.join(command)} failed: {done.stderr[-300:]}")
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
