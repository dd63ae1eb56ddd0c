"""``retrieve``: contrastive training on questions and passages, with alignment steps in between so that it stays."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from embeddings.training import checkpoint
from embeddings.training.align import Aligner, learning_rate, make_optimizer
from embeddings.training.config import Config
from embeddings.training.encoder import Encoder, load
from embeddings.training.passages import Example, training_examples
from embeddings.training.search import Searcher
from embeddings.training.text_encoder import TextEncoder

BATCHES_A_BLOCK = 16
STEPS = ("align", "retrieve", "search")


def neighbour_batches(vectors: Tensor, size: int, together: int, rng: random.Random) -> list[list[int]]:
    """Batches of ``size`` made of clusters of ``together`` close vectors: a batch holds its own hard negatives."""
    left, clusters = list(range(len(vectors))), []
    rng.shuffle(left)
    while left:
        close = (vectors[left] @ vectors[left[0]]).argsort(descending=True)[:together].tolist()
        clusters.append([left[i] for i in close])
        chosen = set(close)
        left = [v for i, v in enumerate(left) if i not in chosen]
    rng.shuffle(clusters)
    flat = [i for cluster in clusters for i in cluster]
    return [flat[i : i + size] for i in range(0, len(flat), size)]


def no_negatives(batch: Sequence[Example], hard: Sequence[int], groups: Sequence[str]) -> Tensor:
    """Which passages are no negatives for a query, being of the text that it was asked over: bool (queries, passages).

    ``groups`` are the texts of all passages: of the batch's own, then of the negatives that the examples ``hard``
    bring, which count for these whatever text they are of, then of the bank's.
    """
    same = torch.tensor([[e.group == g for g in groups] for e in batch])
    same[range(len(batch)), range(len(batch))] = False
    same[hard, range(len(batch), len(batch) + len(hard))] = False
    return same


def contrast(queries: Tensor, passages: Tensor, out: Tensor, temperature: float) -> Tensor:
    """InfoNCE from each query to the passage in its place among all that are not ``out``, bool (queries, passages),
    and half of that from the queries' own passages to the queries."""
    scores = (queries @ passages.T / temperature).masked_fill(out, -1e4)
    target = torch.arange(len(queries), device=scores.device)
    return F.cross_entropy(scores, target) + 0.5 * F.cross_entropy(scores[:, : len(queries)].T, target)


class Retriever:
    """Retrieval batches and their loss, from any position of an order fixed by the seed."""

    def __init__(self, config: Config, tokenizers: Path) -> None:
        self.config, self.encode = config, TextEncoder(config, tokenizers)
        self.examples = training_examples(config)
        self.order = list(range(len(self.examples)))
        random.Random(config.seed + 2).shuffle(self.order)
        self.position = 0
        self.pending: list[list[Example]] = []
        self.bank: tuple[Tensor, list[str]] | None = None

    @torch.no_grad()
    def _refill(self, encoder: Encoder) -> None:
        settings = self.config.retrieve
        size = settings.batch * BATCHES_A_BLOCK
        block = [self.examples[self.order[(self.position + i) % len(self.order)]] for i in range(size)]
        rng = random.Random(f"{self.config.seed} {self.position}")
        if settings.neighbours > 1:
            vectors = self.encode(encoder, [e.query for e in block])
            batches = neighbour_batches(vectors, settings.batch, settings.neighbours, rng)
        else:
            batches = [list(range(i, i + settings.batch)) for i in range(0, size, settings.batch)]
        self.pending = [[block[i] for i in b] for b in batches]
        self.position += size

    def loss(self, encoder: Encoder) -> Tensor:
        """``contrast`` over the batch, the hard negatives and the bank; over the vectors' ``prefixes`` as well
        (Matryoshka representation learning, Kusupati et al. 2022)."""
        if not self.pending:
            self._refill(encoder)
        settings, batch = self.config.retrieve, self.pending.pop()
        rng = random.Random(f"{self.config.seed} {self.position} {len(self.pending)}")
        hard = [i for i, e in enumerate(batch) if e.negative and rng.random() < settings.negative_share]
        texts = [e.query for e in batch] + [e.passage for e in batch] + [batch[i].negative for i in hard]
        vectors = self.encode(encoder, texts, rng)
        queries, passages = vectors[: len(batch)], vectors[len(batch) :]
        groups = [e.group for e in batch] + [batch[i].negative_group for i in hard]
        if self.bank is not None:
            passages, groups = torch.cat([passages, self.bank[0]]), groups + self.bank[1]
        out = no_negatives(batch, hard, groups).to(passages.device)
        loss = contrast(queries, passages, out, settings.temperature)
        for width in settings.prefixes:
            asked, found = (F.normalize(v[:, :width], dim=-1) for v in (queries, passages))
            loss = loss + contrast(asked, found, out, settings.temperature) / len(settings.prefixes)
        kept = passages[: settings.bank].detach()
        self.bank = (kept, groups[: settings.bank]) if settings.bank else None
        return loss


