"""Train the reader: AdamW, linear warm-up and decay, checkpoints that a killed run resumes from."""

from __future__ import annotations

import copy
import math
import random
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional as F

from embeddings.training import checkpoint
from embeddings.training.encoder import Layer
from embeddings.training.reader.features import Feature, batch, feature
from embeddings.training.reader.mixture import Mixture
from embeddings.training.reader.model import ReaderModel, save

ENCODER_RATE, WORDS_RATE, HEAD_RATE = 1.2e-4, 2e-4, 1e-3
BATCH, GROUP = 24, 16  # features a step; steps whose features are sorted together by length
WITH_TITLE = 0.5  # share of features with the headline in front of the passage
CHECKPOINT_SECONDS = 180
DROPOUT = 0.1  # each question is seen several times by now
AVERAGE = 0.99  # decay of the weight average that is kept; in a short run it reaches over a tenth of the steps


def features(mixture: Mixture, tokenizer: Tokenizer, seed: int, skip_groups: int) -> Iterator[list[Feature]]:
    """Batches of similar length for ever; each group of batches has its own seed, so a run can resume at any."""
    number = skip_groups
    while True:
        rng = random.Random(seed * 100_003 + number)
        stream = mixture.stream(rng.randrange(1 << 30))
        group: list[Feature] = []
        while len(group) < BATCH * GROUP:
            made = feature(next(stream), tokenizer, rng.random() < WITH_TITLE)
            if made is not None:
                group.append(made)
        group.sort(key=lambda f: len(f.ids))
        batches = [group[i : i + BATCH] for i in range(0, len(group), BATCH)]
        rng.shuffle(batches)
        yield from batches
        number += 1


def loss(model: ReaderModel, rows: list[Feature], device: torch.device) -> torch.Tensor:
    """Cross-entropy of start and end where there is an answer, and of whether there is one."""
    ids, mask, types = (t.to(device) for t in batch(rows))
    start, end, answerable = model(ids, mask, types)
    there = torch.tensor([f.end > 0 for f in rows], device=device)
    verdict = F.binary_cross_entropy_with_logits(answerable, there.float())
    if not bool(there.any()):
        return verdict
    at = torch.arange(len(rows), device=device)[there]
    begins = torch.tensor([f.start for f in rows], device=device)[there]
    ends = torch.tensor([f.end for f in rows], device=device)[there]
    span: torch.Tensor = -(start[at, begins].mean() + end[at, ends].mean()) / 2
    return span + verdict


def train(
    start: ReaderModel, tokenizer_file: Path, mixture: Mixture, out: Path, *, steps: int, seed: int, device: str
) -> None:
    """Train ``start`` for ``steps`` steps; the model ends in ``out``/model.

    A run that was stopped goes on from ``out``/checkpoint.pt.
    """
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    where = torch.device(device)
    model = start.to(where)
    for layer in model.encoder.layers:
        assert isinstance(layer, Layer)
        layer.dropout = DROPOUT
    words = [model.encoder.words.weight]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    rest = [p for n, p in model.named_parameters() if n.startswith("encoder.") and n != "encoder.words.weight"]
    groups = [(words, WORDS_RATE), (rest, ENCODER_RATE), (heads, HEAD_RATE)]
    optimiser = torch.optim.AdamW([{"params": p, "lr": r, "base": r} for p, r in groups], weight_decay=0.01, fused=True)
    average = checkpoint.Average(model, min(AVERAGE, max(0.0, 1 - 10 / steps)))
    averaged = copy.deepcopy(model)
    step, clock = 0, checkpoint.Clock(CHECKPOINT_SECONDS)
    if state := checkpoint.read(out / "checkpoint.pt"):
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        average.load(state["average"])
        step = state["step"]
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def keep() -> None:
        state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "average": average.weights}
        checkpoint.write(out / "checkpoint.pt", {**state, "step": step})
        averaged.load_state_dict(average.weights)
        save(averaged, out / "model")

    batches = features(mixture, tokenizer, seed, step // GROUP)
    for _ in range(step % GROUP):
        next(batches)
    began = time.monotonic()
    recent: deque[float] = deque(maxlen=25)
    model.train()
    while step < steps:
        rate = min(1.0, (step + 1) / max(1, min(80, steps // 10))) * max(0.02, 1 - step / steps)
        for group in optimiser.param_groups:
            group["lr"] = group["base"] * rate
        value = loss(model, next(batches), where)
        optimiser.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        average.update(model)
        step += 1
        recent.append(value.item())
        if not math.isfinite(recent[-1]):
            raise FloatingPointError(f"the loss is not a number at step {step}; lower the rates")
        if step % 25 == 0:
            print(
                f"step {step} loss {sum(recent) / len(recent):.3f} seconds {time.monotonic() - began:.0f}", flush=True
            )
        if clock.due():
            keep()
    keep()
