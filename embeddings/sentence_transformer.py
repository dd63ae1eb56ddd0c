"""Any sentence-transformers model, by its hub name or from a folder, with its own query and passage prompts."""

from __future__ import annotations

import hashlib
import os
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from embeddings.base import Vectors
from rag.errors import ModelNotFoundError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Prompts of model families whose configuration often does not carry them, from the families' own model cards:
# (pattern on the name, before a query, before a passage). The first match counts.
FAMILIES: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), query, passage)
    for pattern, query, passage in (
        (
            r"(^|[/_-])e5-.*instruct",
            "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ",
            "",
        ),
        (r"(^|[/_-])(multilingual-)?e5-", "query: ", "passage: "),
        (r"(^|[/_-])bge-(small|base|large)-zh", "为这个句子生成表示以用于检索相关文章：", ""),
        (r"(^|[/_-])bge-(small|base|large)-en", "Represent this sentence for searching relevant passages: ", ""),
        (r"(^|[/_-])bge-(m3|multilingual)", "", ""),
        (r"(^|[/_-])gte-", "", ""),
        (r"(^|[/_-])jina-embeddings-v2", "", ""),
        (
            r"(^|[/_-])jina-embeddings-v3",
            "Represent the query for retrieving evidence documents: ",
            "Represent the document for retrieval: ",
        ),
    )
)
QUERY_NAMES = ("query", "retrieval.query", "search_query", "s2p_query", "web_search_query")
PASSAGE_NAMES = ("document", "passage", "retrieval.passage", "search_document", "corpus")


class SentenceTransformerEmbedder:
    """A sentence-transformers model as an embedder.

    Args:
        model: a hub name (``BAAI/bge-m3``) or a folder saved by sentence-transformers or transformers.
        device: ``cpu``, ``cuda``, ``mps``, …; None takes ``NEWSRAG_DEVICE``, or the best device there is.
        batch_size: texts in one forward pass.
        trust_remote_code: let the model's own Python files run. Off unless asked for.

    Raises:
        ModelNotFoundError: sentence-transformers is not installed, or the model is neither on disk, nor in the local
            cache, nor reachable.
    """

    def __init__(
        self, model: str | Path, device: str | None = None, batch_size: int = 32, trust_remote_code: bool = False
    ) -> None:
        self._name, self.batch_size = str(model), batch_size
        self._model = _open(self._name, device or os.environ.get("NEWSRAG_DEVICE") or None, trust_remote_code)
        width = self._model.get_embedding_dimension()
        if width is None:
            raise ModelNotFoundError(f"{self._name} does not say how wide its vectors are; it cannot be indexed.")
        self._dimension = int(width)
        self.query_prompt, self.passage_prompt = prompts_for(self._name, dict(self._model.prompts or {}))

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def device(self) -> str:
        """The device the model is on, such as ``cpu`` or ``cuda:0``."""
        return str(self._model.device)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the weights, the maximum length and both prompts: the same on every device and path."""
        digest = hashlib.sha256(f"{self._model.max_seq_length}\0{self.query_prompt}\0{self.passage_prompt}".encode())
        for key, value in sorted(self._model.state_dict().items()):
            digest.update(f"{key} {tuple(value.shape)}".encode())
            digest.update(value.detach().cpu().float().contiguous().numpy().tobytes())
        return digest.hexdigest()

    def encode_queries(self, texts: list[str]) -> Vectors:
        """float32 (n, dimension), unit length."""
        return self._encode(texts, self.query_prompt)

    def encode_passages(self, texts: list[str]) -> Vectors:
        """float32 (n, dimension), unit length."""
        return self._encode(texts, self.passage_prompt)

    def _encode(self, texts: list[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self._dimension), np.float32)
        clean = [t.encode("utf-8", "ignore").decode("utf-8") for t in texts]  # no lone surrogates
        vectors = self._model.encode(
            clean, prompt=prompt, batch_size=self.batch_size, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)


def prompts_for(name: str, stored: dict[str, Any]) -> tuple[str, str]:
    """What to put before a query and before a passage: the model's own prompts, else its family's, else nothing."""
    query = next((str(stored[k]) for k in QUERY_NAMES if stored.get(k)), None)
    passage = next((str(stored[k]) for k in PASSAGE_NAMES if stored.get(k)), None)
    if query is None and passage is None:
        for pattern, family_query, family_passage in FAMILIES:
            if pattern.search(name):
                return family_query, family_passage
    return query or "", passage or ""


def _open(name: str, device: str | None, trust_remote_code: bool) -> SentenceTransformer:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ModelNotFoundError(
            f"{name!r} is not a bundled model, and other models need sentence-transformers: "
            "pip install 'newsrag[models]'."
        ) from error
    is_path = Path(name).exists() or name.startswith((".", "/", "~")) or name.count("/") > 1
    if is_path and not Path(name).expanduser().is_dir():
        raise ModelNotFoundError(f"There is no model folder at {name}. Pass the folder that holds its config.json.")
    try:
        return SentenceTransformer(
            str(Path(name).expanduser()) if is_path else name, device=device, trust_remote_code=trust_remote_code
        )
    except Exception as error:  # the hub client, transformers and torch raise many kinds
        raise ModelNotFoundError(_explain(name, is_path, error)) from error


def _explain(name: str, is_path: bool, error: Exception) -> str:
    reason = (str(error).strip() or type(error).__name__).splitlines()[0][:300]
    if is_path:
        return f"The folder {name} does not open as a sentence-transformers model: {reason}"
    from huggingface_hub import constants

    offline = " Offline mode is on (HF_HUB_OFFLINE)." if constants.HF_HUB_OFFLINE else ""
    return (
        f"The embedding model {name!r} could not be loaded: {reason}\n"
        f"Looked for a bundled model of that name, in the cache {constants.HF_HUB_CACHE}, and at "
        f"{constants.ENDPOINT}/{name}.{offline}\n"
        "To use it without a network, copy the model's folder here and pass the folder instead of the name."
    )