def retrieve(config: Config) -> Path:
    """Run or resume retrieval training from the aligned encoder; returns the folder of the finished one."""
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    settings, done, state_path = config.retrieve, config.work / "retrieval", config.work / "retrieve.pt"
    aligned = config.work / "aligned"
    encoder = load(aligned).to(config.device)
    optimizer = make_optimizer(encoder, settings.learning_rate, settings.rows_factor)
    if unknown := set(settings.schedule) - set(STEPS):
        raise ValueError(f"retrieve.schedule: unknown kind of step {min(unknown)!r}; known are {', '.join(STEPS)}.")
    aligner, retriever, first = Aligner(config, aligned), Retriever(config, aligned), 0
    searcher = Searcher(config, aligned) if "search" in settings.schedule else None
    losses = {"align": aligner.loss, "retrieve": retriever.loss} | ({"search": searcher.loss} if searcher else {})
    aligner.position = 10**6  # on from where alignment ended, roughly: pairs it has not seen
    average = checkpoint.Average(encoder, settings.average)
    if state := checkpoint.read(state_path):
        encoder.load_state_dict(state["encoder"])
        optimizer.load_state_dict(state["optimizer"])
        average.load(state["average"])
        first = state["step"]
        aligner.position, retriever.position = state["aligner"], state["retriever"]
        if searcher:
            searcher.position, searcher.vectors = state["searcher"], state["windows"]
    clock = checkpoint.Clock(config.checkpoint_seconds)
    averaged = load(aligned)

    def save(step: int) -> None:
        state = {"encoder": encoder.state_dict(), "optimizer": optimizer.state_dict(), "average": average.weights}
        positions = {"aligner": aligner.position, "retriever": retriever.position}
        searched = {"searcher": searcher.position, "windows": searcher.vectors} if searcher else {}
        checkpoint.write(state_path, {**state, **positions, **searched, "step": step})
        averaged.load_state_dict(average.weights)
        checkpoint.publish(averaged, config.work / "encoder-latest", aligned)

    running: dict[str, float] = {}
    for step in range(first, settings.steps):
        for group in optimizer.param_groups:
            group["lr"] = group["base"] * learning_rate(step, settings.steps, settings.warmup)
        kind = settings.schedule[step % len(settings.schedule)]
        loss = losses[kind](encoder)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own signature
        torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimizer.step()
        running[kind] = 0.95 * running.get(kind, loss.item()) + 0.05 * loss.item()
        average.update(encoder)
        if step % 20 == 0:
            shown = ", ".join(f"{k} {v:.3f}" for k, v in sorted(running.items()))
            print(f"retrieve step {step} of {settings.steps}, loss: {shown}", flush=True)
        if clock.due():
            save(step + 1)
    if first < settings.steps:
        save(settings.steps)
    averaged.load_state_dict(average.weights)
    checkpoint.publish(averaged, done, aligned)
    checkpoint.publish(averaged, config.work / "encoder-latest", aligned)
    return done
