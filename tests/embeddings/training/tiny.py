"""A generated data folder, a random teacher and a configuration: the whole pipeline in seconds."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from embeddings.training.config import Align, Config, Retrieve, Vocabulary
from embeddings.training.encoder import Encoder, Shape, save

WORDS = {
    "会议": "meeting", "主持": "chair", "省委": "committee", "书记": "secretary", "经济": "economy", "发展": "develop",
    "城市": "city", "农村": "village", "铁路": "railway", "学校": "school", "医院": "hospital", "工人": "worker",
    "天气": "weather", "下雨": "rain", "粮食": "grain", "丰收": "harvest", "快递": "parcel", "增长": "grow",
}  # fmt: skip
NAMES = ("会", "议", "省", "市", "雨", "学")


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def make_data(folder: Path) -> Path:
    """Sentences of invented word order in both languages, stories and questions made of them."""
    rng = random.Random(0)

    def sentence() -> tuple[str, str]:
        chosen = rng.sample(sorted(WORDS), 5)
        return " ".join(WORDS[w] for w in chosen) + ".", "".join(chosen) + "。"

    entries = [f"{w} {w} [x1 x1] /{english}/to {english}/" for w, english in WORDS.items()]
    entries += [f"{c} {c} [x1] /{c}/old variant of 会/" for c in NAMES] + ["會議 会议 [x1 x1] /meeting/"]
    folder.mkdir(parents=True)
    with gzip.open(folder / "cedict.txt.gz", "wt", encoding="utf-8") as out:
        out.write("# a dictionary\n" + "\n".join(entries) + "\n")
    pairs = [sentence() for _ in range(300)]
    names = ["news_commentary"] * 60 + ["jiyu"] * 200 + ["wmt_newstest2018"] * 40
    rows = [{"en": e, "zh": z, "source": s} for (e, z), s in zip(pairs, names, strict=True)]
    _write(folder / "parallel" / "train.jsonl.gz", rows)
    _write(folder / "parallel" / "ntrex_dev.jsonl.gz", rows[-20:])
    stories = ["".join(sentence()[1] for _ in range(20)) for _ in range(40)]
    _write(
        folder / "news" / "xinwenlianbo.jsonl.gz", [{"date": "2023-01-22", "title": s[:9], "text": s} for s in stories]
    )
    _write(folder / "news" / "crud_news.jsonl.gz", [{"date": "2023-07-22", "text": s} for s in stories])

    def questions(name: str, count: int, language: int) -> list[dict[str, Any]]:
        rows = []
        for i in range(count):
            text = " ".join(sentence()[language] for _ in range(12))
            start = text.index(" ", 20) + 1
            answer = {"text": text[start : start + 4], "start": start}
            common = {"id": f"{name}-{i}", "title": f"title {i}", "context": text, "source": name}
            rows.append({**common, "question": text[start : start + 12], "answers": [answer]})
        return rows

    for name, count in (("cmrc2018_train", 30), ("cmrc2018_trial", 6), ("drcd_dev", 40), ("drcd_test", 30)):
        _write(folder / "qa" / f"{name}.jsonl.gz", questions(name.split("_")[0] + name[-3:], count, 1))
    for name in ("qed_nq_train", "qed_nq_dev"):
        _write(folder / "qa" / f"{name}.jsonl.gz", questions(name, 12, 0))
    squad = [{"question": sentence()[0], "sentence": sentence()[0]} for _ in range(12)]
    _write(folder / "qa" / "squad_question_sentence.jsonl.gz", squad)
    return folder


def make_teacher(folder: Path) -> Path:
    """A random encoder of English letters and words, with the files of a sentence-transformers model."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    tokens = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        ".",
        *letters,
        *(f"##{c}" for c in letters),
        *WORDS.values(),
    ]
    vocabulary = {t: i for i, t in enumerate(dict.fromkeys(tokens))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    torch.manual_seed(0)
    shape = Shape(len(vocabulary), 32, 2, 4, 64, 64)
    save(Encoder(shape), folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def tiny_config(folder: Path) -> Config:
    """Data and teacher are made under ``folder``; every step takes seconds."""
    return replace(
        Config(),
        name="tiny",
        data=make_data(folder / "data"),
        work=folder / "work",
        teacher=str(make_teacher(folder / "teacher")),
        threads=1,
        checkpoint_seconds=0.0,
        vocabulary=Vocabulary(english=90, characters=60, words=20),
        align=Align(steps=6, tokens=400, warmup=2, dictionary=10, longest=32),
        retrieve=Retrieve(steps=4, batch=8, warmup=2, longest=48, bank=8, neighbours=4, english_repeats=1, closest=2.0),
        evaluate_stories=8,
        calibration_texts=8,
    )
