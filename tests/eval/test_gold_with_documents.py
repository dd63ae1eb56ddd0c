"""Gold sets that bring their documents along, asked from file to report."""

from __future__ import annotations

import json
from pathlib import Path

import ir_measures
import numpy as np
import pytest
from ir_measures import RR, R, nDCG

from eval import Report, evaluate
from eval.embedding_cache import CachingEmbedder
from tests.eval.fixtures import NAMES, TOWNS, write_jsonl
from tests.helpers import HashEmbedder


def _texts() -> list[str]:
    return [f"{town}市长{NAMES[n]}大海主持会议。会议提出修桥{n + 3}座。" for n, town in enumerate(TOWNS)]


def _run(gold: Path, out: Path, **options: object) -> Report:
    return evaluate(gold, systems=["bm25-bigram"], answers=False, out=out, **options)  # type: ignore[arg-type]


def test_beir_keeps_the_ids_and_agrees_with_ir_measures(tmp_path: Path) -> None:
    folder = tmp_path / "beir"
    folder.mkdir()
    records = [{"_id": f"doc {n}%", "title": "", "text": text} for n, text in enumerate(_texts())]
    write_jsonl(folder / "corpus.jsonl", [*records, {"_id": "copy", "title": "", "text": _texts()[0]}])
    write_jsonl(folder / "queries.jsonl", [{"_id": f"q#{n}", "text": f"{t}修桥几座？"} for n, t in enumerate(TOWNS)])
    (folder / "qrels").mkdir()
    lines = [f"q#{n}\tdoc {n}%\t2\nq#{n}\tdoc {(n + 1) % 12}%\t1\n" for n in range(12)]
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(lines))

    report = _run(folder, tmp_path / "out")
    metrics = report.systems["bm25-bigram"].metrics
    assert report.notices == ()
    assert report.run["articles"] == 12  # equal texts are one article, whatever their ids
    assert 0 < metrics["recall@1"] <= 0.5  # two of the documents are relevant, one of them is found first
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "out" / "trec" / "qrels.txt")))
    run = list(ir_measures.read_trec_run(str(tmp_path / "out" / "trec" / "bm25-bigram.run")))
    assert {q.doc_id for q in qrels} <= {f"doc%20{n}%25" for n in range(12)} | {"copy"}
    found = ir_measures.calc_aggregate([R @ 1, R @ 10, RR @ 10, nDCG @ 10], qrels, run)
    for measure, name in ((R @ 1, "recall@1"), (R @ 10, "recall@10"), (RR @ 10, "mrr@10"), (nDCG @ 10, "ndcg@10")):
        assert metrics[name] == pytest.approx(found[measure]), name


def test_squad_paragraphs_are_articles_and_distractors_stand_beside_them(tmp_path: Path) -> None:
    paragraphs = [
        {
            "context": text,
            "qas": [{"id": f"q{n}", "question": f"{TOWNS[n]}谁主持？", "answers": [{"text": f"{NAMES[n]}大海"}]}],
        }
        for n, text in enumerate(_texts())
    ]
    gold = tmp_path / "xquad.zh.json"
    gold.write_text(json.dumps({"data": [{"title": "会议", "paragraphs": paragraphs}]}), encoding="utf-8")
    more = write_jsonl(tmp_path / "more.jsonl", [{"text": f"第{n}条无关的新闻。"} for n in range(30)])
    report = _run(gold, tmp_path / "out", distractors=[more])
    assert report.run["articles"] == 42
    assert report.systems["bm25-bigram"].metrics["recall@1"] == 1.0
    assert report.systems["bm25-bigram"].metrics["answer_recall@1"] == 1.0


def test_trec_topics_over_articles_named_by_id(tmp_path: Path) -> None:
    corpus = write_jsonl(tmp_path / "articles.jsonl", [{"id": f"d{n}", "text": t} for n, t in enumerate(_texts())])
    (tmp_path / "topics.tsv").write_text("".join(f"{n}\t{t}修桥\n" for n, t in enumerate(TOWNS)), encoding="utf-8")
    (tmp_path / "qrels.txt").write_text("".join(f"{n} 0 d{n} 1\n" for n in range(12)))
    report = _run(tmp_path / "topics.tsv", tmp_path / "out", corpus=[corpus])
    assert report.systems["bm25-bigram"].metrics["mrr@10"] == 1.0


def test_vectors_of_an_earlier_run_are_not_computed_again(tmp_path: Path) -> None:
    class Counting(HashEmbedder):
        seen: list[str] = []  # noqa: RUF012

        def encode_passages(self, texts: list[str]) -> np.ndarray:
            self.seen.extend(texts)
            return super().encode_passages(texts)

    texts = ["甲", "乙\ud800", "甲", "丙"]
    first = CachingEmbedder(Counting(), tmp_path / "v.sqlite").encode_passages(texts)
    again = CachingEmbedder(Counting(), tmp_path / "v.sqlite").encode_passages([*texts, "丁"])
    assert Counting.seen == ["甲", "乙\ud800", "丙", "丁"]
    np.testing.assert_array_equal(first, HashEmbedder().encode_passages(texts))
    np.testing.assert_array_equal(again[:4], first)

    class Other(Counting):
        fingerprint = "another model"

    CachingEmbedder(Other(), tmp_path / "v.sqlite").encode_passages(["甲"])
    assert Counting.seen[-1] == "甲"
    assert CachingEmbedder(Counting(), tmp_path / "v.sqlite").encode_passages([]).shape == (0, 64)
