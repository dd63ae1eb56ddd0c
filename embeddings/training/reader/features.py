"""Reading examples as token ids: ``[CLS] question [SEP] headline, passage [SEP]`` in character mode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from embeddings.training.reader.examples import Example
from embeddings.training.tokenizer_file import row_of

MAX_QUESTION, MAX_LENGTH = 64, 384


@dataclass(frozen=True, slots=True)
class Feature:
    """One pair as the model sees it; ``places[i]`` is the passage span of token ``i``, negative outside the passage."""

    ids: list[int]
    question_length: int  # tokens up to and with the first [SEP]
    places: list[tuple[int, int]]
    start: int  # token positions of the answer, 0 where there is none
    end: int


def feature(example: Example, tokenizer: Tokenizer, with_title: bool) -> Feature | None:
    """The feature of an example, or None where the answer is cut off or falls on no token."""
    cls, sep = row_of(tokenizer, "[CLS]"), row_of(tokenizer, "[SEP]")
    asked = tokenizer.encode(example.question, add_special_tokens=False).ids[:MAX_QUESTION]
    lead = f"{example.title}\n" if with_title and example.title else ""
    encoded = tokenizer.encode(lead + example.passage, add_special_tokens=False)
    room = MAX_LENGTH - len(asked) - 3
    ids = [cls, *asked, sep, *encoded.ids[:room], sep]
    offset = len(asked) + 2
    places = [(-1, -1)] * offset + [(a - len(lead), b - len(lead)) for a, b in encoded.offsets[:room]] + [(-1, -1)]
    start = end = 0
    if example.answerable:
        inside = [i for i, (a, b) in enumerate(places) if a >= 0 and b > example.start and a < example.end]
        if not inside:
            return None
        start, end = inside[0], inside[-1]
        if places[end][1] < example.end:  # the window ends inside the answer
            return None
    return Feature(ids, offset, places, start, end)


def batch(features: Sequence[Feature]) -> tuple[Tensor, Tensor, Tensor]:
    """``ids``, ``mask`` and ``types``, each (n, t) with t the longest feature's length."""
    width = max(len(f.ids) for f in features)
    ids = torch.zeros(len(features), width, dtype=torch.long)
    mask = torch.zeros(len(features), width, dtype=torch.bool)
    types = torch.zeros(len(features), width, dtype=torch.long)
    for row, f in enumerate(features):
        ids[row, : len(f.ids)] = torch.tensor(f.ids)
        mask[row, : len(f.ids)] = True
        types[row, f.question_length : len(f.ids)] = 1
    return ids, mask, types
