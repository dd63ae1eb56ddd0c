"""``align``: train the Chinese side of each translation pair towards the teacher's vector of the English side."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from embeddings.training import checkpoint
from embeddings.training.batching import by_token_budget, open_tokenizer, pad, token_ids
from embeddings.training.config import Config
from embeddings.training.encoder import Encoder, load
from embeddings.training.prepare import Pair, dictionary_pairs, read_pairs
from embeddings.training.teacher import Teacher
from embeddings.training.vocabulary import adapted_folder

BLOCK = 6_144  # examples tokenised and sorted by length at a time


@dataclass(frozen=True)
class Example:
    """Student token ids, and the English text whose teacher vector they should meet."""

    ids: list[int]
    english: str


class AlignData:
    """Alignment examples, in an order fixed by the seed, starting anywhere."""

    def __init__(self, config: Config, tokenizers: Path) -> None:
        self.config = config
        self.words = open_tokenizer(tokenizers / "tokenizer.json", config.align.longest)
        self.characters = open_tokenizer(tokenizers / "tokenizer-characters.json", config.align.longest)
        self.pairs = read_pairs(config)
        order = [i for i, p in enumerate(self.pairs) for _ in range(p.weight)]
        entries = list(dictionary_pairs(config))
        random.Random(config.seed).shuffle(entries)
        for entry in entries[: config.align.dictionary]:
            order.append(len(self.pairs))
            self.pairs.append(entry)
        random.Random(config.seed + 1).shuffle(order)
        self.order = order

    def __len__(self) -> int:
        return len(self.order)

    def joined(self, i: int, rng: random.Random) -> Pair:
        """The pair at ``i``, now and then with the pairs that follow it in its document."""
        pair, wanted = self.pairs[i], rng.randint(1, 3)
        english, chinese = pair.english, pair.chinese
        while wanted and i + 1 < len(self.pairs) and self.pairs[i + 1].follows:
            i, wanted = i + 1, wanted - 1
            english, chinese = f"{english} {self.pairs[i].english}", chinese + self.pairs[i].chinese
        return Pair(english, chinese, 1, False)

    def blocks(self, start: int) -> Iterator[list[Example]]:
        """Blocks of examples from position ``start`` of the endless order."""
        settings = self.config.align
        while True:
            rng = random.Random(f"{self.config.seed} {start}")
            chosen = [self.order[(start + i) % len(self.order)] for i in range(BLOCK)]
            taken = [self.joined(i, rng) if rng.random() < settings.joined_share else self.pairs[i] for i in chosen]
            texts: dict[Tokenizer, list[tuple[int, str]]] = {self.words: [], self.characters: []}
            for place, pair in enumerate(taken):
                draw = rng.random()
                english = draw < settings.english_share
                by_character = not english and draw < settings.english_share + settings.characters_share
                texts[self.characters if by_character else self.words].append(
                    (place, pair.english if english else pair.chinese)
                )
            examples: list[Example | None] = [None] * BLOCK
            for tokenizer, chosen_texts in texts.items():
                for (place, _), ids in zip(
                    chosen_texts, token_ids(tokenizer, [t for _, t in chosen_texts]), strict=True
                ):
                    examples[place] = Example(ids, taken[place].english)
            yield [e for e in examples if e is not None]
            start += BLOCK


def alignment_loss(student: Tensor, teacher: Tensor, bank: Tensor, temperature: float) -> Tensor:
    """InfoNCE both ways over the batch, with a bank of further teacher vectors one way, plus twice the cosine loss.

    Teacher vectors nearly equal to the right one (cosine above 0.95) are no negatives.
    """
    candidates = torch.cat([teacher, bank])
    forward = student @ candidates.T / temperature
    target = torch.arange(len(student), device=student.device)
    same = teacher @ candidates.T > 0.95
    same[target, target] = False
    forward = forward.masked_fill(same, -1e4)
    nce = F.cross_entropy(forward, target) + F.cross_entropy(forward[:, : len(student)].T, target)
    return nce / 2 + 2 * (1 - (student * teacher).sum(1)).mean()


def learning_rate(step: int, steps: int, warmup: int) -> float:
    """Linear warm-up, then a cosine down to 5 %."""
    return min(1.0, (step + 1) / warmup) * (0.05 + 0.475 * (1 + math.cos(math.pi * min(1.0, step / steps))))


def make_optimizer(encoder: Encoder, rate: float, rows_factor: float) -> torch.optim.AdamW:
    """AdamW with a learning rate of its own for the word table, whose new rows have the most to learn."""
    rest = [p for n, p in encoder.named_parameters() if n != "words.weight"]
    groups = [{"params": [encoder.words.weight], "base": rate * rows_factor}, {"params": rest, "base": rate}]
    return torch.optim.AdamW(groups, lr=rate, weight_decay=0.01, fused=True)


class Aligner:
    """One alignment step after another; retrieval training keeps using it so that alignment does not decay."""

    def __init__(self, config: Config, tokenizers: Path) -> None:
        self.config, self.data = config, AlignData(config, tokenizers)
        self.teacher = Teacher(config.teacher, config.device, longest=config.align.longest + 32)
        self.position = 0
        self.bank = torch.zeros(0, self.teacher.encoder.shape.hidden_size)
        self.pending: list[tuple[list[Example], Tensor]] = []

    def _refill(self) -> None:
        block = next(self.data.blocks(self.position))
        rng = random.Random(f"{self.config.seed} {self.position} order")
        vectors = self.teacher.encode([e.english for e in block])
        groups = by_token_budget([len(e.ids) for e in block], self.config.align.tokens)
        rng.shuffle(groups)
        self.pending = [([block[i] for i in g], vectors[g]) for g in groups if len(g) > 1]

    def loss(self, encoder: Encoder) -> Tensor:
        if not self.pending:
            self._refill()
        examples, teacher = self.pending.pop()
        if not self.pending:
            self.position += BLOCK
        device = self.config.device
        student = encoder.pool(*pad([e.ids for e in examples], device))
        loss = alignment_loss(student, teacher.to(device), self.bank.to(device), self.config.align.temperature)
        self.bank = torch.cat([teacher, self.bank])[: self.config.align.bank]
        return loss


def align(config: Config) -> Path:
    """Run or resume alignment; returns the folder of the finished encoder."""
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    settings, done = config.align, config.work / "aligned"
    tokenizers = adapted_folder(config)
    encoder = load(tokenizers).to(config.device)
    optimizer = make_optimizer(encoder, settings.learning_rate, settings.rows_factor)
    aligner, state_path, first = Aligner(config, tokenizers), config.work / "align.pt", 0
    average = checkpoint.Average(encoder, 0.98)
    if state := checkpoint.read(state_path):
        encoder.load_state_dict(state["encoder"])
        optimizer.load_state_dict(state["optimizer"])
        first, aligner.position = state["step"], state["position"]
        average.load(state["average"])
    clock, running = checkpoint.Clock(config.checkpoint_seconds), 0.0

    def save(step: int) -> None:
        checkpoint.write(
            state_path,
            {
                "encoder": encoder.state_dict(),
                "optimizer": optimizer.state_dict(),
                "average": average.weights,
                "step": step,
                "position": aligner.position,
            },
        )
        checkpoint.publish(encoder, config.work / "encoder-latest", tokenizers)

    for step in range(first, settings.steps):
        for group in optimizer.param_groups:
            group["lr"] = group["base"] * learning_rate(step, settings.steps, settings.warmup)
        loss = aligner.loss(encoder)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own signature
        torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimizer.step()
        running = loss.item() if step == first else 0.97 * running + 0.03 * loss.item()
        if step % 10 == 0:
            average.update(encoder)
        if step % 20 == 0:
            print(f"align step {step} of {settings.steps}, loss {running:.3f}", flush=True)
        if clock.due():
            save(step + 1)
    if first < settings.steps:
        save(settings.steps)
    finished = load(tokenizers)
    finished.load_state_dict(average.weights)
    checkpoint.publish(finished, done, tokenizers)
    checkpoint.publish(finished, config.work / "encoder-latest", tokenizers)
    return done
