"""The token codec that an export carries: the main directions of token vectors, rotated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from embeddings.token_codec import Floats, TokenCodec
from embeddings.training.batching import open_tokenizer, pad, token_ids
from embeddings.training.encoder import Encoder

WIDTH = 96  # directions; RUNS.md has what more or fewer, and other numbers of bits, gave
LONGEST = 160  # tokens of a text that are looked at


@torch.no_grad()
def token_vectors(encoder: Encoder, tokenizer: Path, texts: list[str]) -> Floats:
    """The vectors of the texts' tokens, without the marks at both ends: float32 (t, hidden)."""
    longest = min(LONGEST, encoder.shape.max_position_embeddings)
    rows, found = sorted(token_ids(open_tokenizer(tokenizer, longest), texts), key=len), []
    device = encoder.words.weight.device.type
    for start in range(0, len(rows), 32):
        ids, mask = pad(rows[start : start + 32], device)
        places = torch.arange(ids.shape[1], device=device)
        inner = (places > 0) & (places < mask.sum(1, keepdim=True) - 1)
        found.append(encoder(ids, mask)[inner].cpu().numpy())
    return np.concatenate(found)


def fit_codec(tokens: Floats, width: int = WIDTH, seed: int = 0) -> TokenCodec:
    """Principal directions of token vectors (t, hidden) of unit length, at most ``width`` of them and as many as a
    whole number of bytes holds, rotated at random so that each holds as much variance as any other."""
    unit = tokens / np.maximum(np.linalg.norm(tokens, axis=1, keepdims=True), 1e-9)
    mean = unit.mean(axis=0)
    width = min(width, tokens.shape[1]) // 4 * 4
    _, directions = np.linalg.eigh(np.cov(unit - mean, rowvar=False).astype(np.float64))
    rotation = np.linalg.qr(np.random.default_rng(seed).normal(size=(width, width)))[0]
    projection = directions[:, ::-1][:, :width] @ rotation
    return TokenCodec(mean.astype(np.float32), projection.astype(np.float32))
