"""Follow-up questions: what they leave out is taken from the turns before them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.answering.followup import Rewritten, rewrite
from rag.answering.topic import Topic, topic_of, turn_language
from rag.types import Answer, Language, Turn

Condense = Callable[[str, Sequence[Turn], Language], str | None]

MAX_TURNS = 6
"""How far back a question is followed."""


@dataclass(frozen=True, slots=True)
class Understood:
    """``question`` stands alone.

    ``alternative`` is the question as asked, where it is not certain that it was a follow-up: whichever the
    articles answer better is what was meant. ``articles`` are those the turn before was answered from;
    ``exclude`` is an answer already given, where something else is asked for.
    """

    question: str
    alternative: str | None = None
    articles: tuple[str, ...] = ()
    exclude: str = ""
    before: str = ""


def understand(
    question: str, history: Sequence[Turn], language: Language, today: date, condense: Condense | None = None
) -> Understood:
    """What a question means after ``history``; itself where there is none or where it changes the topic.

    ``condense`` lets a language model write the question out; where it gives None, rules do.
    """
    turns = list(history)[-MAX_TURNS:]
    topic: Topic | None = None
    before = ""
    for turn in turns:
        spoken = turn_language(turn)
        followed = rewrite(turn.question, spoken, before, topic) if topic is not None else None
        understood = turn.answer.question if isinstance(turn.answer, Answer) else ""
        asked = understood or (followed.question if followed else turn.question)
        found = followed if asked != turn.question else None  # it was answered as it was asked: no follow-up
        fresh = topic_of(asked, spoken, turn.answer, today)
        # who was meant by "he" two turns ago is still who is meant where no one else has come up
        if topic is not None and not fresh.people:
            fresh = replace(fresh, people=topic.people)
        if topic is not None and any(item in asked for item in topic.items):
            fresh = replace(fresh, items=fresh.items or topic.items)
        if topic is not None and found is not None:
            fresh = _continued(fresh, topic, found)
        topic, before = fresh, asked
    if topic is None:
        return Understood(question)
    found = rewrite(question, language, before, topic)
    written = condense(question, turns, language) if condense is not None else None
    if written is not None:
        return Understood(written, None, topic.articles if found else (), "", before if found else "")
    if found is None:
        return Understood(question)
    return Understood(
        found.question,
        question if found.sure == "likely" else None,
        topic.articles,
        topic.answer if found.others else "",
        before,
    )


def _continued(fresh: Topic, topic: Topic, found: Rewritten) -> Topic:
    """The topic of a turn that follows up on ``topic``: what it says nothing of stays."""
    if found.under_topic:
        fresh = replace(fresh, phrase=topic.phrase, clause=topic.clause)
    return replace(fresh, days=fresh.days or topic.days, items=fresh.items or topic.items, part=found.part)
