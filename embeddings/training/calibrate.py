"""Ranges of the activations that enter each matrix product, for the fixed scales of the int8 graph."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from torch import Tensor, nn

from embeddings.training.encoder import Encoder, Layer
from embeddings.training.graph import Range


@torch.no_grad()
def activation_ranges(encoder: Encoder, batches: Iterable[tuple[Tensor, ...]]) -> dict[str, Range]:
    """Per product, the range that each channel of its input takes over ``batches``; keys as in :mod:`graph`.

    A batch is what the encoder is called with: ids and mask, (n, t) each, and the token types where it has them.
    """
    found: dict[str, Range] = {}
    handles = []

    def watch(place: str, module: nn.Module) -> None:
        def hook(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            values = inputs[0].float().flatten(0, -2)
            low, high = values.amin(0).numpy(), values.amax(0).numpy()
            if place in found:
                low, high = np.minimum(low, found[place][0]), np.maximum(high, found[place][1])
            found[place] = (low, high)

        handles.append(module.register_forward_pre_hook(hook))

    for number, layer in enumerate(encoder.layers):
        assert isinstance(layer, Layer)
        places = {"attention": layer.query, "output": layer.output, "up": layer.up, "down": layer.down}
        for name, module in places.items():
            watch(f"layer{number}.{name}", module)
    was, encoder.mixed = encoder.mixed, False
    for ids, mask, *types in batches:
        for i in range(len(ids)):  # one text at a time, so that padding does not count
            length = int(mask[i].sum())
            encoder(*(part[i : i + 1, :length] for part in (ids, mask, *types)))
    encoder.mixed = was
    for handle in handles:
        handle.remove()
    return found
