"""The server backend against a real HTTP server on this machine that misbehaves in every way a test can script."""

from __future__ import annotations

import http.server
import json
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from rag.answering.llm.backend import ContextOverflowError, Message
from rag.answering.llm.server import MAX_REPLY, ServerBackend
from rag.errors import AnswererError

ASK = [Message("user", "hello")]
Script = Callable[["Handler"], None]


class Handler(http.server.BaseHTTPRequestHandler):
    """Plays the server's scripts, one a request."""

    server: Server

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        self.server.bodies.append(json.loads(self.rfile.read(length)))
        self.server.headers_seen.append(dict(self.headers))
        script = self.server.scripts.pop(0) if len(self.server.scripts) > 1 else self.server.scripts[0]
        script(self)

    def do_GET(self) -> None:
        reply(200, json.dumps({"data": [{"id": "first-model"}, {"id": "second"}]}))(self)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.scripts: list[Script] = []
        self.bodies: list[dict[str, object]] = []
        self.headers_seen: list[dict[str, str]] = []
        self.gone = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()


def reply(status: int, body: str, kind: str = "application/json", **headers: str) -> Script:
    def script(handler: Handler) -> None:
        data = body.encode()
        handler.send_response(status)
        handler.send_header("content-type", kind)
        handler.send_header("content-length", str(len(data)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return script


def chunk(text: str, finish: str | None = None) -> str:
    return "data: " + json.dumps({"choices": [{"delta": {"content": text}, "finish_reason": finish}]}) + "\n\n"


def stream(*parts: str, done: bool = True) -> Script:
    body = "".join(parts) + ("data: [DONE]\n\n" if done else "")
    return reply(200, body, "text/event-stream")


def ask(server: Server, **options: object) -> str:
    backend = ServerBackend(server.url, "m", pause=0.0, **options)  # type: ignore[arg-type]
    return "".join(backend.complete(ASK, 64))


def test_streamed_text_comes_in_pieces(server: Server) -> None:
    server.scripts = [stream(chunk("沈砚秋"), chunk("主持 [1]。"), ": comment\n\n", 'data: {"choices": []}\n\n')]
    assert list(ServerBackend(server.url, "m").complete(ASK, 64)) == ["沈砚秋", "主持 [1]。"]
    assert server.bodies[0]["temperature"] == 0
    assert server.bodies[0]["max_tokens"] == 64


def test_a_server_that_does_not_stream_is_understood(server: Server) -> None:
    server.scripts = [reply(200, json.dumps({"choices": [{"message": {"content": "whole"}}]}))]
    assert ask(server) == "whole"


def test_without_a_model_the_first_listed_one_is_asked(server: Server) -> None:
    server.scripts = [stream(chunk("ok"))]
    backend = ServerBackend(server.url + "/v1/chat/completions")
    assert "".join(backend.complete(ASK, 8)) == "ok"
    assert server.bodies[0]["model"] == "first-model"


def test_thinking_is_left_out_even_when_its_tag_is_cut(server: Server) -> None:
    server.scripts = [stream(chunk("<thi"), chunk("nk>secret [1]</th"), chunk("ink>said"), chunk(" <b"), chunk(">"))]
    assert ask(server) == "said <b>"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_or_failing_server_is_asked_again(server: Server, status: int) -> None:
    server.scripts = [reply(status, "{}"), reply(status, "oops", "text/html"), stream(chunk("late"))]
    assert ask(server) == "late"
    assert len(server.bodies) == 3


def test_retries_are_bounded(server: Server) -> None:
    server.scripts = [reply(429, '{"error": {"message": "slow down"}}')]
    with pytest.raises(AnswererError, match="busy \\(429\\)"):
        ask(server)
    assert len(server.bodies) == 3


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (reply(401, "{}"), "NEWSRAG_LLM_API_KEY"),
        (reply(404, '{"error": "no such model"}'), "does not know the model 'm'.*no such model"),
        (reply(400, '{"error": {"message": "bad role"}}'), "status 400: bad role"),
        (stream("data: {not json}\n\n"), "malformed JSON"),
        (stream("data: [1, 2]\n\n"), "list where an object"),
        (stream('data: {"error": {"message": "out of memory"}}\n\n'), "out of memory"),
        (stream('data: {"hello": 1}\n\n'), "no choices"),
        (reply(200, "<html>login</html>", "application/json"), "malformed JSON"),
        (stream(chunk("half an ans"), done=False), "cut off"),
        (reply(302, "", location="http://127.0.0.1:9/"), "status 302"),
    ],
)
def test_faults_are_sentences(server: Server, script: Script, message: str) -> None:
    server.scripts = [script]
    with pytest.raises(AnswererError, match=message):
        ask(server)


