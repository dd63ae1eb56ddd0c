"""Ranges of the activations that enter each matrix product, for the fixed scales of the int8 graph."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from embeddings.training.encoder import Encoder, Layer
from embeddings.training.graph import Range

QUANTILE = 0.99999  # keep all but one value in 100,000 at each end: MiniLM has a few extreme channels that must stay


@torch.no_grad()
def activation_ranges(encoder: Encoder, batches: list[tuple[Tensor, Tensor]]) -> dict[str, Range]:
    """Per product, the range its inputs take over ``batches`` of (ids, mask); keys as in :mod:`graph`."""
    found: dict[str, list[Range]] = {}
    handles = []

    def watch(place: str, module: nn.Module) -> None:
        def hook(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            values = inputs[0].float().flatten()
            count = max(1, int(len(values) * (1 - QUANTILE)))
            high = values.topk(count).values[-1].item()
            low = -(-values).topk(count).values[-1].item()
            found.setdefault(place, []).append((low, high))

        handles.append(module.register_forward_pre_hook(hook))

    for number, layer in enumerate(encoder.layers):
        assert isinstance(layer, Layer)
        places = {"attention": layer.query, "output": layer.output, "up": layer.up, "down": layer.down}
        for name, module in places.items():
            watch(f"layer{number}.{name}", module)
    was, encoder.mixed = encoder.mixed, False
    for ids, mask in batches:
        for i in range(len(ids)):  # one text at a time, so that padding does not count
            length = int(mask[i].sum())
            encoder(ids[i : i + 1, :length], mask[i : i + 1, :length])
    encoder.mixed = was
    for handle in handles:
        handle.remove()
    return {k: (min(low for low, _ in v), max(high for _, high in v)) for k, v in found.items()}
