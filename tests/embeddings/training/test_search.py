"""Search steps: which windows a question must find, which are no negatives, and whose vectors are new."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs newsrag[models]")
pytest.importorskip("opencc")

import torch

from embeddings.training import align, mine, prepare, retrieve, vocabulary
from embeddings.training.asked import group_of, training_questions
from embeddings.training.config import Config
from embeddings.training.devsets import STORY, distractors
from embeddings.training.encoder import load
from embeddings.training.negatives import read_negatives
from embeddings.training.search import Asked, Searcher
from embeddings.training.windows import answering, story_windows, windows_of_row
from tests.embeddings.training.tiny import tiny_config


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    made = tiny_config(tmp_path_factory.mktemp("search"))
    made = replace(made, retrieve=replace(made.retrieve, context_share=0.0, questions=4, renewed=0, stories=6))
    prepare.prepare(made)
    vocabulary.vocabulary(made)
    align.align(replace(made, align=replace(made.align, steps=1)))
    mine.mine(made)
    return made


def _searcher(config: Config, *asked: Asked) -> Searcher:
    searcher = Searcher(config, config.work / "aligned")
    searcher.questions = list(asked) or searcher.questions
    return searcher


def test_every_question_has_a_window_of_its_own_text_with_its_answer(config: Config) -> None:
    searcher, rows = Searcher(config, config.work / "aligned"), training_questions(config).rows(1)
    groups = {(str(row["question"]), group_of(row)) for row in rows}
    assert len(searcher.questions) == len(rows)
    for asked in searcher.questions:
        window = searcher.windows[asked.place]
        assert (asked.question, window.group) in groups
        assert any(answer in window.text for answer in asked.answers)


def test_an_answer_across_two_windows_belongs_to_the_one_with_more_of_it() -> None:
    text = "".join(chr(0x4E00 + i) for i in range(400))
    row = {"source": "drcd_dev", "title": "t", "context": text, "answers": [{"text": text[140:154], "start": 140}]}
    assert answering(row) == windows_of_row(row)[0]
    row["answers"] = [{"text": text[148:170], "start": 148}]
    assert answering(row) == windows_of_row(row)[1]
    assert windows_of_row({**row, "context_lang": "en"})[0].text == text


def test_stories_are_searched_that_the_evaluation_does_not_search(config: Config) -> None:
    windows = story_windows(config)
    assert len({w.group for w in windows}) == config.retrieve.stories
    assert not {t[:40] for t in distractors(config.data, config.evaluate_stories)} & {w.text[:40] for w in windows}
    assert {w.group for w in windows} <= {w.group for w in read_negatives(config).windows}
    assert max(len(w.text) for w in windows) <= STORY


def test_what_holds_the_answer_or_is_of_the_same_text_is_no_negative(config: Config) -> None:
    searcher, encoder = Searcher(config, config.work / "aligned"), load(config.work / "aligned")
    asked = next(a for a in searcher.questions if searcher.windows[a.place].group.startswith("drcd"))
    window = searcher.windows[asked.place]
    others = [i for i, w in enumerate(searcher.windows) if w.group != window.group]
    holding, same_text, lacking = others[:3]

    def loss(changed: int | None) -> float:
        again = _searcher(config, replace(asked, answers=["独一无二"]))
        again.windows[holding] = replace(again.windows[holding], text="此处独一无二。")
        again.owners[same_text] = again.owners[asked.place]
        query = again.encode(encoder, [asked.question]).detach()[0]
        for place in (holding, lacking, same_text):
            again.vectors[place] = query
        if changed is not None:
            again.vectors[changed] = -query
        return again.loss(encoder).item()

    assert loss(holding) == pytest.approx(loss(None))
    assert loss(same_text) == pytest.approx(loss(None))
    assert loss(lacking) < loss(None) - 0.01


def test_windows_are_encoded_anew_in_a_turn_of_their_own(config: Config) -> None:
    few = replace(config, retrieve=replace(config.retrieve, renewed=3))
    searcher, encoder = Searcher(few, config.work / "aligned"), load(config.work / "aligned")
    with torch.no_grad():
        encoder.words.weight.mul_(torch.linspace(0.5, 1.5, encoder.shape.hidden_size))
    before, moved = searcher.vectors.clone(), set()
    for turn in range(2):
        searcher.loss(encoder).backward()
        now = set(((searcher.vectors - before).abs().amax(1) > 1e-4).nonzero().flatten().tolist())
        assert now - moved == set(searcher.turn[3 * turn : 3 * turn + 3])
        moved = now
    wanted = searcher.encode(encoder, [searcher.windows[i].text for i in sorted(moved)])
    assert torch.allclose(searcher.vectors[sorted(moved)], wanted, atol=1e-5)
    assert searcher.position == 2 * config.retrieve.questions


def test_steps_that_search_teach_questions_to_find_their_windows(config: Config) -> None:
    searcher, encoder = Searcher(config, config.work / "aligned"), load(config.work / "aligned")
    searcher.questions = searcher.questions[:4]
    optimizer = torch.optim.AdamW(encoder.parameters(), lr=3e-3)
    losses = []
    for _ in range(20):
        loss = searcher.loss(encoder)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] - 1


def test_an_unknown_kind_of_step_is_named(config: Config, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown kind of step 'serach'"):
        retrieve.retrieve(replace(config, retrieve=replace(config.retrieve, schedule=("align", "serach"))))
