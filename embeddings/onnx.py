"""The bundled model, a folder with ``model.onnx`` and ``tokenizer.json``: no torch, no transformers."""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import warnings
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from embeddings.base import Vectors
from embeddings.token_codec import Codes, TokenCodec
from rag.errors import ModelNotFoundError

TOKENS_A_BATCH = 512  # padded tokens in one run: what a layer makes of them stays in the cache (RUNS.md)
CHARACTERS_READ = 20_000  # text past this is cut before tokenising: no model reads that far, and time stays linear
FILES = ("model.onnx", "tokenizer.json", "config.json", "config_sentence_transformers.json")
TOKEN_CODEC = "token_codec.npy"  # beside them where token vectors can be indexed

CPUINFO = Path("/proc/cpuinfo")  # where Linux tells what the processor can

Ids = npt.NDArray[np.int64]


class OnnxEmbedder:
    """Texts to L2-normalised float32 vectors, the same for a text whatever it shares a batch with (within 1e-3).

    Empty text, and text of which nothing is left after cleaning, is embedded as the model's empty sequence: a valid
    unit vector, near nothing. Lone surrogates and NUL characters are ignored. Text longer than ``max_length`` tokens
    is cut, with one warning for each embedder.

    Args:
        folder: where ``model.onnx``, ``tokenizer.json`` and ``config.json`` are.
        threads: cores to use; None takes ``NEWSRAG_THREADS`` or all the cores this process may run on.

    Raises:
        ModelNotFoundError: a file is missing or cannot be read as a model.
    """

    def __init__(self, folder: str | Path, threads: int | None = None) -> None:
        self.folder = Path(folder)
        for name in FILES[:3]:
            if not (self.folder / name).is_file():
                raise ModelNotFoundError(f"{self.folder} is not a bundled embedding model: it has no {name}.")
        try:
            settings = json.loads((self.folder / "config.json").read_text(encoding="utf-8"))
            self._tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
            self._session = open_session(self.folder / "model.onnx", threads or available_threads())
            path = self.folder / TOKEN_CODEC
            self.token_codec = TokenCodec.read(path) if path.is_file() else None
        except Exception as error:  # onnxruntime and tokenizers raise bare exceptions of many kinds
            raise ModelNotFoundError(f"The embedding model in {self.folder} cannot be read: {error}") from error
        self.max_length = int(settings["max_position_embeddings"])
        self._dimension = int(settings["hidden_size"])
        self._prompts = _prompts(self.folder / FILES[3])
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._warned = False

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def dimension(self) -> int:
        return self._dimension

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the bytes of the model, its tokenizer, its configuration and its token codec."""
        digest = hashlib.sha256()
        for name in (*FILES, *((TOKEN_CODEC,) if self.token_codec else ())):
            digest.update(name.encode() + b"\0")
            _digest_file(digest, self.folder / name)
            digest.update(b"\0")
        return digest.hexdigest()

    def encode_queries(self, texts: list[str]) -> Vectors:
        """float32 (n, dimension), unit length."""
        return self._encode([self._prompts["query"] + t for t in texts])

    def encode_passages(self, texts: list[str]) -> Vectors:
        """float32 (n, dimension), unit length."""
        return self._encode([self._prompts["passage"] + t for t in texts])

    def encode_passages_and_tokens(self, texts: list[str]) -> tuple[Vectors, list[Codes]]:
        """What :meth:`encode_passages` gives, and each text's tokens as the codec keeps them, uint8 (t, size), without
        the marks at both ends. Both come from one run of the model. Raises ValueError where there is no codec."""
        codec = self._codec()
        rows = self._token_ids([self._prompts["passage"] + t for t in texts])
        vectors = np.zeros((len(rows), self._dimension), np.float32)
        codes: list[Codes] = [np.zeros((0, codec.size), np.uint8)] * len(rows)
        for group, pooled, tokens in self._token_batches(rows):
            vectors[group] = pooled
            for place, i in enumerate(group):
                codes[i] = codec.encode(tokens[place, 1 : len(rows[i]) - 1])
        return vectors, codes

    def encode_query_and_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        """A question's vector, float32 (dimension,), and its tokens' unit vectors on the codec's directions, float32
        (t, width), without the marks at both ends. Raises ValueError where there is no codec."""
        codec = self._codec()
        rows = self._token_ids([self._prompts["query"] + text])
        _, pooled, tokens = next(self._token_batches(rows))
        return pooled[0], codec.vectors(tokens[0, 1 : len(rows[0]) - 1])

    def _codec(self) -> TokenCodec:
        if self.token_codec is None:
            raise ValueError(f"{self.folder} has no {TOKEN_CODEC}: its token vectors cannot be indexed")
        return self.token_codec

    def _token_batches(self, rows: list[list[int]]) -> Iterator[tuple[list[int], Vectors, Vectors]]:
        """Of each batch the rows' places, their vectors (n, dimension), and token vectors (n, t, dimension)."""
        for group, ids, mask in self._batches(rows):
            fed = {"input_ids": ids, "attention_mask": mask}
            pooled, tokens = self._session.run(["sentence_embedding", "token_embeddings"], fed)
            yield group, pooled, tokens

    def encode_tokens(self, texts: Sequence[str]) -> list[Vectors]:
        """For each text its tokens' vectors, float32 (t, dimension), unit length, for late interaction."""
        rows = self._token_ids(texts)
        out: list[Vectors] = [np.zeros((0, self._dimension), np.float32)] * len(rows)
        for group, _, tokens in self._token_batches(rows):
            for place, i in enumerate(group):
                vectors = tokens[place, : len(rows[i])]
                out[i] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return out

    def _encode(self, texts: list[str]) -> Vectors:
        rows = self._token_ids(texts)
        out = np.zeros((len(rows), self._dimension), np.float32)
        for group, ids, mask in self._batches(rows):
            (vectors,) = self._session.run(["sentence_embedding"], {"input_ids": ids, "attention_mask": mask})
            out[group] = vectors
        return out

    def _token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids of each text, at most ``max_length``, end mark kept."""
        # tokenizers takes valid Unicode only: lone surrogates are dropped
        clean = [t[:CHARACTERS_READ].encode("utf-8", "ignore").decode("utf-8") for t in texts]
        rows = [e.ids for e in self._tokenizer.encode_batch_fast(clean)]
        for i, row in enumerate(rows):
            if len(row) > self.max_length:
                rows[i] = [*row[: self.max_length - 1], row[-1]]
                if not self._warned:
                    self._warned = True
                    warnings.warn(
                        f"A text of {len(row)} tokens was cut to the {self.max_length} that {self.name} reads; "
                        "further cuts are not reported. Split long texts into passages first.",
                        stacklevel=4,
                    )
        return rows

    @staticmethod
    def _batches(rows: list[list[int]]) -> Iterator[tuple[list[int], Ids, Ids]]:
        """Groups of rows of nearly equal length, padded, each within the token budget."""
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        start = 0
        while start < len(order):
            end = start + 1
            while end < len(order) and len(rows[order[end]]) * (end + 1 - start) <= TOKENS_A_BATCH:
                end += 1
            group = order[start:end]
            ids = np.zeros((len(group), len(rows[group[-1]])), np.int64)
            mask = np.zeros_like(ids)
            for place, i in enumerate(group):
                ids[place, : len(rows[i])] = rows[i]
                mask[place, : len(rows[i])] = 1
            yield group, ids, mask
            start = end


def _digest_file(digest: hashlib._Hash, path: Path) -> None:
    """Add a file's bytes, none where there is no such file. Mapped: copying a model takes longer than its digest."""
    if path.is_file() and path.stat().st_size:  # an empty file cannot be mapped
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            digest.update(mapped)


def available_threads() -> int:
    """``NEWSRAG_THREADS``, or the cores this process may run on (not all those of the machine)."""
    asked = os.environ.get("NEWSRAG_THREADS", "")
    return int(asked) if asked.isdecimal() and int(asked) else len(os.sched_getaffinity(0))


@cache
def multiplies_int8() -> bool:
    """Whether this processor is known to add int8 products in 32 bits (VNNI).

    Others add pairs of them in 16 bits, which overflow unless ONNX Runtime is told to widen; and where it is told so
    without need, it takes nearly twice as long.
    """
    try:
        told = CPUINFO.read_text(encoding="utf-8", errors="replace")
    except OSError:  # not Linux
        return False
    flags = next((line for line in told.splitlines() if line.startswith("flags")), "")
    return not {"avx512_vnni", "avx_vnni"}.isdisjoint(flags.split())


def open_session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """One of the bundled models' graphs on ``threads`` cores. Raises what onnxruntime raises."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # idle threads sleep instead of spinning: a chat server shares the machine between questions
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if not multiplies_int8():
        options.add_session_config_entry("session.x64quantprecision", "1")
    # the arena keeps the largest batch's activations for good
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _prompts(path: Path) -> dict[str, str]:
    """Texts put before queries and passages, as sentence-transformers stores them; both empty by default."""
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")).get("prompts", {}) if path.is_file() else {}
    return {"query": str(stored.get("query", "")), "passage": str(stored.get("document", ""))}
