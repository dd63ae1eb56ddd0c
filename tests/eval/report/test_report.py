"""The reports: hostile texts stay text, real differences are flagged, files load in other tools."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import ir_measures
import pytest
from ir_measures import RR, R

from eval import Report, evaluate
from eval.report.html import render_html
from eval.report.markdown import plain, render_markdown
from eval.report.svg import line_chart
from rag.reading import read_paths
from tests.eval.fixtures import Broken, Perfect, articles, gold, read_corpus, write_jsonl

EVIL = "</td></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'`|[a](javascript:b) <!-- &amp; \ud800"


class _Page(HTMLParser):
    """Tags, attributes and visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("report")


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    corpus = read_corpus(articles(folder))
    systems = {"perfect": Perfect(corpus), "broken/one": Broken(corpus)}
    return evaluate(gold(folder), corpus=[folder / "articles.jsonl"], systems=systems, out=folder / "out")


@pytest.fixture(scope="module")
def hostile(folder: Path) -> Report:
    path = folder / "evil.jsonl"
    articles_path = folder / "evil-articles.jsonl"
    write_jsonl(
        articles_path, [{"id": "e", "title": EVIL.replace("\ud800", ""), "text": "江城" + EVIL[:-1] + "。完。"}]
    )
    record = {"id": EVIL, "question": EVIL, "answers": [EVIL], "article": EVIL, "evidence": EVIL}
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    assert [r for r in read_paths([articles_path]) if r.articles]
    systems = {
        EVIL: lambda question, k: Perfect(read_corpus(articles_path)).search(question, k),
        "none": lambda q, k: [],
    }
    return evaluate(path, corpus=[articles_path], systems=systems, out=folder / "evil", command=EVIL)


def test_hostile_texts_stay_text(hostile: Report, folder: Path) -> None:
    html = (folder / "evil" / "report.html").read_text(encoding="utf-8")
    page = _Page(html)
    assert not {"script", "img", "iframe", "object", "link", "a:"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert all((value or "").startswith("#") for name, value in page.attributes if name == "href")
    assert "<script>alert(1)</script>" in "".join(page.text)


def test_hostile_texts_break_no_markdown_table(hostile: Report, folder: Path) -> None:
    text = (folder / "evil" / "report.md").read_text(encoding="utf-8")
    assert "<script" not in re.sub(r"\\<", "", text)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(re.search(r"(?<!\\)\|$", line) for line in rows)
    assert plain("a|b\n<c>") == r"a\|b \<c\>"


def test_a_hostile_system_name_stays_inside_the_folder(hostile: Report, folder: Path) -> None:
    assert len(list((folder / "evil" / "outcomes").iterdir())) == 2
    assert len(list((folder / "evil" / "trec").iterdir())) == 3
    assert json.loads((folder / "evil" / "report.json").read_text(encoding="utf-8"))["systems"]["none"]["recall@1"] == 0


def test_the_page_is_self_contained_and_knows_light_and_dark(report: Report) -> None:
    html = render_html(report)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", html)
    assert "prefers-color-scheme: dark" in html
    assert "default-src 'none'" in html.replace("&#x27;", "'")
    assert {"svg", "table", "details"} <= set(_Page(html).tags)


def test_misses_say_what_was_found_and_why(report: Report) -> None:
    text = "".join(_Page(render_html(report)).text)
    assert "perfect: 0 misses" in text
    assert "broken/one: 14 misses" in text
    assert "It failed: RuntimeError: out of order" in text
    assert "The gold article is not among the 11 passages found." in text
    assert "but the articles do not hold the answer." in text


def test_only_real_differences_are_called_so(report: Report) -> None:
    markdown = render_markdown(report)
    assert re.search(r"recall@1 \| perfect \| broken/one \| -100.0 .*\*\*worse\*\*", markdown)
    same = dict.fromkeys("ab", report.systems["perfect"].values)
    from eval.significance import compare

    assert not any(c.real for c in compare(same, ["recall@1"]))


def test_trec_files_give_other_tools_the_same_numbers(report: Report, folder: Path) -> None:
    qrels = list(ir_measures.read_trec_qrels(str(folder / "out" / "trec" / "qrels.txt")))
    for name, file in (("perfect", "perfect.run"), ("broken/one", "broken_one.run")):
        run = list(ir_measures.read_trec_run(str(folder / "out" / "trec" / file)))
        found = ir_measures.calc_aggregate([R @ 1, R @ 10, RR @ 10], qrels, run)
        metrics = report.systems[name].metrics
        assert found[R @ 1] == pytest.approx(metrics["recall@1"])
        assert found[RR @ 10] == pytest.approx(metrics["mrr@10"])
    assert qrels[0].doc_id == "a0"


def test_breakdowns_are_in_the_report(report: Report) -> None:
    groups = report.systems["perfect"].breakdown
    assert groups["answerable"]["no"]["questions"] == 2
    assert groups["question type"]["who"]["f1"] == 1.0
    assert "By answerable" in render_markdown(report)


def test_a_chart_of_one_point_or_none_still_draws() -> None:
    svg = line_chart({"a": [(1, 0.5)], "b": []}, title="<t>", x_label="x", y_label="y", x_range=(1, 1))
    assert "&lt;t&gt;" in svg
    assert svg.count("<polyline") == 2
