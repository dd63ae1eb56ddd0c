"""State and results to HTML fragments, through auto-escaping templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rag.language.scripts import is_han, question_language
from rag.serving.library import Listing, months, source_name
from rag.serving.service import READER, Service
from rag.types import Answer, Article, FileReport, Passage
from ui.marking import answer_html, marked, span_in
from ui.messages import message
from ui.state import Conversation, Turn
from ui.texts import Lang, texts

LEADS = 4
PAGE = 50
LONGEST_ARTICLE = 60_000  # characters of an article shown at once; beyond it the part around the quotation
_EVIDENCE = ("dense", "words", "names", "dates", "numbers", "recency", "rerank")
_PLOT = (600, 64)


@cache
def environment() -> Environment:
    """Templates that escape whatever is put into them."""
    folder = Path(__file__).parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fragment(template: str, lang: Lang, /, **values: Any) -> str:
    """A template filled in, with all texts in one language as ``t``."""
    t = texts(lang)

    def count(n: int) -> str:
        return t["indexed_one"] if n == 1 else t["indexed"].format(n=n)

    return environment().get_template(f"{template}.html").render(t=t, count=count, **values)


@dataclass(frozen=True, slots=True)
class Card:
    """A passage of the sources panel, with what is marked in it."""

    n: int
    passage: Passage
    span: tuple[int, int] | None
    cited: bool


def cards_of(answer: Answer) -> list[Card]:
    """One card a citation; where nothing is cited, the nearest articles, one passage of each."""
    out: list[Card] = []
    for citation in answer.citations:
        passage = next((p for p in answer.passages if _holds(p, citation.source, citation.start, citation.end)), None)
        if passage is not None:
            out.append(Card(citation.marker, passage, span_in(passage.offsets, citation.start, citation.end), True))
            continue
        cited = Passage("", citation.article_id, citation.title, citation.date, citation.quote, citation.source,
                        citation.start, citation.end, 0.0, page=citation.page)  # fmt: skip
        out.append(Card(citation.marker, cited, (0, len(citation.quote)), True))
    if out or answer.answered:
        return out
    seen: set[str] = set()
    for passage in answer.passages:
        if passage.article_id not in seen and len(out) < LEADS:
            seen.add(passage.article_id)
            out.append(Card(len(out) + 1, passage, None, False))
    return out


def _holds(passage: Passage, source: str, start: int, end: int) -> bool:
    return passage.source == source and passage.start <= start and end <= passage.end


def conversation(service: Service, convo: Conversation, examples: Sequence[str] = ()) -> str:
    """The conversation, or the welcome where it has not begun."""
    t = texts(convo.lang)
    rows = service.rows() if not convo.turns else ()
    days = [row.date for row in rows if row.date]
    span = t["welcome_span"].format(oldest=min(days), newest=max(days)) if days else ""
    return fragment(
        "conversation",
        convo.lang,
        turns=[_turn(turn, t) for turn in convo.turns],
        library={"total": len(rows), "span": span},
        writable=service.writable,
        examples=examples,
    )


def broken(lang: Lang, problem: str) -> str:
    """What stands in the conversation's place when the index cannot be read."""
    t = texts(lang)
    return Markup(
        '<div class="log" role="log" aria-label="{}"><p class="note failed" role="alert">{}{}</p></div>'
    ).format(t["conversation"], t["error"], problem)


def _turn(turn: Turn, t: dict[str, str]) -> dict[str, Any]:
    answer = turn.answer
    view: dict[str, Any] = {f.name: getattr(turn, f.name) for f in fields(turn)}
    view["busy"] = turn.busy
    view["html"] = answer_html(answer.text if answer else turn.partial, answer, turn.id, t)
    if answer is not None:
        view["confidence"] = confidence(answer.confidence)
        view["leads"] = [
            {"n": card.n, "title": card.passage.title, "date": card.passage.date} for card in cards_of(answer)
        ]
        view["footnoted"] = copy_text(answer)
    return view


def confidence(value: float) -> str:
    """Confidence in words: high, middle or low. The calibration makes 0.85 mean "right six times in seven"."""
    return "high" if value >= 0.85 else "middle" if value >= 0.6 else "low"


def copy_text(answer: Answer) -> str:
    """An answer as it is copied: the text, then its sources as footnotes."""
    notes = [
        f"[{c.marker}] " + ", ".join(filter(None, [c.title, str(c.date or ""), source_name(c.source)]))
        for c in answer.citations
    ]
    return "\n".join([answer.text, *notes])


def has_aid(convo: Conversation, turn: Turn) -> bool:
    """Whether Chinese words are explained: to those who read and ask in English."""
    return convo.lang != "zh" and question_language(turn.question) != "zh"


def sources(convo: Conversation, turn: Turn | None) -> str:
    """The sources panel of one turn."""
    t = texts(convo.lang)
    answer = turn.answer if turn else None
    if turn is None or answer is None:
        return fragment("sources", convo.lang, heading=t["sources"], turn=None, cards=[], others=[], aid=False)
    cards = cards_of(answer)
    aid = has_aid(convo, turn) and any(_has_han(card.passage.title + card.passage.text) for card in cards)
    used = {card.passage.chunk_id for card in cards}
    others = [
        {"at": at, "title": p.title, "date": p.date} for at, p in enumerate(answer.passages) if p.chunk_id not in used
    ]
    shown = [_card(card, aid, t) for card in cards]
    # what does not answer the question must not be called its source
    heading = t["sources" if answer.answered or not cards else "nearest"]
    return fragment(
        "sources", convo.lang, heading=heading, turn=turn.id, cards=shown, aid=aid,
        others=others if answer.answered else [],
    )  # fmt: skip


