"""One FastAPI application: the API at /v1, health and metrics, and the chat window at /."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute

from embeddings.base import Embedder
from rag.index import Index
from rag.serving import api, docs, health, memory, openai, problems
from rag.serving.guard import Guard
from rag.serving.service import Service
from rag.serving.settings import Settings

# before Gradio is imported anywhere: nothing is to leave this machine
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

_DESCRIPTION = (
    "Ask newspaper pages in Chinese or English: short answers with checked citations, "
    "or an honest “not in these articles”."
)


def create_app(settings: Settings, *, window: bool = True, embedder: Embedder | None = None) -> FastAPI:
    """The application for a server; ``window`` False leaves the chat window and MCP out.

    ``embedder``: one that is loaded already, instead of the index's own.
    """
    service = Service(settings, embedder=embedder)
    # uploads on their way in lie in a folder of this server's own: Gradio serves what lies in it, and nothing else
    incoming = Path(tempfile.mkdtemp(prefix="newsrag-"))
    os.environ["GRADIO_TEMP_DIR"] = str(incoming)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=_warm, args=(service,), daemon=True, name="warm").start()
        giving_back = asyncio.create_task(memory.keep_giving_back())
        try:
            yield
        finally:
            giving_back.cancel()
            service.close()
            shutil.rmtree(incoming, ignore_errors=True)

    app = FastAPI(
        title="newsrag",
        version="0.1.0",
        description=_DESCRIPTION,
        lifespan=lifespan,
        root_path=settings.root_path.rstrip("/"),
        # the interactive pages load scripts from elsewhere; ours is at /docs
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    problems.install(app)
    for router in (api.router, openai.router, health.router, docs.router):
        app.include_router(router)
    methods = api_methods(app)
    if settings.token or settings.auth:
        _describe_security(app)
    app.openapi()  # made before the window adds its own routes
    if window:
        import gradio as gr

        from ui.page import build, mount_options

        app = gr.mount_gradio_app(
            app, build(service), path="/", mcp_server=True, auth=settings.auth, max_file_size=settings.upload_bytes,
            root_path=settings.root_path.rstrip("/") or None, **mount_options(),
        )  # fmt: skip
    app.add_middleware(Guard, service=service, methods=methods, incoming=incoming)
    return app


def api_methods(app: FastAPI) -> dict[str, set[str]]:
    """The API's paths and the methods of each."""
    methods: dict[str, set[str]] = {"/openapi.json": {"GET", "HEAD"}}
    for router in (api.router, openai.router, health.router, docs.router):
        for route in router.routes:
            if isinstance(route, APIRoute):
                methods.setdefault(route.path, set()).update(route.methods or ())
    return methods


def _describe_security(app: FastAPI) -> None:
    schemes = {"bearer": {"type": "http", "scheme": "bearer"}, "basic": {"type": "http", "scheme": "basic"}}
    settings: Settings = app.state.service.settings
    used = [name for name, there in (("bearer", settings.token), ("basic", settings.auth)) if there]
    description = app.openapi()
    description.setdefault("components", {})["securitySchemes"] = {name: schemes[name] for name in used}
    for path, operations in description["paths"].items():
        if path not in {"/healthz", "/readyz"}:
            for operation in operations.values():
                operation["security"] = [{name: []} for name in used]


def run(settings: Settings, *, window: bool = True, open_browser: bool = False) -> None:
    """Serve until stopped."""
    import uvicorn

    memory.bound()
    app = create_app(settings, window=window)
    app.state.service.check()
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, log_level="warning", timeout_keep_alive=30,
        timeout_graceful_shutdown=3, server_header=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    threading.Thread(target=_announce, args=(server, settings, window, open_browser), daemon=True).start()
    server.run()
    if not server.started:
        sys.exit(1)


def _announce(server: object, settings: Settings, window: bool, open_browser: bool) -> None:
    import time

    while not getattr(server, "started", False):
        if getattr(server, "should_exit", False):
            return
        time.sleep(0.05)
    port = settings.port
    for listening in getattr(server, "servers", []):
        for socket in listening.sockets:
            port = socket.getsockname()[1]
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    shown = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else shown
    address = f"http://{shown}:{port}{settings.root_path.rstrip('/')}/"
    mode = "" if settings.writable else " (read-only)"
    print(f"newsrag: {'chat window' if window else 'API'} at {address}{mode}; stop with Ctrl+C", flush=True)
    if not Index.exists(settings.index):
        print(f"newsrag: nothing is indexed yet in {settings.index}", flush=True)
    if open_browser:
        webbrowser.open(address)


def _warm(service: Service) -> None:
    try:
        service.warm()
    except Exception as error:  # the first question will say it better
        print(f"newsrag: {error}", file=sys.stderr)
