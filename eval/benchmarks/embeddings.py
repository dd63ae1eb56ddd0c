"""How fast texts become vectors: the bundled model beside sentence-transformers in float32 with the same weights.

``python -m eval.benchmarks.embeddings [--threads N] [--texts N]`` prints a name, a number and the ratio to the
baseline of the same run. The baseline is a float32 BERT of the same shape and tokenizer, with the bundled weights read
back from the int8 graph where they can be, opened by sentence-transformers; it is left out where that is not installed.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import embeddings
from embeddings.base import Vectors
from embeddings.onnx import OnnxEmbedder, available_threads
from eval.benchmarks._same_weights import sentence_transformers_twin

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
QUERY_LENGTH, PASSAGE_LENGTH = 20, 250  # characters
LOADS = 3
COLD = "import time; t = time.perf_counter(); import embeddings; embeddings.load(); print(time.perf_counter() - t)"


def sample_texts(length: int, count: int) -> list[str]:
    """Texts of ``length`` characters cut from the sample pages, from the start again where there are too few."""
    text = (
        "".join(p.read_text(encoding="utf-8") for p in sorted(SAMPLES.rglob("*.txt"))) or "省委书记主持召开会议。" * 400
    )
    text = "".join(text.split())
    starts = [(i * length) % max(1, len(text) - length) for i in range(count)]
    return [text[s : s + length] for s in starts]


def texts_a_second(encode: Callable[[list[str]], Vectors], texts: list[str]) -> float:
    """The better of two runs, after a warm-up."""
    encode(texts[:8])
    best = 0.0
    for _ in range(2):
        began = time.perf_counter()
        encode(texts)
        best = max(best, len(texts) / (time.perf_counter() - began))
    return best


def one_query(encode: Callable[[list[str]], Vectors], texts: list[str]) -> float:
    """Median milliseconds of a single query."""
    times = []
    for text in texts[:50]:
        began = time.perf_counter()
        encode([text])
        times.append(1_000 * (time.perf_counter() - began))
    return statistics.median(times)


def cold_start() -> float:
    """Median seconds from import to a loaded model, each in a new process."""
    times = []
    for _ in range(LOADS):
        done = subprocess.run([sys.executable, "-c", COLD], cwd=ROOT, capture_output=True, text=True, check=True)
        times.append(float(done.stdout.split()[-1]))
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=available_threads())
    parser.add_argument("--texts", type=int, default=256)
    arguments = parser.parse_args()
    queries, passages = sample_texts(QUERY_LENGTH, 4 * arguments.texts), sample_texts(PASSAGE_LENGTH, arguments.texts)
    began = time.perf_counter()
    model = OnnxEmbedder(embeddings.MODELS / embeddings.DEFAULT, threads=arguments.threads)
    print(f"load, seconds in a running process  {time.perf_counter() - began:.3f}")
    print(f"load, seconds with imports, new process  {cold_start():.3f}")
    ours = {
        "queries a second": texts_a_second(model.encode_queries, queries),
        "250-character passages a second": texts_a_second(model.encode_passages, passages),
    }
    milliseconds = one_query(model.encode_queries, queries)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    print(f"memory, MB at most  {memory:.0f}")
    with tempfile.TemporaryDirectory() as folder:
        twin = sentence_transformers_twin(model.folder, Path(folder), arguments.threads)
        if twin is None:
            print("sentence-transformers is not installed: no baseline (pip install 'newsrag[models]')")
        for name, texts in (("queries a second", queries), ("250-character passages a second", passages)):
            note = f"  {ours[name] / texts_a_second(twin, texts):.1f}x sentence-transformers float32" if twin else ""
            print(f"{name}  {ours[name]:.1f}{note}")
        note = f"  {one_query(twin, queries) / milliseconds:.1f}x sentence-transformers float32" if twin else ""
        print(f"one query, milliseconds  {milliseconds:.2f}{note}")


if __name__ == "__main__":
    main()
