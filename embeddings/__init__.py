"""Text to vectors: the bundled bilingual model, or any sentence-transformers model."""

from __future__ import annotations

from pathlib import Path

from embeddings.base import Embedder, Vectors
from rag.errors import ModelNotFoundError

__all__ = ["Embedder", "Vectors", "load"]

MODELS = Path(__file__).parent / "models"
DEFAULT = "newsrag-minilm-zh-en"


def load(name: str | Path | None = None) -> Embedder:
    """The embedder called ``name``: ``None`` is the bundled model, a bundled name is that model, and anything
    else (a Hugging Face name or a folder) is opened with sentence-transformers.

    Raises:
        ModelNotFoundError: no such model is bundled, on disk or reachable.
    """
    wanted = DEFAULT if name is None else str(name)
    bundled = MODELS / wanted
    for folder in (bundled, Path(wanted)):  # the second: another export of this project's training
        if (folder / "model.onnx").is_file() and (folder / "tokenizer.json").is_file():
            from embeddings.onnx import OnnxEmbedder

            return OnnxEmbedder(folder)
    if name is None:
        raise ModelNotFoundError(f"The bundled embedding model is missing from {bundled}: reinstall newsrag.")
    from embeddings.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(wanted)
