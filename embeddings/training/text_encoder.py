"""Texts to vectors with gradients, as every step of retrieval training needs them."""

from __future__ import annotations

import random
from pathlib import Path

import torch
from torch import Tensor

from embeddings.training.batching import by_token_budget, open_tokenizer, pad, token_ids
from embeddings.training.config import Config
from embeddings.training.encoder import Encoder


class TextEncoder:
    """Texts to pooled vectors with gradients, in groups of similar length; some texts character by character."""

    def __init__(self, config: Config, tokenizers: Path) -> None:
        self.config = config
        self.words = open_tokenizer(tokenizers / "tokenizer.json", config.retrieve.longest)
        self.characters = open_tokenizer(tokenizers / "tokenizer-characters.json", config.retrieve.longest)

    def __call__(self, encoder: Encoder, texts: list[str], rng: random.Random | None = None) -> Tensor:
        """float32 (n, hidden)."""
        rows = token_ids(self.words, texts)
        if rng is not None:
            for i in [i for i in range(len(texts)) if rng.random() < self.config.align.characters_share / 2]:
                rows[i] = token_ids(self.characters, [texts[i]])[0]
        groups = by_token_budget([len(r) for r in rows], 2_048)
        vectors = torch.cat([encoder.pool(*pad([rows[i] for i in g], self.config.device)) for g in groups])
        order = torch.tensor([i for g in groups for i in g], device=vectors.device)
        return vectors[torch.argsort(order)]
