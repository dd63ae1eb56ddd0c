"""Tools for language models, over MCP: searching the articles and asking them."""

from __future__ import annotations

import json
from datetime import date

import gradio as gr
from gradio.events import api

from rag.answering import answer_to_dict
from rag.errors import NewsragError, QuestionError
from rag.serving.library import source_name
from rag.serving.service import Question, Service


def expose(service: Service) -> None:
    """Add the tools to the Blocks that are being built."""

    async def search_articles(question: str, k: int = 5, since: str = "", until: str = "") -> str:
        """Search newspaper articles for the passages that best answer a question.

        Args:
            question: what to look for, in Chinese or English; articles in either language are found.
            k: how many passages to return, 1 to 20.
            since: only articles from this day on, as YYYY-MM-DD; empty for no limit.
            until: only articles up to this day, as YYYY-MM-DD; empty for no limit.

        Returns:
            A JSON list of passages, best first: headline, date, file, text, and its place in the file as start and end.
        """
        try:
            passages = await service.search(question, _between(k), _day(since), _day(until))
        except NewsragError as error:
            raise gr.Error(str(error), print_exception=False) from None
        rows = [
            {
                "title": p.title,
                "date": p.date.isoformat() if p.date else None,
                "source": source_name(p.source),
                "text": p.text,
                "start": p.start,
                "end": p.end,
                "score": round(float(p.score), 4),
            }
            for p in passages
        ]
        return json.dumps(rows, ensure_ascii=False)

    async def ask_articles(question: str, since: str = "", until: str = "") -> str:
        """Answer a question from newspaper articles, with checked quotations, or say that they do not hold the answer.

        Args:
            question: the question, in Chinese or English; the answer comes in the same language.
            since: only articles from this day on, as YYYY-MM-DD; empty for no limit.
            until: only articles up to this day, as YYYY-MM-DD; empty for no limit.

        Returns:
            A JSON object: the answer's text with [1] markers, whether it was answered, the confidence from 0 to 1,
            and the citations.
        """
        asked = Question(question, since=_day(since), until=_day(until), answerer=service.default_answerer)
        try:
            answer = await service.ask(asked)
        except NewsragError as error:
            raise gr.Error(str(error), print_exception=False) from None
        data = answer_to_dict(answer)
        for citation in data["citations"]:
            citation["source"] = source_name(citation["source"])
        kept = ("text", "answered", "span", "confidence", "language", "citations", "notes")
        return json.dumps({key: data[key] for key in kept}, ensure_ascii=False)

    api(search_articles, api_name="search_articles", concurrency_limit=8)
    api(ask_articles, api_name="ask_articles", concurrency_limit=None)


def _between(k: int) -> int:
    if not isinstance(k, int) or not 1 <= k <= 20:
        raise QuestionError(f"k is {k!r}; ask for 1 to 20 passages")
    return k


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise gr.Error(f"{text[:40]!r} is not a date; write it as 2024-01-22", print_exception=False) from None
