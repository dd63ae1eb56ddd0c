"""Other people's clients: OpenAI's, MCP's, and schemathesis."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.ui.support import EN_QUESTION, UNANSWERABLE, ZH_QUESTION, finished

pytestmark = pytest.mark.integration


def test_the_openai_client_chats_and_gets_citations(url: str) -> None:
    openai = pytest.importorskip("openai")
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="any", timeout=120)
    assert "newsrag" in [model.id for model in client.models.list()]
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": ZH_QUESTION}]
    reply = client.chat.completions.create(model="newsrag", messages=messages)
    content = reply.choices[0].message.content
    assert "沈砚秋" in content
    assert "\n\n[1] 市委常委会召开会议, 2024-01-23, qinghe-2024-01-23-p1.txt" in content
    assert reply.model_extra["citations"][0]["quote"] in content
    assert reply.usage.total_tokens > 0


def test_the_openai_client_streams_the_same_answer(url: str) -> None:
    openai = pytest.importorskip("openai")
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="any", timeout=120)
    parts = [{"type": "text", "text": EN_QUESTION}]
    whole = client.chat.completions.create(model="reader", messages=[{"role": "user", "content": parts}])
    stream = client.chat.completions.create(
        model="reader",
        messages=[{"role": "user", "content": parts}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == whole.choices[0].message.content
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].usage is not None


def test_the_openai_client_understands_errors(url: str) -> None:
    openai = pytest.importorskip("openai")
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="any", timeout=120, max_retries=0)
    with pytest.raises(openai.NotFoundError, match="no model"):
        client.chat.completions.create(model="gpt-9", messages=[{"role": "user", "content": "谁？"}])
    reply = client.chat.completions.create(model="newsrag", messages=[{"role": "user", "content": "…"}])
    assert "holds no word" in reply.choices[0].message.content


def test_the_mcp_client_finds_and_calls_the_tools(url: str) -> None:
    pytest.importorskip("mcp")
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def talk() -> tuple[list[str], dict[str, object], object, bool]:
        async with (
            streamablehttp_client(f"{url}/gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            names = [tool.name for tool in (await session.list_tools()).tools]
            asked = await session.call_tool("ask_articles", {"question": ZH_QUESTION})
            found = await session.call_tool("search_articles", {"question": EN_QUESTION, "k": 2})
            wrong = await session.call_tool("search_articles", {"question": "", "k": 2})
            return names, json.loads(asked.content[0].text), json.loads(found.content[0].text), wrong.isError

    names, answer, found, wrong = finished(talk)
    assert sorted(names) == ["ask_articles", "search_articles"]
    assert "沈砚秋" in str(answer["text"])
    assert answer["citations"]
    assert len(found) == 2  # type: ignore[arg-type]  # a JSON list
    assert wrong


def test_schemathesis_finds_nothing_wrong(url: str) -> None:
    schemathesis = pytest.importorskip("schemathesis")
    from hypothesis import HealthCheck, Phase, given, settings

    schema = schemathesis.openapi.from_url(f"{url}/openapi.json")
    for found in schema.get_all_operations():
        operation = found.ok()
        examples = 4 if operation.path in {"/v1/ask", "/v1/chat/completions"} else 8
        strategy = (
            operation.as_strategy() | operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
            if operation.body
            else operation.as_strategy()
        )

        @given(case=strategy)
        @settings(
            max_examples=examples, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        def check(case: schemathesis.Case) -> None:
            case.call_and_validate()

        check()


def test_twenty_visitors_ask_at_once_and_each_gets_their_own_answer(url: str) -> None:
    import asyncio

    questions = {
        ZH_QUESTION: "沈砚秋",
        EN_QUESTION: "闻景尧",
        "2023年全市检查了多少家沿江企业？": "412",
        UNANSWERABLE: "Not in these articles",
    }
    wanted = list(questions.items())

    async def visitor(client: httpx.AsyncClient, number: int) -> list[str]:
        wrong = []
        for turn in range(2):
            question, expected = wanted[(number + turn) % len(wanted)]
            response = await client.post("/v1/ask", json={"question": question})
            if response.status_code != 200 or expected not in response.json()["text"]:
                wrong.append(f"{number}: {question} → {response.text[:200]}")
        return wrong

    async def all_of_them() -> list[str]:
        limits = httpx.Limits(max_connections=40)
        async with httpx.AsyncClient(base_url=url, timeout=200, limits=limits) as client:
            found = await asyncio.gather(*(visitor(client, number) for number in range(20)))
        return [line for lines in found for line in lines]

    assert finished(all_of_them) == []
