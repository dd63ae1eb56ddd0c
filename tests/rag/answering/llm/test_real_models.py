"""Real chat models, made by the test: in this process, and behind `transformers serve`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.factory import make_answerer
from rag.answering.llm.backend import ContextOverflowError, Message
from rag.answering.llm.local import LocalBackend
from rag.answering.llm.server import ServerBackend
from rag.errors import ModelNotFoundError
from tests.rag.answering.llm import tiny_model
from tests.rag.answering.pages import request

pytest.importorskip("transformers")
pytest.importorskip("torch")
pytestmark = pytest.mark.integration

ASK = [Message("system", "rules"), Message("user", "谁主持会议？")]
QUESTION = "3月12日的市委常委会会议是谁主持的？"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model.save(tmp_path_factory.mktemp("tiny-chat-model"))


def test_a_local_model_streams_its_sentence(model: Path) -> None:
    pieces = list(LocalBackend(str(model)).complete(ASK, 64))
    assert "".join(pieces) == tiny_model.SENTENCE
    assert len(pieces) > 1


def test_a_local_model_can_be_stopped(model: Path) -> None:
    stream = LocalBackend(str(model)).complete(ASK, 4000)
    assert next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert not any(t.name.startswith("newsrag-llm") and t.is_alive() for t in threading.enumerate())


def test_a_prompt_longer_than_the_model_takes(tmp_path: Path) -> None:
    small = tiny_model.save(tmp_path / "small", room=64)
    with pytest.raises(ContextOverflowError, match="takes 64"):
        list(LocalBackend(str(small)).complete([Message("user", "长" * 200)], 16))


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="cannot be loaded"):
        list(LocalBackend(str(tmp_path / "none")).complete(ASK, 8))


def test_the_answer_of_a_local_model_is_checked(model: Path) -> None:
    answerer = make_answerer(llm=str(model))
    assert answerer is not None
    answer = list(answerer.stream(request(QUESTION)))[-1].answer
    assert answer is not None
    assert answer.text == "会议由林望舒主持召开。[1]"
    assert answer.answerer == str(model)


@pytest.fixture(scope="module")
def served(model: Path) -> Iterator[str]:
    """`transformers serve` with the tiny model, on a free port; ready when it says so."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-c", "from transformers.cli.transformers import main; main()",
        "serve", str(model), "--host", "127.0.0.1", "--port", str(port),
    ]  # fmt: skip
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if "startup complete" in line or "running on" in line.lower():
            break
    else:
        pytest.skip("transformers serve did not start: " + "".join(said[-5:]))
    drain = threading.Thread(target=lambda: [None for _ in process.stdout or ()], daemon=True)
    drain.start()
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


def test_transformers_serve(served: str, model: Path) -> None:
    assert "".join(ServerBackend(served, str(model)).complete(ASK, 64)) == tiny_model.SENTENCE
    answerer = make_answerer(llm=str(model), llm_url=served)
    assert answerer is not None
    events = list(answerer.stream(request(QUESTION)))
    answer = events[-1].answer
    assert answer is not None
    assert answer.text == "会议由林望舒主持召开。[1]" == "".join(e.delta or "" for e in events)
    assert answer.citations[0].source == "committee.txt"
    assert answer.notes == ()
