"""``adapt``: masked-language-model training of the starting encoder on Chinese text, before it is aligned.

The head that guesses the masked words is thrown away afterwards. It scores against the word table as it was at the
start, not against the one in training: tied, a step moves every row, most of them rows of words that its batch lacks.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from embeddings.training import checkpoint
from embeddings.training.align import learning_rate, make_optimizer
from embeddings.training.batching import by_token_budget, pad
from embeddings.training.config import Config
from embeddings.training.encoder import Encoder, load
from embeddings.training.masking import Masked, MaskedData
from embeddings.training.vocabulary import adapted_folder, start_folder

TOGETHER = 2_048  # padded tokens that go through the encoder at a time
COUNTED = 10  # batches whose words are counted


class Head(nn.Module):
    """BERT's head: token vectors (n, hidden) to a score of each of the ``rows``, float32 (n, vocabulary).

    Its bias starts as the logarithm of how often each row was counted, which it would take thousands of steps to learn.
    """

    rows: Tensor

    def __init__(self, rows: Tensor, counts: Tensor) -> None:
        super().__init__()
        self.dense, self.norm = nn.Linear(rows.shape[1], rows.shape[1]), nn.LayerNorm(rows.shape[1])
        self.bias = nn.Parameter(((counts + 0.5) / (counts + 0.5).sum()).log())
        self.register_buffer("rows", rows.detach().clone(), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(self.norm(F.gelu(self.dense(x))), self.rows, self.bias)


def count(batches: list[list[Masked]], rows: int) -> Tensor:
    """How often each row of the word table is masked in ``batches``: float32 (rows,)."""
    wanted = [i for batch in batches for text in batch for i in text.wanted]
    return torch.bincount(torch.tensor(wanted), minlength=rows).float()


def backward(encoder: Encoder, head: Head, batch: list[Masked], device: str, head_alone: bool) -> float:
    """Add the gradients of the mean cross-entropy of the batch's masked tokens; returns that mean."""
    total, loss = sum(len(text.places) for text in batch), 0.0
    for group in by_token_budget([len(text.ids) for text in batch], TOGETHER):
        texts = [batch[i] for i in group]
        owners = [row for row, text in enumerate(texts) for _ in text.places]
        places = [place for text in texts for place in text.places]
        wanted = torch.tensor([i for text in texts for i in text.wanted], device=device)
        with torch.set_grad_enabled(not head_alone):
            vectors = encoder(*pad([text.ids for text in texts], device))[owners, places]
        with encoder.autocast(vectors.device.type):
            scores = head(vectors)
        part = F.cross_entropy(scores.float(), wanted, reduction="sum") / total
        part.backward()  # type: ignore[no-untyped-call]  # torch's own signature
        loss += part.item()
    return loss


def adapt(config: Config) -> Path:
    """Run or resume adaptation; returns the folder that alignment starts from: without any steps that of ``vocab``."""
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    settings, start, done = config.adapt, start_folder(config), adapted_folder(config)
    if not settings.steps:
        return done
    encoder, data = load(start).to(config.device), MaskedData(config, start)
    counts = count([data.batch(-1 - i) for i in range(COUNTED)], encoder.shape.vocab_size)
    head = Head(encoder.words.weight.cpu(), counts).to(config.device)
    optimizer = make_optimizer(encoder, settings.learning_rate, settings.rows_factor)
    optimizer.add_param_group(
        {"params": list(head.parameters()), "base": settings.learning_rate * settings.head_factor}
    )
    state_path, first = config.work / "adapt.pt", 0
    if state := checkpoint.read(state_path):
        encoder.load_state_dict(state["encoder"])
        head.load_state_dict(state["head"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["step"]
    clock, running = checkpoint.Clock(config.checkpoint_seconds), 0.0

    def save(step: int) -> None:
        models = {"encoder": encoder.state_dict(), "head": head.state_dict()}
        checkpoint.write(state_path, {**models, "optimizer": optimizer.state_dict(), "step": step})

    steps = settings.head_steps + settings.steps
    for step in range(first, steps):
        own = step - settings.head_steps  # the encoder's own step
        for group in optimizer.param_groups[:-1]:
            group["lr"] = group["base"] * learning_rate(max(0, own), settings.steps, settings.warmup)
        group = optimizer.param_groups[-1]
        group["lr"] = group["base"] * learning_rate(step, steps, settings.warmup)
        optimizer.zero_grad()
        loss = backward(encoder, head, data.batch(step), config.device, head_alone=own < 0)
        torch.nn.utils.clip_grad_norm_([p for g in optimizer.param_groups for p in g["params"]], 1.0)
        optimizer.step()
        running = loss if step == first else 0.9 * running + 0.1 * loss
        if step % 20 == 0:
            print(f"adapt step {step} of {steps}, loss {running:.3f}", flush=True)
        if clock.due():
            save(step + 1)
    if first < steps:
        save(steps)
    checkpoint.publish(encoder, done, start)
    return done
