"""The reader: the bilingual encoder over question and passage, a span head, and an answerable score."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from embeddings.training import encoder as encoders


class ReaderModel(nn.Module):
    """Start and end log-probabilities over the passage's tokens, and one answerable logit for the pair.

    The span head is BERT's (Devlin et al. 2019). Its scores are normalised inside each passage, so that the
    answerable logit alone carries the comparison between passages.
    """

    def __init__(self, encoder: encoders.Encoder) -> None:
        super().__init__()
        width = encoder.shape.hidden_size
        self.encoder = encoder
        self.span = nn.Linear(width, 2)
        self.answerable = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Linear(width, 1))

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """``ids`` and ``types`` int64 (n, t), ``mask`` bool (n, t) to float32 (n, t), (n, t) and (n,)."""
        x = self.encoder(ids, mask, types)
        passage = mask & (types == 1)
        scores = self.span(x).masked_fill(~passage.unsqueeze(-1), -1e4)
        start, end = torch.log_softmax(scores, dim=1).unbind(-1)
        # the pair's own vector beside what the likeliest start looks like
        likely = (x * start.exp().unsqueeze(-1)).sum(1)
        return start, end, self.answerable(torch.cat([x[:, 0], likely], dim=-1)).squeeze(-1)


def save(model: ReaderModel, folder: Path) -> None:
    """Write the encoder as ``encoders.save`` does and the heads beside it."""
    encoders.save(model.encoder, folder)
    heads = {
        k: v.detach().float().cpu().contiguous() for k, v in model.state_dict().items() if not k.startswith("encoder.")
    }
    save_file(heads, str(folder / "heads.safetensors"))


def load(folder: Path) -> ReaderModel:
    """The reader in ``folder``; a plain encoder there gets fresh heads."""
    model = ReaderModel(encoders.load(folder))
    if (folder / "heads.safetensors").is_file():
        heads = load_file(str(folder / "heads.safetensors"))
        model.load_state_dict({**model.state_dict(), **heads})
    return model
