"""Search steps: a batch of questions against all windows of the training texts at once.

A retrieval step compares a question with a few hundred passages, and most of its time goes into passages, ten times as
long as questions. Here only the questions are trained, four times as many in less time, and each must find its window
among tens of thousands, so that every hard negative is there without having been mined. The windows' vectors are those
that ``mine`` made; with each batch some are made anew, in a turn of their own (Xiong et al. 2021, ANCE: an index that
follows the encoder). Not those that the batch asks for: a question would learn to look for what was encoded lately.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from embeddings.training.asked import training_questions
from embeddings.training.config import Config
from embeddings.training.encoder import Encoder
from embeddings.training.negatives import read_negatives, read_vectors
from embeddings.training.passages import with_context
from embeddings.training.text_encoder import TextEncoder
from embeddings.training.windows import answering

DEPTH = 64  # best windows of each question that are looked through for its answer


@dataclass(frozen=True)
class Asked:
    """A question, its answers' words, and the place of the window that holds the answer."""

    question: str
    answers: list[str]
    place: int


class Searcher:
    """Search batches and their loss, from any position of an order fixed by the seed."""

    def __init__(self, config: Config, tokenizers: Path) -> None:
        self.config, self.encode = config, TextEncoder(config, tokenizers)
        self.windows, self.vectors = read_negatives(config).windows, read_vectors(config)
        numbers = {group: i for i, group in enumerate(dict.fromkeys(w.group for w in self.windows))}
        self.owners = torch.tensor([numbers[w.group] for w in self.windows])
        places = {window: i for i, window in enumerate(self.windows)}
        self.questions = [
            Asked(str(row["question"]), [a["text"] for a in row["answers"]], places[answering(row)])
            for row in training_questions(config).rows(config.sample)
        ]
        random.Random(config.seed + 3).shuffle(self.questions)
        self.turn = list(range(len(self.windows)))
        random.Random(config.seed + 4).shuffle(self.turn)
        self.position = 0

    def loss(self, encoder: Encoder) -> Tensor:
        """InfoNCE from each question to its window over all windows; other windows of its text, and those that hold
        its answer, are no negatives."""
        size, count = self.config.retrieve.questions, len(self.questions)
        batch = [self.questions[(self.position + i) % count] for i in range(min(size, count))]
        rng = random.Random(f"{self.config.seed} search {self.position}")
        renewed = min(self.config.retrieve.renewed, len(self.turn))
        first = self.position // size * renewed
        self._renew(encoder, [self.turn[(first + i) % len(self.turn)] for i in range(renewed)], rng)
        self.position += size
        target = torch.tensor([asked.place for asked in batch])
        queries = self.encode(encoder, [asked.question for asked in batch], rng)
        device = queries.device
        scores = queries @ self.vectors.to(device).T / self.config.retrieve.temperature
        left_out = self.owners[target][:, None] == self.owners
        best = scores.detach().cpu().masked_fill(left_out, -1e4).topk(min(DEPTH, len(self.windows))).indices.tolist()
        for i, asked in enumerate(batch):
            for place in best[i]:
                if any(answer in self.windows[place].text for answer in asked.answers):
                    left_out[i, place] = True
        left_out[range(len(batch)), target] = False
        return F.cross_entropy(scores.masked_fill(left_out.to(device), -1e4), target.to(device))

    @torch.no_grad()
    def _renew(self, encoder: Encoder, places: list[int], rng: random.Random) -> None:
        """Encode these windows again, some of them with headline and date, as the index may have them."""
        if not places:
            return
        texts = []
        for place in places:
            window, headed = self.windows[place], rng.random() < self.config.retrieve.context_share
            title, date = (window.title, window.date) if headed else ("", "")
            texts.append(with_context(window.text, title, date))
        self.vectors[places] = self.encode(encoder, texts).cpu()
