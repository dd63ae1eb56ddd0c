"""Texts as padded tensors: tokenised, cut, grouped by length so that little is padding."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

Ids = list[int]


def open_tokenizer(path: Path, longest: int) -> Tokenizer:
    """The tokenizer file at ``path``, cutting texts at ``longest`` tokens, not padding."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    return tokenizer


def token_ids(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Ids]:
    return [e.ids for e in tokenizer.encode_batch_fast(list(texts))]


def pad(rows: Sequence[Ids], device: str = "cpu") -> tuple[Tensor, Tensor]:
    """``ids`` int64 (n, t) and ``mask`` bool (n, t), padded with 0 on the right."""
    lengths = torch.tensor([len(r) for r in rows])
    longest = int(lengths.max())
    ids = torch.tensor([[*r, *[0] * (longest - len(r))] for r in rows])
    return ids.to(device), (torch.arange(longest)[None, :] < lengths[:, None]).to(device)


def by_token_budget(lengths: Sequence[int], budget: int, most: int = 512) -> list[list[int]]:
    """Indices grouped so that each group, padded to its longest, holds at most ``budget`` tokens and ``most`` texts
    (or one text)."""
    groups: list[list[int]] = []
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if groups and len(groups[-1]) < most and lengths[i] * (len(groups[-1]) + 1) <= budget:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups
