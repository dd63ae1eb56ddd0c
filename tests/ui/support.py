"""Real servers over a real small index, for the browser and the API tests."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import embeddings
from embeddings.base import Embedder
from rag.errors import ModelNotFoundError
from rag.index import Index
from rag.serving.app import create_app
from rag.serving.settings import Settings
from tests.helpers import HashEmbedder

T = TypeVar("T")
PAGES = Path(__file__).parents[2] / "samples" / "pages"
USED = ("qinghe-2024-01-23-p1", "qinghe-2024-07-16-p1", "qinghe-economy", "port-ellery-gazette")

ZH_QUESTION = "1月22日谁主持召开市委常委会会议？"
EN_QUESTION = "Which meeting did Wen Jingyao chair on January 22?"
UNANSWERABLE = "What is the boiling point of tungsten?"

HOSTILE = {
    "id": "hostile",
    "date": "2024-02-02",
    "title": (
        '<script>window.hacked=1</script><img src=x onerror="window.hacked=2"> '
        "Quibble Bridge ${window.hacked=3} {{this}}"
    ),
    "text": (
        "Mayor Quentin Quibble opened the Quibble Bridge on February 2 [1] with <b>great</b> pomp "
        '"><svg onload=window.hacked=4> and [a link](javascript:window.hacked=5) for **500** guests.\n'
        "`${window.hacked=6}` <a href='javascript:window.hacked=7'>more</a> {{constructor.constructor('x')()}} "
        "</span></mark><iframe srcdoc='<script>parent.hacked=8</script>'></iframe>"
    ),
}
HOSTILE_QUESTION = "Who opened the Quibble Bridge?"


@cache
def embedder() -> Embedder:
    """The bundled model; a checkout without its weights tests the rest with hashed bigrams."""
    try:
        return embeddings.load()
    except ModelNotFoundError as error:
        print(f"no bundled embedder: {error}")
        return HashEmbedder()


@cache
def template() -> Path:
    """An index of four sample pages and one hostile article, made once and copied for each server."""
    folder = Path(tempfile.mkdtemp(prefix="newsrag-test-"))
    hostile = folder / "hostile.jsonl"
    hostile.write_text(json.dumps(HOSTILE, ensure_ascii=False) + "\n", encoding="utf-8")
    with Index.create(folder / "index", embedder()) as index:
        report = index.add([*(PAGES / f"{name}.txt" for name in USED), hostile])
    assert not report.failed
    return folder / "index"


def copied_index(folder: Path) -> Path:
    shutil.copytree(template(), folder / "index")
    return folder / "index"


@contextmanager
def serving(settings: Settings, *, window: bool = True) -> Iterator[str]:
    """The address of a server that runs in a thread for the length of a block."""
    import uvicorn

    app = create_app(settings, window=window, embedder=embedder())
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def finished(make: Callable[[], Awaitable[T]]) -> T:
    """What an asynchronous function returns, run in a thread: the browser's own loop may be running in this one."""

    async def run() -> T:
        return await make()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(run())).result()


class SlowModel:
    """A chat server that begins to answer and then says no more until it is let go."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.asked = threading.Event()
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                model.asked.set()
                self.send_response(200)
                self.send_header("content-type", "text/event-stream")
                self.end_headers()
                model.release.wait(60)
                self.wfile.write(b"data: [DONE]\n\n")

            def log_message(self, *_: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
