"""What of a chunk goes into the lexical index, field by field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Date

from rag.language.dates import date_keys
from rag.language.names import name_keys
from rag.language.numbers import find_numbers, number_keys
from rag.language.tokens import tokenize
from rag.types import DateMention, PartialDate

VERSION = "3"
"""Raised when the same text gives other tokens: lexical indexes built by another version are made again."""

_DATELINE_REACH = 60
_PUBLISHED = "pub:"
_DATELINE = "line:"


def lexical_fields(
    title: str, text: str, mentions: Iterable[DateMention], date: Date | PartialDate | None
) -> dict[str, list[str]]:
    """Index terms of one chunk: ``title``, ``body``, ``names``, ``dates`` and ``numbers``; no term holds white space.

    ``dates`` tells three kinds of day apart: those the text mentions (``2024-01-22``), the one its dateline
    names (also ``line:2024-01-22``) and the article's own (``pub:2024-01-23``).
    """
    mentions = list(mentions)
    spans = [(m.start, m.end) for m in mentions]
    numbers = [n for n in find_numbers(text) if not any(n.start < end and n.end > start for start, end in spans)]
    dates = date_keys(mentions)
    dateline = next((m for m in mentions if is_dateline(text, m)), None)
    if dateline is not None:
        dates += [_DATELINE + key for key in date_keys([dateline])]
    if date is not None:
        day = date if isinstance(date, PartialDate) else PartialDate(date.year, date.month, date.day)
        dates += [_PUBLISHED + key for key in date_keys([DateMention(0, 0, "", day, day)])]
    return {
        "title": tokenize(title),
        "body": tokenize(text),
        "names": name_keys(f"{title}\n{text}"),
        "dates": dates,
        "numbers": number_keys(numbers),
    }


def is_dateline(text: str, mention: DateMention) -> bool:
    """Whether a date stands in a dateline: 新华社北京1月22日电, BEIJING, Jan. 22 (Xinhua) --."""
    if mention.start > _DATELINE_REACH:
        return False
    after = text[mention.end : mention.end + 12]
    return after[:1] in ("电", "電", "讯", "訊") or (
        after.lstrip(" ,)").startswith(("(", "（", "--", "—")) and text[:1] < "\u4e00"
    )
