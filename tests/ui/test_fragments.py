"""Fragments without a browser: markers, marks, words, languages."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from markupsafe import Markup

from rag.answering import Event
from rag.errors import QuestionError, ReadError, StoreError
from rag.language.scripts import is_han
from rag.offsets import OffsetMap
from rag.retrieval.query import clean
from rag.serving.uploads import Limits, store
from rag.types import Answer, Citation
from tests.ui.support import finished
from ui.chat import ask, clear, offer, start
from ui.marking import answer_html, marked, span_in
from ui.messages import message
from ui.state import Conversation
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


def test_a_marker_is_never_alone_on_a_line() -> None:
    html = answer_html("He said: “yes” [1] and [no] more.", cited("", "x"), "t", texts("en"))
    assert re.search(r'yes<span class="nobreak">” <button[^>]*>1</button></span> and \[no\] more', html)


def test_the_short_answer_stands_out_outside_the_quotation() -> None:
    html = answer_html("沈砚秋[1]。“沈砚秋主持。”[1]", cited("", "沈砚秋主持。", "沈砚秋"), "t", texts("zh"))
    assert html.startswith("<p><strong>沈砚秋</strong><button")
    assert html.count("<strong>") == 1


def test_several_answers_are_a_list() -> None:
    html = answer_html("Different articles:\n- A [1]\n- B", cited("", "x"), "t", texts("en"))
    item = r'<li><span class="nobreak">A <button.*</button></span></li>'
    assert re.fullmatch(rf"<p>Different articles:</p><ul>{item}<li>B</li></ul>", html)


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


def test_what_goes_wrong_is_said_in_chinese_to_chinese_readers(tmp_path: Path) -> None:
    limits = Limits(file_bytes=10, files=1, total_bytes=15)
    folder = tmp_path / "uploads"
    files = {"empty.txt": b"", "type.exe": b"x", "large.txt": b"x" * 11, "good.txt": b"x" * 9, "room.txt": b"y" * 9}
    said = {}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        try:
            store(tmp_path / name, name, folder, limits)
        except ReadError as error:
            said[name] = message(error, "zh")
    for question in ("", "…", "x" * 5000):
        with pytest.raises(QuestionError) as raised:
            clean(question)
        said[question[:1]] = message(raised.value, "zh")
    assert set(said) == {"empty.txt", "type.exe", "large.txt", "room.txt", "", "…", "x"}
    assert all(is_han(text[0]) for text in said.values()), said
    assert "5,000" in said["x"]
    assert message("it is empty", "en") == "it is empty"
    assert message("something else", "zh") == "something else"


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


def test_an_index_that_went_bad_is_said_on_the_page() -> None:
    def rows() -> None:
        raise StoreError("the index <b>x</b> is damaged")

    async def arrive() -> tuple[Any, ...]:
        request = SimpleNamespace(headers={"accept-language": "zh"})
        service: Any = SimpleNamespace(rows=rows, answerers=["reader"], default_answerer="reader")
        return await start(service)({}, request)  # type: ignore[arg-type]  # what a request must have

    page = finished(arrive)[1]
    assert "出错了：the index &lt;b&gt;x&lt;/b&gt; is damaged" in page


async def long_answer(_: object) -> AsyncIterator[Event]:
    yield Event(stage="searching")
    await asyncio.Event().wait()


SERVICE: Any = SimpleNamespace(
    examples=lambda lang: ["Who?"],
    rows=lambda: (),
    writable=True,
    answerers=["reader"],
    default_answerer="reader",
    stream=long_answer,
)


def test_examples_that_come_late_do_not_cover_what_was_asked() -> None:
    convo = Conversation()

    async def offered() -> Any:
        return await offer(SERVICE)(convo)

    assert "welcome" in finished(offered)
    convo.add("Who chaired the meeting?")
    assert finished(offered) == gr.skip()
    # Gradio repeats a generator's last page when it ends
    assert not inspect.isasyncgenfunction(start(SERVICE))


def test_a_conversation_cleared_during_an_answer_stays_cleared() -> None:
    async def pages() -> list[str]:
        convo = Conversation()
        shown = []
        async for update in ask(SERVICE)(convo, "Who chaired the meeting?", {}):
            shown.append(str(update[0]))
            if "Searching" in shown[-1]:
                clear(SERVICE)(convo)
        return shown

    shown = finished(pages)
    assert "Who chaired the meeting?" in shown[0]
    # Gradio sends the last page once more, when the answer has ended
    assert "Who chaired the meeting?" not in shown[-1]
    assert "welcome" in shown[-1]
