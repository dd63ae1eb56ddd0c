"""Training state on disk: written whole or not at all, read back to go on after a kill at any moment."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from embeddings.training.encoder import Encoder, save


def write(path: Path, state: Mapping[str, Any]) -> None:
    """Write ``state`` to ``path`` so that a kill leaves either the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    torch.save(dict(state), part)
    os.replace(part, path)


def read(path: Path) -> dict[str, Any] | None:
    """The state at ``path``, or None where there is none yet."""
    if not path.is_file():
        return None
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state


def publish(encoder: Encoder, folder: Path, tokenizers: Path) -> None:
    """Save the encoder with its tokenizer files as a folder that Hugging Face's ``BertModel`` opens."""
    save(encoder, folder)
    for name in ("tokenizer.json", "tokenizer-characters.json"):
        if (tokenizers / name).resolve() != (folder / name).resolve():
            shutil.copyfile(tokenizers / name, folder / name)


class Average:
    """Exponential moving average of a model's weights; the average generalises better than the last step."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self.weights = {k: v.detach().clone().float() for k, v in model.state_dict().items()}

    def load(self, weights: Mapping[str, Tensor]) -> None:
        """Go on from ``weights``, wherever they are: a state that was read back lies in main memory."""
        for name, value in weights.items():
            self.weights[name].copy_(value)

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        for name, value in model.state_dict().items():
            self.weights[name].lerp_(value.float(), 1 - self.decay)


class Clock:
    """Says when the next checkpoint is due."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.last = seconds, time.monotonic()

    def due(self) -> bool:
        if time.monotonic() - self.last < self.seconds:
            return False
        self.last = time.monotonic()
        return True