@pytest.mark.parametrize(
    "text",
    ["maximum context length is 512 tokens", "the request exceeds the available context size", "Prompt too long"],
)
def test_a_prompt_that_does_not_fit_is_told_apart(server: Server, text: str) -> None:
    server.scripts = [reply(400, json.dumps({"error": {"message": text}}))]
    with pytest.raises(ContextOverflowError):
        ask(server)


def test_a_connection_cut_in_the_middle(server: Server) -> None:
    def cut(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.send_header("content-length", "100000")
        handler.end_headers()
        handler.wfile.write(chunk("one").encode())
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    server.scripts = [cut]
    with pytest.raises(AnswererError, match="cut off"):
        ask(server)


def test_a_reply_without_end_is_stopped(server: Server) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(chunk("again and again " * 50).encode())
        except OSError:
            handler.server.gone.set()

    server.scripts = [endless]
    with pytest.raises(AnswererError, match="did not come to an end"):
        ask(server)
    assert server.gone.wait(10), "the server was left writing"
    assert MAX_REPLY < 10**6


def test_a_line_without_end_is_stopped(server: Server) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            handler.server.gone.set()

    server.scripts = [endless]
    with pytest.raises(AnswererError, match="line without end"):
        ask(server)


def test_a_slow_drip_ends_at_the_deadline(server: Server) -> None:
    server.scripts = [stream(chunk("a"), chunk("b"))]
    times = iter([0.0])  # then the clock stands long past the deadline
    backend = ServerBackend(server.url, "m", deadline=100.0, clock=lambda: next(times, 500.0))
    with pytest.raises(AnswererError, match="within 100 s"):
        list(backend.complete(ASK, 8))


def test_silence_times_out(server: Server) -> None:
    server.scripts = [lambda handler: server.gone.wait(10) and None]
    with pytest.raises(AnswererError, match=r"longer than 0.2 s"):
        ask(server, timeout=0.2)
    server.gone.set()


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(AnswererError, match="is it running"):
        list(ServerBackend(f"http://127.0.0.1:{port}/v1", "m").complete(ASK, 8))


@pytest.mark.parametrize("url", ["", "localhost:11434", "ftp://host", "http://"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(AnswererError, match="is not the address of a server"):
        ServerBackend(url)


def test_closing_stops_the_server(server: Server) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(chunk("word ").encode())
        except OSError:
            handler.server.gone.set()

    server.scripts = [endless]
    pieces = ServerBackend(server.url, "m").complete(ASK, 8)
    assert next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert server.gone.wait(10)


def test_keys_go_only_where_they_are_meant(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "for-openai-only")
    server.scripts = [stream(chunk("ok"))]
    ask(server)
    assert "Authorization" not in {k.title() for k in server.headers_seen[0]}
    monkeypatch.setenv("NEWSRAG_LLM_API_KEY", "mine")
    ask(server)
    assert (
        server.headers_seen[1].get("Authorization") == "Bearer mine"
        or server.headers_seen[1].get("authorization") == "Bearer mine"
    )
