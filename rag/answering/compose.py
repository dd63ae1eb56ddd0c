"""The sentence around the span: a short answer in the question's language, then what the page says, cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import Citation, Language

_NOT_FOUND = {"zh": "这些文章里没有答案。", "en": "Not in these articles."}
_NEAREST = {"zh": "最接近的段落附在下面，供参考。", "en": "The nearest passages are listed as leads."}
_SAYS = {"zh": "文中写道：“{quote}”[{n}]", "en": "The article says: “{quote}” [{n}]"}
_YES = {"zh": "是{n}。", "en": "Yes {n}."}
_NO = {"zh": "否{n}。", "en": "No {n}."}
_SEVERAL = {"zh": "不同的文章有不同的答案：", "en": "Different articles give different answers:"}


@dataclass(frozen=True, slots=True)
class Statement:
    """One answer and what holds it: ``span`` as shown, its reading in the asker's language, its citations."""

    span: str
    reading: str | None
    citations: tuple[Citation, ...]
    verdict: bool | None = None  # for yes-or-no questions


def compose(statements: Sequence[Statement], language: Language) -> str:
    """The text of an answer. Every statement shows its citations' quotations word for word."""
    if len(statements) == 1:
        return _statement(statements[0], language)
    lines = [_SEVERAL[language]]
    lines += [f"- {_statement(statement, language, where=True)}" for statement in statements]
    return "\n".join(lines)


def abstain(language: Language, leads: bool) -> str:
    """What is said when the articles do not hold the answer."""
    if not leads:
        return _NOT_FOUND[language]
    return _NOT_FOUND[language] + (" " if language == "en" else "") + _NEAREST[language]


def _statement(statement: Statement, language: Language, *, where: bool = False) -> str:
    place = _where(statement.citations[0], language) if where else ""
    quotes = _quotes(statement.citations, language)
    markers = "".join(f"[{c.marker}]" for c in statement.citations)
    gap = " " if language == "en" else ""
    if statement.verdict is not None:
        return place + (_YES if statement.verdict else _NO)[language].format(n=markers) + gap + quotes
    span = statement.span
    if any(_bare(span) == _bare(c.quote) for c in statement.citations):
        return place + quotes
    said = _bare(span)
    if statement.reading and statement.reading != span:
        said = f"{said} ({statement.reading})" if language == "en" else f"{said}（{statement.reading}）"
    return f"{place}{said}{gap}{markers}{'.' if language == 'en' else '。'}{gap}{quotes}"


def _where(citation: Citation, language: Language) -> str:
    day = ""
    if citation.date is not None:
        day = (
            f"{citation.date.year}年{citation.date.month}月{citation.date.day}日"
            if language == "zh"
            else citation.date.isoformat()
        )
    title = citation.title.strip()
    if language == "zh":
        inner = "，".join(filter(None, [f"《{title}》" if title else "", day]))
        return f"{inner}：" if inner else ""
    inner = ", ".join(filter(None, [f"“{title}”" if title else "", day]))
    return f"{inner}: " if inner else ""


def _quotes(citations: Sequence[Citation], language: Language) -> str:
    first, *others = citations
    text = _SAYS[language].format(quote=_shown(first.quote), n=first.marker)
    for other in others:
        text += (
            (" " if language == "en" else "")
            + f"“{_shown(other.quote)}”"
            + (" " if language == "en" else "")
            + f"[{other.marker}]"
        )
    return text


def _shown(quote: str) -> str:
    return " ".join(quote.split("\n")).strip()


def _bare(text: str) -> str:
    return text.strip().rstrip("。.！!？?；;，,")
