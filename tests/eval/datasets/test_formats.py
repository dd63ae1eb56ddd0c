"""Gold sets of every format, and what is said of those that are malformed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from eval.datasets import read_gold
from eval.types import GoldSet
from rag.errors import GoldError
from tests.eval.fixtures import write_jsonl

CONTEXT = "《战国无双3》是由光荣开发的游戏。"


def _squad(path: Path, context: str = CONTEXT, question: str = "谁开发的？", **qa: Any) -> Path:
    answers = [{"text": "光荣", "answer_start": 9}, {"text": "光荣", "answer_start": 9}]
    data = {
        "version": "1.1",
        "data": [
            {
                "title": "战国无双3",
                "paragraphs": [
                    {"context": context, "qas": [{"id": "q1", "question": question, "answers": answers, **qa}]},
                    {"context": "另一段。", "qas": [{"id": "q2", "question": "另一问？", "answers": []}]},
                ],
            }
        ],
    }
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def test_squad_contexts_become_documents(tmp_path: Path) -> None:
    gold = read_gold(_squad(tmp_path / "drcd.json"))
    assert (gold.name, gold.format) == ("drcd", "squad")
    assert [(d.id, d.title, d.text) for d in gold.documents] == [
        ("p0", "战国无双3", CONTEXT),
        ("p1", "战国无双3", "另一段。"),
    ]
    first = gold.questions[0]
    assert (first.id, first.text, first.answers, first.relevant) == ("q1", "谁开发的？", ("光荣",), (("p0", 1),))


def test_squad_two_marks_unanswerable_questions(tmp_path: Path) -> None:
    first = read_gold(_squad(tmp_path / "s.json", is_impossible=True, plausible_answers=[{"text": "x"}])).questions[0]
    assert (first.answerable, first.answers, first.relevant) == (False, (), ())


def test_cmrc_in_its_own_layout(tmp_path: Path) -> None:
    path = tmp_path / "cmrc.json"
    qas = [{"query_id": "T_0_Q_0", "query_text": "谁？", "answers": ["光荣", "光荣公司"]}]
    entry = {"context_id": "T_0", "context_text": CONTEXT, "title": "战国无双3", "qas": qas}
    path.write_text(json.dumps([entry], ensure_ascii=False), encoding="utf-8")
    gold = read_gold(path)
    assert gold.questions[0].answers == ("光荣", "光荣公司")
    assert gold.documents[0].text == CONTEXT


def test_english_questions_against_the_chinese_passages_of_a_parallel_file(tmp_path: Path) -> None:
    english = _squad(tmp_path / "xquad.en.json", "A game by Koei.", "Who made it?")
    crossed = read_gold(english, contexts=_squad(tmp_path / "xquad.zh.json"))
    assert crossed.questions[0].text == "Who made it?"
    assert crossed.questions[0].answers == ("光荣",)
    assert crossed.documents[0].text == CONTEXT


def test_question_rows_plain_and_gzipped(tmp_path: Path) -> None:
    row = {"id": "r", "question": "谁？", "question_lang": "zh", "title": "t", "context": CONTEXT}
    rows = [{**row, "answers": [{"text": "光荣", "start": 9}]}, {**row, "id": "blank", "question": " ", "answers": []}]
    plain = write_jsonl(tmp_path / "rows.jsonl", rows)
    zipped = tmp_path / "rows.jsonl.gz"
    zipped.write_bytes(gzip.compress(plain.read_bytes()))
    for path in (plain, zipped):
        gold = read_gold(path)
        assert (gold.format, len(gold.questions), len(gold.documents)) == ("rows", 1, 1)
        assert "left out 1 questions without any words" in gold.notices[0]


def test_own_jsonl(tmp_path: Path) -> None:
    path = write_jsonl(
        tmp_path / "gold.jsonl",
        [
            {"question": "谁？\u2028", "answers": "赵", "article": "标题", "evidence": ["甲", "乙"], "type": "who"},
            {"id": 7, "question": "几？", "answerable": False, "answers": ["n/a"], "article": "x"},
            {"id": "f", "question": "然后呢？", "history": [{"question": "谁？", "answer": "赵"}], "split": "fit"},
        ],
    )
    first, second, third = read_gold(path).questions
    assert (first.id, first.answers, first.evidence, first.kind) == ("line-1", ("赵",), ("甲", "乙"), "who")
    assert (second.id, second.answerable, second.answers, second.relevant) == ("7", False, (), ())
    assert (third.history, third.split, third.answerable) == ((("谁？", "赵"),), "fit", False)


def _beir(folder: Path) -> Path:
    write_jsonl(folder / "corpus.jsonl", [{"_id": "d1", "title": "t", "text": "a"}, {"_id": "d 2", "text": "b"}])
    write_jsonl(folder / "queries.jsonl", [{"_id": "1", "text": "a?"}, {"_id": "unjudged", "text": "b?"}])
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n1\td1\t2\n1\td 2\t0\n")
    (folder / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\n1\td 2\t1\n")
    return folder


def test_beir_folder_uses_the_test_split_unless_another_is_named(tmp_path: Path) -> None:
    gold = read_gold(_beir(tmp_path))
    assert [(q.id, q.relevant) for q in gold.questions] == [("1", (("d1", 2),))]
    assert [d.id for d in gold.documents] == ["d1", "d 2"]
    assert read_gold(tmp_path, qrels=tmp_path / "qrels" / "dev.tsv").questions[0].relevant == (("d 2", 1),)


TOPICS = """<top>
<num> Number: 301
<title> International Organized Crime
<desc> Description:
Identify organizations that participate
in international criminal activity.
<narr> Narrative: long
</top>
<top><num>302</num><title>脊髓灰质炎</title></top>
"""


def test_trec_topics_and_qrels(tmp_path: Path) -> None:
    (tmp_path / "topics.txt").write_text(TOPICS, encoding="utf-8")
    (tmp_path / "qrels.txt").write_text("301 0 FR940202-2-00150 1\n301 0 b -1\n302 0 c 0\n", encoding="utf-8")
    first, second = read_gold(tmp_path).questions
    assert first.text == "Identify organizations that participate in international criminal activity."
    assert (first.id, first.relevant) == ("301", (("FR940202-2-00150", 1),))
    assert (second.text, second.answerable) == ("脊髓灰质炎", False)
    assert read_gold(tmp_path / "topics.txt").questions == (first, second)


def test_trec_topics_as_tab_separated_lines(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("1\twho chaired it?\n2\tnot judged\n")
    (tmp_path / "j.qrels").write_text("1\t0\tdoc one\t1\n")
    (only,) = read_gold(tmp_path / "t.tsv", qrels=tmp_path / "j.qrels").questions
    assert (only.text, only.relevant) == ("who chaired it?", (("doc one", 1),))


def _written(tmp_path: Path, name: str, content: bytes) -> GoldSet:
    path = tmp_path / name
    path.write_bytes(content)
    return read_gold(path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("g.jsonl", b'{"question": "a"}\n{oops\n', "line 2: not JSON"),
        ("g.jsonl", b'["a"]\n', "line 1: expected a JSON object"),
        ("g.jsonl", b'{"answers": ["a"]}\n', 'line 1: needs a "question"'),
        ("g.jsonl", b'{"id": 1, "question": "a"}\n{"id": 1, "question": "b"}\n', 'id "1" was already used on line 1'),
        ("g.jsonl", b'{"question": "a", "answers": [{"x": 1}]}\n', "expected text or a list of texts"),
        ("g.jsonl", b'{"question": "a", "answerable": "no"}\n', "true or false"),
        ("g.jsonl", b'{"question": "a", "history": "before"}\n', '"history" must be a list'),
        ("g.jsonl", b"\n\n", "no questions"),
        ("g.jsonl", b'{"question": "\xff"}\n', "not UTF-8"),
        ("g.jsonl.gz", b"not gzip", "cannot be read"),
        ("g.json", b'{"data": {}}', "neither a SQuAD file"),
        ("g.json", b'{"data": [{"paragraphs": [{"qas": []}]}]}', 'needs a "context"'),
        ("g.json", b"[" * 100_000, "not JSON"),
        ("g.json", b"[]", "no questions"),
        ("g.csv", b"a,b", "not a known gold format"),
        ("g.tsv", b"1\ta", "Name one with --qrels"),
    ],
)
def test_malformed_files_are_named_with_the_place(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    with pytest.raises(GoldError, match=message) as caught:
        _written(tmp_path, name, content)
    assert str(tmp_path) in str(caught.value)


def test_malformed_judgements(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("1\twho?\n")
    qrels = tmp_path / "qrels"
    for content, message in (
        ("1 0\n", "expected 3 or 4 columns"),
        ("1 0 d x\n", "not a number"),
        ("9 0 d 1\n", "none"),
    ):
        qrels.write_text(content)
        with pytest.raises(GoldError, match=message):
            read_gold(tmp_path / "t.tsv", qrels=qrels)
    with pytest.raises(GoldError, match="no such file"):
        read_gold(tmp_path / "absent.jsonl")
