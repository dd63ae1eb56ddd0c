"""The bundled model as a plain float32 sentence-transformers model with the same weights, for comparison."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from embeddings.base import Vectors


def sentence_transformers_twin(bundled: Path, folder: Path, threads: int) -> Callable[[list[str]], Vectors] | None:
    """Write the int8 graph's weights, scaled back to float32, as a BERT under ``folder`` and open it with
    sentence-transformers; None where that is not installed."""
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.models import Pooling, Transformer

        from embeddings.training.encoder import save
        from embeddings.training.read_back import read_back
    except ImportError:
        return None
    torch.set_num_threads(threads)
    save(read_back(bundled), folder)
    shutil.copyfile(bundled / "tokenizer.json", folder / "tokenizer.json")
    settings = json.loads((bundled / "tokenizer_config.json").read_text(encoding="utf-8"))
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    word = Transformer(str(folder))
    model = SentenceTransformer(modules=[word, Pooling(word.get_word_embedding_dimension())], device="cpu")

    def encode(texts: list[str]) -> Vectors:
        vectors = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    return encode