def _card(card: Card, aid: bool, t: dict[str, str]) -> dict[str, Any]:
    passage = card.passage
    return {
        "n": card.n,
        "cited": card.cited,
        "title": passage.title,
        "title_html": marked(passage.title, None, aid=aid, label=t["aid_text"]),
        "date": passage.date,
        "file": source_name(passage.source),
        "page": passage.page,
        "lang": _text_language(passage.text),
        "paragraphs": [html for _, html in paragraphs(passage.text, card.span, (), aid, t)],
        "scores": [
            {"name": t[f"why_{kind}"], "value": f"{value:.2f}", "percent": round(100 * max(0.0, min(1.0, value)))}
            for kind in _EVIDENCE
            if (value := passage.scores.get(kind)) is not None
        ],
        "duplicates": [source_name(source) for source, _, _ in passage.duplicates],
    }


def article(found: Article, lang: Lang, span: tuple[int, int] | None, *, aid: bool, back: str, key: str) -> str:
    """A whole article with source[span] marked."""
    t = texts(lang)
    aid = aid and _has_han(found.title + found.text)
    inside = span_in(found.offsets, *span) if span else None
    text, cut = found.text, False
    if len(text) > LONGEST_ARTICLE:
        low = max(0, (inside[0] if inside else 0) - LONGEST_ARTICLE // 2)
        text, cut = text[low : low + LONGEST_ARTICLE], True
        inside = (inside[0] - low, min(inside[1] - low, len(text))) if inside else None
    view = {
        "title": found.title,
        "title_html": marked(found.title, None, aid=aid, label=t["aid_text"]),
        "kicker": found.kicker,
        "byline": found.byline,
        "date": found.date or _partial(found),
        "basis": t[f"basis_{found.date_basis}"] if found.date_basis != "none" else "",
        "file": source_name(found.source),
        "page": found.page,
        "lang": "zh" if found.language == "zh" else "en",
        "cut": cut,
        "paragraphs": paragraphs(text, inside, found.subheads, aid, t),
    }
    return fragment("article", lang, article=view, aid=aid, back=back, key=key, problem="")


def article_gone(lang: Lang, problem: str, *, back: str, key: str) -> str:
    return fragment("article", lang, article=None, aid=False, back=back, key=key, problem=problem)


def paragraphs(
    text: str, span: tuple[int, int] | None, subheads: Sequence[str], aid: bool, t: dict[str, str]
) -> list[tuple[str, Markup]]:
    """(kind, HTML) of each paragraph; a span that runs over several is marked in each."""
    out: list[tuple[str, Markup]] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            part = None
            if span and (low := max(span[0] - at, 0)) < (high := min(span[1] - at, len(line))):
                part = (low, high)
            kind = "subhead" if line.strip() in subheads else "text"
            out.append((kind, marked(line, part, aid=aid, label=t["aid_text"])))
        at += len(line) + 1
    return out


def _has_han(text: str) -> bool:
    return any(is_han(c) for c in text)


def _partial(found: Article) -> str:
    partial = found.partial_date
    if partial is None or not (partial.month or partial.year):
        return ""
    return "-".join(f"{p:02}" if p is not None else "?" for p in (partial.year, partial.month, partial.day))


def _text_language(text: str) -> str:
    return "zh" if question_language(text) == "zh" else "en"


def library(service: Service, lang: Lang, words: str = "", first: int = 0, message: str = "") -> str:
    """The library's list and plot."""
    listing: Listing = service.listing(words, first, PAGE)
    counts = months(service.rows())
    return fragment(
        "library", lang, listing=listing, rows=listing.rows, months=counts, plot=_plot(counts, texts(lang)),
        size=PAGE, writable=service.writable, message=message,
    )  # fmt: skip


def _plot(counts: Sequence[tuple[str, int]], t: dict[str, str]) -> dict[str, Any]:
    width, height = _PLOT
    step = width / max(len(counts), 1)
    most = max((n for _, n in counts), default=1)
    bars = []
    for at, (month, n) in enumerate(counts):
        tall = max(2.0, height * n / most) if n else 0.0
        bars.append(
            {
                "x": f"{at * step + 0.1 * step:.1f}",
                "y": f"{height - tall:.1f}",
                "width": f"{0.8 * step:.1f}",
                "height": f"{tall:.1f}",
                "label": t["month_bar"].format(month=month, n=n),
            }
        )
    label = bars[max(range(len(counts)), key=lambda at: counts[at][1])]["label"] if counts else ""
    return {"width": width, "height": height, "bars": bars, "most": label}


def report(
    lang: Lang, files: Sequence[FileReport] = (), *, at: int = 0, total: int = 0, name: str = "", problem: str = ""
) -> str:
    """The upload's progress, then what became of each file."""
    files = [replace(file, error=message(file.error, lang) if file.error else None) for file in files]
    return fragment("report", lang, files=files, at=at, all=total, name=name, problem=problem)


def options(service: Service, lang: Lang) -> str:
    """Date range and answerer."""
    oldest, newest = date_range(service)
    t = texts(lang)
    labelled = [(name, t["reader"] if name == READER else name) for name in service.answerers]
    return fragment("options", lang, oldest=oldest, newest=newest, answerers=labelled, chosen=service.default_answerer)


def masthead(service: Service, lang: Lang) -> str:
    """The name, and how much there is."""
    oldest, newest = date_range(service)
    return fragment("masthead", lang, total=len(service.rows()), oldest=oldest, newest=newest)


def date_range(service: Service) -> tuple[date | None, date | None]:
    days = [row.date for row in service.rows() if row.date]
    return (min(days), max(days)) if days else (None, None)
