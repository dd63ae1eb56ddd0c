"""Fragments without a browser: markers, marks, words, languages."""

from __future__ import annotations

import re
from datetime import date

import pytest
from markupsafe import Markup

from rag.offsets import OffsetMap
from rag.types import Answer, Citation
from ui.marking import answer_html, marked, span_in
from ui.texts import TEXTS, pick_language, texts


def cited(text: str, quote: str, span: str | None = None) -> Answer:
    citation = Citation(1, quote, "a.txt", 0, len(quote), "id", 'A "title"', date(2024, 1, 1))
    return Answer(text, span, True, 0.9, "en", (citation,))


def test_only_our_own_markers_become_buttons() -> None:
    quote = "The bridge [1] opened <b>today</b>."
    html = answer_html(f"It opened [1]. The article says: “{quote}” [1] [2]", cited("", quote), "t", texts("en"))
    assert html.count("<button") == 2
    assert "bridge [1] opened &lt;b&gt;today&lt;/b&gt;" in html
    assert html.rstrip("</p>").endswith("[2]")
    assert "A &#34;title&#34;" in html


def test_the_short_answer_stands_out_outside_the_quotation() -> None:
    html = answer_html("沈砚秋[1]。“沈砚秋主持。”[1]", cited("", "沈砚秋主持。", "沈砚秋"), "t", texts("zh"))
    assert html.startswith("<p><strong>沈砚秋</strong><button")
    assert html.count("<strong>") == 1


def test_several_answers_are_a_list() -> None:
    html = answer_html("Different articles:\n- A [1]\n- B", cited("", "x"), "t", texts("en"))
    assert re.fullmatch(r"<p>Different articles:</p><ul><li>A <button.*</button></li><li>B</li></ul>", html)


def test_a_span_of_the_source_is_found_in_joined_text() -> None:
    # the source "ab\ncd" read as "abcd"
    offsets = OffsetMap(((0, 10, 2), (2, 13, 2)))
    assert span_in(offsets, 11, 14) == (1, 3)
    assert span_in(offsets, 20, 30) is None


@pytest.mark.parametrize("span", [(0, 2), (1, 4), (2, 9), None])
def test_word_help_changes_no_character_and_no_mark(span: tuple[int, int] | None) -> None:
    text = "市委书记<b>主持召开会议。"
    html = marked(text, span, aid=True, label="words")
    assert Markup(html).striptags() == text
    inside = "".join(re.findall(r"<mark>(.*?)</mark>", html))
    assert Markup(inside).striptags() == (text[slice(*span)] if span else "")
    assert html.count('tabindex="0"') == 1
    assert "&lt;b&gt;" in html


def test_text_without_chinese_has_no_word_help() -> None:
    assert marked("plain & simple", None, aid=True) == "plain &amp; simple"


def test_every_text_is_there_in_both_languages_with_the_same_places() -> None:
    for key, (english, chinese) in TEXTS.items():
        assert english, key
        assert chinese or key == "aid_hint"
        if chinese:
            assert set(re.findall(r"{(\w+)}", english)) == set(re.findall(r"{(\w+)}", chinese)), key


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("fr-FR,zh;q=0.5,en;q=0.9", "en"),
        ("de", "en"),
        ("", "en"),
        ("zh;q=x", "zh"),
        (None, "en"),
    ],
)
def test_the_language_is_the_browsers(header: str | None, lang: str) -> None:
    assert pick_language(header) == lang
