"""What a run depends on: digests of its files and of the code, and the versions that go into its record."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READING = ("rag/reading", "rag/language", "rag/chunking.py", "rag/types.py", "rag/offsets.py")
ANSWERING = ("rag", "embeddings", "eval")
NOT_ANSWERING = ("rag/serving", "rag/cli.py", "embeddings/training", "eval/report", "eval/benchmarks", "eval/gold")
SUFFIXES = (".py", ".json", ".toml", ".onnx", ".npz", ".gz", ".sqlite", ".bin", ".tsv", ".txt")
PACKAGES = ("newsrag", "numpy", "faiss-cpu", "tantivy", "onnxruntime", "sentence-transformers", "ranx")


@lru_cache(maxsize=8)
def code_digest(parts: Sequence[str] = ANSWERING, without: Sequence[str] = NOT_ANSWERING) -> str:
    """SHA-256 over the project's own source, settings, dictionaries and model weights below ``parts``."""
    digest = hashlib.sha256()
    skipped = [ROOT / name for name in without]
    for part in parts:
        path = ROOT / part
        files = (
            [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in (".py", ".json", ".toml"))
        )
        for file in files:
            if not any(file.is_relative_to(skip) for skip in skipped):
                digest.update(f"{file.relative_to(ROOT).as_posix()}\0".encode())
                digest.update(file_digest(file).encode())
    return digest.hexdigest()


def file_digest(path: str | Path) -> str:
    """SHA-256 of a file's bytes."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(parts: Iterable[str]) -> str:
    """SHA-256 over strings, in order, each ended by a NUL."""
    return hashlib.sha256("".join(f"{part}\0" for part in parts).encode("utf-8", "replace")).hexdigest()


def commit() -> str:
    """The checkout's commit, with ``-dirty`` after it where tracked files differ; empty outside a checkout."""
    try:
        head = _git("rev-parse", "--short=12", "HEAD")
        return f"{head}-dirty" if _git("status", "--porcelain", "--untracked-files=no") else head
    except (OSError, subprocess.SubprocessError):
        return ""


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True, timeout=20, errors="replace"
    )
    return done.stdout.strip()


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that results depend on, those that are installed."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found
