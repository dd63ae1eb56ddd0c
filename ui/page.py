"""The Gradio page: where everything is, and which handler answers which event."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gradio as gr

from rag.serving.service import Service
from ui import chat, library, render, tools
from ui.files import Uploads
from ui.state import Conversation
from ui.texts import TEXTS, texts
from ui.theme import theme

ASSETS = Path(__file__).parent / "assets"
_OPTIONS_ONLY = "() => [window.newsrag.options()]"
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
# state changes that must not wait behind answers
_AT_ONCE: dict[str, Any] = {**_PRIVATE, "queue": False}


def build(service: Service) -> gr.Blocks:
    """The window over a service; mount it with ``mount_options``."""
    say = i18n()
    uploads = Uploads()
    blocks: gr.Blocks
    with gr.Blocks(title="newsrag", analytics_enabled=False, fill_width=True, fill_height=True) as blocks:
        state = gr.State(Conversation(), time_to_live=24 * 3600)
        masthead = gr.HTML(render.masthead(service, "en"), elem_id="masthead", js_on_load=None, apply_default_css=False)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(say("ask_tab"), elem_id="ask-tab"), gr.Row(elem_id="desk", equal_height=False):
                with gr.Column(elem_id="left", scale=7, min_width=300):
                    log = _html("log")
                    options = _html("options")
                    with gr.Row(elem_id="composer"):
                        question = gr.Textbox(
                            elem_id="question",
                            label=say("question"),
                            placeholder=say("question_hint"),
                            lines=1,
                            max_lines=5,
                            max_length=2000,
                            show_label=True,
                            autofocus=True,
                            scale=8,
                        )
                        send = gr.Button(say("send"), variant="primary", elem_id="send", scale=0, min_width=84)
                        stop = gr.Button(say("stop"), variant="stop", elem_id="stop", scale=0, min_width=84)
                with gr.Column(elem_id="right", scale=5, min_width=300):
                    reader = _html("reader")
                    sources = _html("sources")
            with gr.Tab(say("library_tab"), elem_id="library-tab"):
                shelf = library.build(service, say, _html)
        panel = chat.Panel(state, log, sources, reader, question, options, masthead)
        chat.wire(service, panel, send, stop, _AT_ONCE, _PRIVATE)
        library.wire(service, uploads, state, shelf, masthead, options, _AT_ONCE, _PRIVATE)
        start = blocks.load(
            chat.start(service),
            [options],
            [state, log, sources, reader, options, masthead],
            js=_OPTIONS_ONLY,
            **_PRIVATE,
        )
        start.then(chat.offer(service), [state], [log], **_PRIVATE)
        start.then(library.show(service), [shelf.words, state], [shelf.listing], **_PRIVATE)
        tools.expose(service)
    uploads.guard(blocks)
    blocks.queue(max_size=512, default_concurrency_limit=32, api_open=False)
    return blocks


def _html(name: str, value: str = "") -> gr.HTML:
    """An HTML part that page.js knows by name."""
    connect = f"window.newsrag.connect({json.dumps(name)}, element, trigger, props)"
    return gr.HTML(value, elem_id=name, js_on_load=connect, apply_default_css=False)


def i18n() -> gr.I18n:
    """Gradio's own labels, by the browser's language."""
    english, chinese = texts("en"), texts("zh")
    return gr.I18n(**{"en": english, "zh": chinese, "zh-CN": chinese, "zh-TW": chinese, "zh-HK": chinese})


def head() -> str:
    """The page's script and its texts, inline: nothing is fetched."""
    both = {"en": {key: pair[0] for key, pair in TEXTS.items()}, "zh": {key: pair[1] for key, pair in TEXTS.items()}}
    data = json.dumps(both, ensure_ascii=False).replace("<", "\\u003c")
    script = (ASSETS / "page.js").read_text(encoding="utf-8")
    meta = '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
    return f"{meta}<script>window.newsragTexts = {data};\n{script}</script>"


def mount_options() -> dict[str, Any]:
    """Options for ``gr.mount_gradio_app`` that belong to the page."""
    return {
        "theme": theme(),
        "css": (ASSETS / "style.css").read_text(encoding="utf-8"),
        "head": head(),
        "i18n": i18n(),
        "footer_links": [],
        "run_history": False,
        "ssr_mode": False,
        "pwa": False,
        "show_error": False,
        "enable_monitoring": False,
    }
