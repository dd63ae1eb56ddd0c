"""Masked-language-model adaptation, with generated data."""

from __future__ import annotations

import copy
import random
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs newsrag[models]")
pytest.importorskip("opencc")

import torch

from embeddings.training import adapt, align, checkpoint, prepare, vocabulary
from embeddings.training.batching import open_tokenizer
from embeddings.training.config import Adapt, Config
from embeddings.training.encoder import Encoder, load
from embeddings.training.masking import MaskedData, masked, word_numbers
from embeddings.training.sources import is_held_out, read_jsonl
from tests.embeddings.training.tiny import tiny_config


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    made = replace(
        tiny_config(tmp_path_factory.mktemp("adapt")),
        adapt=Adapt(steps=6, tokens=600, learning_rate=1e-3, head_steps=2, warmup=1, longest=32),
    )
    prepare.prepare(made)
    vocabulary.vocabulary(made)
    return made


def elsewhere(config: Config, folder: Path) -> Config:
    """The same run with nothing done but ``vocab``."""
    folder.mkdir(exist_ok=True)
    for name in ("pairs.jsonl", "start"):
        (folder / name).symlink_to(config.work / name)
    return replace(config, work=folder)


def same(first: Encoder, second: Encoder) -> bool:
    return all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))


def test_the_pieces_of_a_word_have_one_number(config: Config) -> None:
    characters = open_tokenizer(config.work / "start" / "tokenizer-characters.json", 64)
    text = "省委书记主持zoo会议。"
    encoding = characters.encode(text)
    assert encoding.tokens[7:10] == ["z", "##o", "##o"]
    numbers = word_numbers(text, encoding, {"省委", "书记", "会议"}, 6)
    assert numbers == [-1, 0, 0, 1, 1, 2, 3, 4, 4, 4, 5, 5, 6, -1]


def test_words_are_masked_whole_and_a_fifth_of_all() -> None:
    numbers = [-1, *(i // 2 for i in range(100)), -1]
    ids = list(range(1_000, 1_102))
    for seed in range(20):
        found = masked(ids, numbers, 0.2, 4, random.Random(seed))
        assert 18 <= len(found.places) <= 20
        assert {i for i, v in enumerate(found.ids) if v == 4} == set(found.places)
        assert found.wanted == [ids[i] for i in found.places]
        assert -1 not in {numbers[i] for i in found.places}
        assert all((i + 1 if i % 2 else i - 1) in found.places for i in found.places)
    assert masked([2, 7, 7, 7, 3], [-1, 0, 0, 0, -1], 0.2, 4, random.Random(0)).places == [1, 2, 3]


def test_what_is_held_out_is_not_read(config: Config) -> None:
    data, qa = MaskedData(config, config.work / "start"), config.data / "qa"
    drcd = [r for n in ("dev", "test") for r in read_jsonl(qa / f"drcd_{n}.jsonl.gz")]
    held_out = {r["context"] for r in [*read_jsonl(qa / "cmrc2018_trial.jsonl.gz"), *filter(is_held_out, drcd)]}
    assert held_out
    assert data.passages
    assert not held_out & set(data.passages)
    pairs = read_jsonl(config.data / "parallel" / "train.jsonl.gz")
    assert not {r["zh"] for r in pairs if r["source"].startswith("wmt")} & set(data.sentences)


def test_adaptation_guesses_masked_words_better(config: Config, tmp_path: Path) -> None:
    longer = elsewhere(replace(config, adapt=replace(config.adapt, steps=60)), tmp_path / "longer")
    data = MaskedData(longer, longer.work / "start")
    encoder = load(longer.work / "start")
    head = adapt.Head(encoder.words.weight, adapt.count([data.batch(-1)], encoder.shape.vocab_size))
    before = adapt.backward(encoder, head, data.batch(1_000), "cpu", head_alone=True)
    adapted = load(adapt.adapt(longer))
    state = checkpoint.read(longer.work / "adapt.pt")
    assert state is not None
    head.load_state_dict(state["head"])
    after = adapt.backward(adapted, head, data.batch(1_000), "cpu", head_alone=True)
    unadapted = adapt.backward(encoder, head, data.batch(1_000), "cpu", head_alone=True)
    assert after < before - 0.2
    assert after < unadapted - 0.05  # not the head alone has learnt


def test_the_head_learns_first(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, backward = list[Encoder](), adapt.backward

    def seeing(encoder: Encoder, *rest: object, **named: object) -> object:
        seen.append(copy.deepcopy(encoder))
        return backward(encoder, *rest, **named)  # type: ignore[arg-type]  # passed on as they are

    monkeypatch.setattr(adapt, "backward", seeing)
    adapt.adapt(elsewhere(config, tmp_path / "run"))
    assert len(seen) == config.adapt.head_steps + config.adapt.steps
    assert [same(encoder, seen[0]) for encoder in seen[: config.adapt.head_steps + 2]] == [True, True, True, False]


def test_a_killed_adaptation_ends_as_one_that_was_not(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = load(adapt.adapt(elsewhere(config, tmp_path / "whole")))
    killed, batch = elsewhere(config, tmp_path / "killed"), MaskedData.batch

    def until_the_fourth(data: MaskedData, step: int) -> object:
        if step == 4:
            raise KeyboardInterrupt
        return batch(data, step)

    monkeypatch.setattr(MaskedData, "batch", until_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        adapt.adapt(killed)
    monkeypatch.undo()
    resumed = load(adapt.adapt(killed))
    for wanted, found in zip(whole.parameters(), resumed.parameters(), strict=True):
        torch.testing.assert_close(found, wanted, atol=1e-6, rtol=0)


def test_alignment_begins_where_adaptation_ended(config: Config, tmp_path: Path) -> None:
    run = elsewhere(replace(config, align=replace(config.align, steps=0)), tmp_path / "run")
    with pytest.raises(FileNotFoundError):
        align.align(run)
    adapted = load(adapt.adapt(run))
    assert same(load(align.align(run)), adapted)
    without = replace(run, adapt=Adapt(steps=0))
    assert adapt.adapt(without) == run.work / "start"
    assert same(load(align.align(without)), load(run.work / "start"))
