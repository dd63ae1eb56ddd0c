"""The library tab: what is indexed, adding to it, removing from it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from rag.errors import NewsragError
from rag.serving.service import Service
from rag.serving.uploads import accepted_suffixes
from rag.types import FileReport
from ui import render
from ui.files import Uploads
from ui.messages import message
from ui.state import Conversation
from ui.texts import texts

Update = Any


@dataclass(frozen=True, slots=True)
class Shelf:
    """The parts of the library tab; those for writing are None on a read-only server."""

    words: gr.Textbox
    listing: gr.HTML
    reader: gr.HTML
    files: gr.File | None
    report: gr.HTML | None


def build(service: Service, say: gr.I18n, html: Callable[..., gr.HTML]) -> Shelf:
    """Lay out the tab."""
    files = report = None
    if service.writable:
        settings = service.settings
        with gr.Column(elem_id="adding"):
            files = gr.File(label=say("upload"), file_count="multiple", elem_id="upload", height=132, interactive=True)
            gr.HTML(
                render.fragment(
                    "limits",
                    "en",
                    both=[
                        (lang, texts(lang)["upload_limits"].format(
                            types=" ".join(accepted_suffixes()), files=settings.upload_files,
                            size=settings.upload_bytes // (1024 * 1024),
                        ))
                        for lang in ("en", "zh")
                    ],
                ),
                js_on_load=None,
                apply_default_css=False,
            )  # fmt: skip
            report = html("report")
    words = gr.Textbox(label=say("search_library"), elem_id="library-search", max_lines=1, max_length=200)
    reader = html("library-reader")
    listing = html("library")
    return Shelf(words, listing, reader, files, report)


def wire(
    service: Service,
    uploads: Uploads,
    state: gr.State,
    shelf: Shelf,
    masthead: gr.HTML,
    options: gr.HTML,
    at_once: dict[str, Any],
    slow: dict[str, Any],
) -> None:
    """Connect the parts to their handlers."""
    shelf.words.change(show(service), [shelf.words, state], [shelf.listing], trigger_mode="always_last", **at_once)
    shelf.listing.apply(turn_page(service), [shelf.words, state], [shelf.listing], **at_once)
    shelf.listing.select(open_article(service), [state], [shelf.reader], **at_once)
    if shelf.files is None or shelf.report is None:
        return
    changed = [shelf.listing, masthead, options]
    shelf.listing.delete(remove(service), [shelf.words, state], changed, concurrency_limit=1, **slow)
    received = shelf.files.upload(
        add(service, uploads), [shelf.files, state], [shelf.files, shelf.report], concurrency_limit=4, **slow
    )
    received.then(refresh(service), [shelf.words, state], changed, **slow)


def show(service: Service) -> Callable[..., str]:
    def search(words: str, convo: Conversation) -> str:
        return render.library(service, convo.lang, (words or "")[:200])

    return search


def turn_page(service: Service) -> Callable[..., str]:
    def apply(words: str, convo: Conversation, event: gr.EventData) -> str:
        data = event._data if isinstance(event._data, dict) else {}
        first = data.get("first")
        first = first if isinstance(first, int) and abs(first) < 10**9 else 0
        return render.library(service, convo.lang, (words or "")[:200], first)

    return apply


def open_article(service: Service) -> Callable[..., Update]:
    def select(convo: Conversation, event: gr.EventData) -> Update:
        data = event._data if isinstance(event._data, dict) else {}
        article_id = str(data.get("id"))[:100]
        key = f"library-{article_id}"
        try:
            found = service.index.article(article_id)
        except NewsragError:
            gone = texts(convo.lang)["gone"]
            return render.article_gone(convo.lang, gone, back="close-library-article", key=key)
        return render.article(found, convo.lang, None, aid=convo.lang != "zh", back="close-library-article", key=key)

    return select


def remove(service: Service) -> Callable[..., tuple[Update, ...]]:
    def delete(words: str, convo: Conversation, event: gr.EventData) -> tuple[Update, ...]:
        t = texts(convo.lang)
        data = event._data if isinstance(event._data, dict) else {}
        ids = [str(i)[:100] for i in data.get("ids", [])][:1000] if isinstance(data.get("ids"), list) else []
        try:
            count = service.remove(ids) if ids else 0
            said = t["removed_one"] if count == 1 else t["removed"].format(n=count)
        except NewsragError as error:
            said = t["error"] + message(error, convo.lang)
        return _changed(service, words, convo, said)

    return delete


def refresh(service: Service) -> Callable[..., tuple[Update, ...]]:
    def after(words: str, convo: Conversation) -> tuple[Update, ...]:
        return _changed(service, words, convo, "")

    return after


def _changed(service: Service, words: str, convo: Conversation, said: str) -> tuple[Update, ...]:
    return (
        render.library(service, convo.lang, (words or "")[:200], 0, said),
        render.masthead(service, convo.lang),
        render.options(service, convo.lang),
    )


def add(service: Service, uploads: Uploads) -> Callable[..., AsyncIterator[tuple[Update, ...]]]:
    """Index what was dropped, with progress; the drop zone is free again at the end."""

    async def upload(files: list[str] | None, convo: Conversation) -> AsyncIterator[tuple[Update, ...]]:
        # what is read here is deleted below: no path but one of the uploads' folder, whatever else let it through
        paths = [(Path(str(file)), Path(str(file)).name) for file in files or [] if uploads.holds(str(file))]
        loop = asyncio.get_running_loop()
        steps: asyncio.Queue[tuple[int, int, str] | None] = asyncio.Queue()
        outcome: dict[str, Any] = {}

        def progress(at: int, total: int, name: str) -> None:
            loop.call_soon_threadsafe(steps.put_nowait, (at, total, name))

        def work() -> None:
            try:
                outcome["files"] = service.add_uploads(paths, progress)
            except NewsragError as error:
                outcome["problem"] = texts(convo.lang)["error"] + message(error, convo.lang)
            finally:
                loop.call_soon_threadsafe(steps.put_nowait, None)
                for path, _ in paths:
                    path.unlink(missing_ok=True)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        while (step := await steps.get()) is not None:
            at, total, name = step
            yield gr.skip(), render.report(convo.lang, at=at, total=total, name=name)
        reports: list[FileReport] = outcome.get("files", [])
        yield None, render.report(convo.lang, reports, problem=outcome.get("problem", ""))

    return upload
