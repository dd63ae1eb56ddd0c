"""The API as a program sees it: answers, streams, errors, limits, secrets."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.index import Index
from tests.ui.support import EN_QUESTION, UNANSWERABLE, ZH_QUESTION

pytestmark = pytest.mark.integration


def events(text: str) -> list[tuple[str, Any]]:
    out = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        out.append((fields.get("event", ""), json.loads(fields["data"])))
    return out


def test_an_answer_cites_exactly_what_its_source_holds(client: httpx.Client, index: Path) -> None:
    answer = client.post("/v1/ask", json={"question": ZH_QUESTION}).json()
    assert answer["answered"] is True
    assert "沈砚秋" in answer["text"]
    with Index.open(index, readonly=True, check_embedder=False) as opened:
        for citation in answer["citations"]:
            held = opened.source_text(citation["source"])[citation["start"] : citation["end"]]
            assert "".join(held.split()) == "".join(citation["quote"].split())


def test_a_stream_has_stages_pieces_and_the_whole_answer_last(client: httpx.Client) -> None:
    got = events(client.post("/v1/ask", json={"question": EN_QUESTION, "stream": True}).text)
    names = [name for name, _ in got]
    assert names[0] == "stage"
    assert names[-1] == "answer"
    whole = got[-1][1]
    assert "".join(data["text"] for name, data in got if name == "delta") == whole["text"]
    assert whole["citations"]


def test_an_unanswerable_question_is_no_error(client: httpx.Client) -> None:
    answer = client.post("/v1/ask", json={"question": UNANSWERABLE}).json()
    assert (answer["answered"], answer["citations"]) == (False, [])
    assert answer["passages"]


def test_history_makes_a_follow_up_understood(client: httpx.Client) -> None:
    first = client.post("/v1/ask", json={"question": "2023年全市检查了多少家沿江企业？"}).json()
    history = [{"question": "2023年全市检查了多少家沿江企业？", "answer": first["text"]}]
    second = client.post("/v1/ask", json={"question": "发现了多少处隐患？", "history": history}).json()
    assert "1863" in second["text"]


def test_search_keeps_to_the_dates_it_is_given(client: httpx.Client) -> None:
    body = {"question": "市委 会议", "k": 20, "since": "2024-07-01", "until": "2024-07-31"}
    passages = client.post("/v1/search", json=body).json()["passages"]
    assert passages
    assert {p["date"][:7] for p in passages} == {"2024-07"}
    assert all(p["scores"] for p in passages)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"question": ', 400),
        ('{"question": "  "}', 422),
        ('{"question": 7}', 422),
        ('{"question": "谁", "k": 0}', 422),
        ('{"question": "谁", "kk": 1}', 422),
        ('{"question": "谁", "since": "2024-02-30"}', 422),
        ('{"question": "谁", "since": "2024-02-02", "until": "2024-02-01"}', 409),
        ('{"question": "谁", "answerer": "nobody"}', 409),
        ('{"question": "' + "谁" * 2001 + '"}', 422),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(client: httpx.Client, body: str, status: int) -> None:
    response = client.post("/v1/ask", content=body.encode(), headers={"content-type": "application/json"})
    assert response.status_code == status
    assert len(response.json()["error"]["message"]) > 8
    assert "Traceback" not in response.text


def test_lone_surrogates_and_controls_do_no_harm(client: httpx.Client) -> None:
    body = '{"question": "谁\\ud800主持\\u0000会议？"}'
    response = client.post("/v1/ask", content=body, headers={"content-type": "application/json"})
    assert response.status_code in {200, 422}


def test_other_methods_and_paths_say_so(client: httpx.Client) -> None:
    response = client.get("/v1/ask")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert client.get("/v1/nothing").status_code == 404


def test_health_readiness_and_metrics(client: httpx.Client) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["status"] == "ready"
    client.post("/v1/ask", json={"question": ZH_QUESTION})
    text = client.get("/metrics").text
    assert 'newsrag_questions_total{outcome="answered"}' in text
    assert "newsrag_articles 2" in text
    for line in text.splitlines():
        assert line.startswith("#") or float(line.rpartition(" ")[2]) >= 0


def test_without_a_secret_the_guarded_server_says_nothing(guarded: str) -> None:
    ask = {"question": ZH_QUESTION}
    assert httpx.post(f"{guarded}/v1/ask", json=ask).status_code == 401
    assert httpx.get(f"{guarded}/metrics").status_code == 401
    assert httpx.get(f"{guarded}/v1/models", headers={"authorization": "Bearer wrong"}).status_code == 401
    assert httpx.get(f"{guarded}/v1/models", auth=("ada", "pass")).status_code == 401
    assert httpx.get(f"{guarded}/healthz").status_code == 200


def test_token_and_password_both_open_the_api_under_its_path_too(guarded: str) -> None:
    token = {"authorization": "Bearer secret-token"}
    assert httpx.get(f"{guarded}/v1/models", headers=token).status_code == 200
    assert httpx.get(f"{guarded}/news/v1/models", headers=token).status_code == 200
    assert httpx.get(f"{guarded}/v1/models", auth=("ada", "pass:word")).status_code == 200


def test_a_large_request_is_refused_whether_it_says_its_size_or_not(guarded: str) -> None:
    token = {"authorization": "Bearer secret-token", "content-type": "application/json"}
    large = json.dumps({"question": "谁", "history": [{"question": "x" * 1500, "answer": "y" * 1500}]}).encode()
    assert httpx.post(f"{guarded}/v1/ask", content=large, headers=token).status_code == 413
    assert httpx.post(f"{guarded}/v1/ask", content=iter([large]), headers=token).status_code == 413


def test_the_page_of_the_description_loads_nothing(client: httpx.Client, guarded: str) -> None:
    text = client.get("/docs").text
    for path in client.get("/openapi.json").json()["paths"]:
        assert f" {path}</code>" in text
    assert "<script" not in text
    assert "src=" not in text
    assert "<link" not in text
    kept = httpx.get(f"{guarded}/news/docs").text
    assert "A secret is wanted: bearer, basic" in kept
    assert f"{guarded}/news/v1/ask" in kept


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_the_commands_of_the_description_work(client: httpx.Client) -> None:
    commands = re.findall(r"<pre>(.*?)</pre>", client.get("/docs").text, re.DOTALL)
    assert len(commands) == 7
    for command in commands:
        done = subprocess.run(["sh", "-c", unescape(command) + " -sSf"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout


def test_the_description_has_examples_and_names_the_secrets(url: str, guarded: str) -> None:
    described = httpx.get(f"{url}/openapi.json").json()
    assert {"/v1/ask", "/v1/search", "/v1/chat/completions", "/v1/models", "/healthz", "/readyz", "/metrics"} == set(
        described["paths"]
    )
    assert described["components"]["schemas"]["AskRequest"]["examples"]
    kept = httpx.get(f"{guarded}/openapi.json").json()
    assert set(kept["components"]["securitySchemes"]) == {"bearer", "basic"}
