"""When an article was published, and how that is known.

In order of trust, the first that gives a whole day wins:

1. ``metadata``: what the document says of itself (front matter, HTML, a JSON field);
2. ``file name``: 2024-01-23.txt, jilin_2024_0123_p3.txt;
3. ``masthead``: the date line of the page, outside every article;
4. ``given``: the day the user named for pages that name none;
5. ``dateline``: 新华社北京2024年1月22日电, a day with its year;
6. ``inferred``: the day of the dateline or of the opening sentence, its year concluded from the page's text.

A dateline whose year cannot be concluded leaves the article's ``date`` empty and its ``partial_date`` filled. A
part that a more trusted place gives (only the year in the file name) completes a less trusted day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.language.dates import find_dates
from rag.reading.assembly import digest
from rag.reading.naming import date_in_name, page_in_name
from rag.reading.result import Document
from rag.reading.years import infer_year
from rag.types import Article, DateBasis, DateMention, PartialDate

_OPENING = 400  # characters of a body in which the day of the report stands
_EVIDENCE = 20_000  # characters of an article that the year may be concluded from
_MASTHEAD = 2000  # characters outside the articles, at the top and at the foot of a page
_PAGE = re.compile(
    r"第\s*0*(?P<ban>\d{1,3}|[一二三四五六七八九十]{1,3})\s*版|(?<![\dA-Z])(?P<section>[A-H]\d{1,2})\s*版?(?![\dA-Za-z])"
    r"|(?<!\d)0*(?P<short>\d{1,2})\s*版|\b[Pp](?:age|AGE)\s+(?P<page>[A-Z]?\d{1,3})"
)
_HAN_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}

_Dated = tuple[date | PartialDate | None, DateBasis]


def date_articles(
    articles: Sequence[Article], document: Document, *, path: str, given_date: date | None = None
) -> list[Article]:
    """The same articles with date, basis, page, and ids that count the date in."""
    margins = _margins(document.text, articles)
    named = date_in_name(path)
    masthead = _masthead_date(margins)
    page = document.page or page_in_name(path) or _masthead_page(margins)
    certain: list[_Dated] = [
        (document.date or _parse(document.date_text), "metadata"),
        (named, "file name"),
        (masthead, "masthead"),
        (given_date, "given"),
    ]
    own = [_own_day(article) for article in articles]
    year = _known_year(certain) or infer_year([a.text[:_EVIDENCE] for a in articles], [day for day, _ in own if day])
    common = _common_day([day for day, _ in own if day])
    out = []
    for article, (day, basis) in zip(articles, own, strict=True):
        when, partial, how = _settle(certain, day or common, basis if day else "inferred", year)
        shown = when.isoformat() if when else ""
        out.append(
            replace(
                article,
                date=when,
                partial_date=partial,
                date_basis=how,
                page=page or article.page,
                id=digest(article.title, article.text, shown),
            )
        )
    return out


def _settle(
    certain: Sequence[_Dated], day: PartialDate | None, basis: DateBasis, year: int | None
) -> tuple[date | None, PartialDate | None, DateBasis]:
    """(whole date, what is known where it is not whole, basis)."""
    best: tuple[PartialDate | None, DateBasis] = (None, "none")
    for when, how in certain:
        if isinstance(when, date):
            return when, None, how
        if when is not None and best[0] is None:
            best = when, how
    if day is not None and day.month and day.day:
        hint = best[0]
        whole = _date(day.year or year, day.month, day.day)
        agrees = hint is None or hint.month in (None, day.month)
        if whole is not None and agrees:
            return whole, None, basis if day.year else "inferred"
        if agrees:
            return None, PartialDate(None, day.month, day.day), basis
    if best[0] is not None:
        return None, best[0], best[1]
    return None, day, basis if day else "none"


def _own_day(article: Article) -> tuple[PartialDate | None, DateBasis]:
    """The day an article itself is of: its dateline's, else the last day that its opening sentences report on."""
    if article.dateline:
        for mention in find_dates(article.dateline):
            if mention.last.month and mention.last.day:
                return mention.last, "dateline"
    for sentence in re.split(r"(?<=[。！？\n])|(?<=\w[.!?])\s", article.text[:_OPENING])[:2]:
        days = [m for m in find_dates(sentence) if m.last.month and m.last.day and _reports(sentence, m)]
        if days:
            return days[0].last, "inferred"
    return None, "none"


def _reports(sentence: str, mention: DateMention) -> bool:
    """Whether a day is that of the report and not a deadline or the start of a span that goes on."""
    before, after = sentence[max(0, mention.start - 3) : mention.start], sentence[mention.end : mention.end + 3]
    return not before.endswith(("到", "自", "从", "将于", "定于", "截止")) and not after.startswith(
        ("前", "起", "之前", "以前")
    )


def _common_day(days: Sequence[PartialDate]) -> PartialDate | None:
    """The latest day among articles of one page, for those that name none; None where they lie months apart."""
    whole = [day for day in days if day.month and day.day]
    if not whole:
        return None
    months = {day.month for day in whole}
    if len(months) > 1:
        return None
    return max(whole, key=lambda day: (day.year or 0, day.day or 0))


def _known_year(certain: Sequence[_Dated]) -> int | None:
    return next((when.year for when, _ in certain if when is not None and when.year), None)


def _margins(text: str, articles: Sequence[Article]) -> str:
    """Text of the page outside every article."""
    pieces, at = [], 0
    for article in sorted(articles, key=lambda a: a.start):
        pieces.append(text[at : article.start][:_MASTHEAD])
        at = max(at, article.end)
    pieces.append(text[at:][-_MASTHEAD:])
    return "\n".join(piece.strip() for piece in pieces if piece.strip())


def _masthead_date(margins: str) -> date | None:
    for mention in find_dates(margins):
        if not mention.relative and (when := _date(mention.first.year, mention.first.month, mention.first.day)):
            return when
    return None


def _masthead_page(margins: str) -> str | None:
    found = _PAGE.search(margins)
    if found is None:
        return None
    number = found["ban"] or found["short"] or found["page"] or found["section"]
    if number[0] in _HAN_DIGITS:
        tens, _, ones = number.rpartition("十")
        value = (_HAN_DIGITS.get(tens, 1) * 10 + _HAN_DIGITS.get(ones, 0)) if "十" in number else _HAN_DIGITS[number[0]]
        return str(value)
    return str(number)


def _parse(text: str) -> date | PartialDate | None:
    """A metadata date: ISO, or any way of writing a day that the language part knows."""
    text = text.strip()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    named = date_in_name(text[:40]) if text else None
    if isinstance(named, date):
        return named
    for mention in find_dates(text[:100]):
        if not mention.relative:
            first = mention.first
            return _date(first.year, first.month, first.day) or first
    return named


def _date(year: int | None, month: int | None, day: int | None) -> date | None:
    if not (year and month and day):
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
