"""Small gold sets and systems for the tests of the evaluation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.corpus import Corpus
from rag.reading import read_paths
from rag.types import Answer, Citation, Passage, Turn

TOWNS = ("江城", "北川", "南浦", "东渡", "西陵", "柳溪", "白沙", "清河", "平原", "金山", "石门", "云台")
NAMES = "赵钱孙李周吴郑王冯陈褚卫"


def write_jsonl(path: Path, records: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def articles(folder: Path) -> Path:
    """Twelve articles on twelve towns, each with its mayor and a number."""
    return write_jsonl(
        folder / "articles.jsonl",
        [
            {
                "id": f"a{n}",
                "title": f"{town}市召开会议",
                "date": f"2024-01-{n + 10}",
                "text": f"{town}市长{NAMES[n]}大海昨日主持会议。会议提出修桥{n + 3}座。与会者有记者等。",
            }
            for n, town in enumerate(TOWNS)
        ],
    )


def gold(folder: Path) -> Path:
    """A question on each town, and two that no article answers."""
    answerable = [
        {
            "id": f"q{n}",
            "question": f"{town}的会议是谁主持的？",
            "answers": [f"{NAMES[n]}大海"],
            "article": f"{town}市召开会议",
            "evidence": f"{town}市长{NAMES[n]}大海昨日主持会议。",
            "answerable": True,
        }
        for n, town in enumerate(TOWNS)
    ]
    others = [
        {"id": f"none{n}", "question": f"{town}市有几家银行？", "answers": [], "answerable": False}
        for n, town in enumerate(TOWNS[:2])
    ]
    return write_jsonl(folder / "gold.jsonl", [*answerable, *others])


def read_corpus(path: Path) -> Corpus:
    results = {r.source: r for r in read_paths([path])}
    return Corpus([a for r in results.values() for a in r.articles], lambda source: results[source].text)


class Perfect:
    """Answers every question of ``gold`` rightly, from the corpus that it is given."""

    def __init__(self, corpus: Any) -> None:
        self.articles = list(corpus.articles.values())
        self.asked: list[str] = []

    def _best(self, question: str) -> list[Any]:
        return sorted(self.articles, key=lambda a: a.title[:2] not in question)

    def search(self, question: str, k: int) -> list[Passage]:
        self.asked.append(question)
        return [passage(a, 1 / rank) for rank, a in enumerate(self._best(question)[:k], 1)]

    def answer(self, question: str, k: int, history: Sequence[Turn] = ()) -> Answer:
        if "银行" in question:
            return Answer("文中没有提到。", None, False, 0.1, "zh")
        best = self._best(question)[0]
        sentence = best.text[: best.text.index("。") + 1]
        name = sentence[4:7]
        start, end = best.offsets.to_source(0, len(sentence))
        citation = Citation(1, sentence, best.source, start, end, best.id, best.title, best.date)
        return Answer(f"{name}。[1]", name, True, 0.9, "zh", (citation,), timings={"reading": 0.01})


class Broken:
    """Ranks at random words, cites what does not exist, never refuses, and fails now and then."""

    def __init__(self, corpus: Any) -> None:
        self.articles = list(corpus.articles.values())

    def search(self, question: str, k: int) -> list[Passage]:
        if question.startswith("北川"):
            raise RuntimeError("out of order")
        return [passage(a, float("nan")) for a in self.articles if a.title[:2] not in question][:k]

    def answer(self, question: str, k: int, history: Sequence[Turn] = ()) -> Answer:
        wrong = self.articles[0]
        citation = Citation(1, "从未写过的话", wrong.source, 10**6, 10**6 + 6, wrong.id, wrong.title, wrong.date)
        return Answer("不知所云[1]。", "不知所云", True, float("nan"), "zh", (citation,))


def passage(article: Any, score: float) -> Passage:
    return Passage(
        chunk_id=f"{article.id}:0",
        article_id=article.id,
        title=article.title,
        date=article.date,
        text=article.text,
        source=article.source,
        start=article.start,
        end=article.end,
        score=score,
        scores={"words": score},
    )
