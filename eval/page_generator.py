"""Articles laid out as newspaper pages, with the truth about every line: what segmentation is tuned and scored on."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from eval import page_phrases as phrases
from eval.page_articles import SourceArticle
from eval.page_styles import PageStyle, draw
from eval.page_wrapping import Wrap, balanced, sliced, typeset, words
from rag.reading.labels import Label


@dataclass(slots=True)
class PageLine:
    """One printed line; ``body`` is how many of its characters (from its first) belong to the body."""

    text: str
    label: Label
    article: int  # -1: none
    body: int = 0
    blanks: int = 0


@dataclass(slots=True)
class LaidOut:
    """One article of a page as it should be read back."""

    title: str
    kicker: str
    byline: str
    paragraphs: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """A page's text, the label of each of its non-blank lines, and its articles."""

    text: str
    lines: tuple[PageLine, ...]
    articles: tuple[LaidOut, ...]
    style: PageStyle

    @property
    def labels(self) -> list[Label]:
        return [line.label for line in self.lines]


def pages(articles: Sequence[SourceArticle], count: int, seed: int, *, english: float = 0.15) -> list[Page]:
    """``count`` pages of 1–8 of the articles each; the same seed gives the same pages."""
    rng = random.Random(seed)
    by_language = {code: [a for a in articles if a.language == code] for code in ("zh", "en")}
    out = []
    for _ in range(count):
        language = "en" if by_language["en"] and rng.random() < english else "zh"
        chosen = rng.sample(by_language[language], rng.choice((1, 2, 3, 4, 5, 6, 7, 8)))
        out.append(lay_out(chosen, draw(rng, language), rng))
    return out


def lay_out(articles: Sequence[SourceArticle], style: PageStyle, rng: random.Random) -> Page:
    """One page of the articles, in order."""
    lines: list[PageLine] = []
    if style.masthead:
        shown = phrases.masthead(rng, style.language)[: style.masthead]
        lines += [PageLine(text, Label.FURNITURE, -1, blanks=rng.choice((0, 0, 1))) for text in shown]
    laid: list[LaidOut] = []
    for number, article in enumerate(articles):
        gap = rng.choice((0, 1, 2)) if style.article_gap_varies else style.article_gap
        if lines and style.separator and number:
            lines.append(
                PageLine(
                    rng.choice(("————————", "* * *", "□□□□", "-----------", "■■■")),
                    Label.FURNITURE,
                    -1,
                    blanks=rng.choice((0, 1)),
                )
            )
        if gap == 0 and style.heading_gap == 0 and rng.random() < 0.5:
            gap = 1
        if not lines:
            gap = rng.choice((0, 0, 1))
        out, printed = _article(_trimmed(article, rng), style, rng, len(laid))
        out[0].blanks = gap
        lines += out
        laid.append(printed)
    if rng.random() < style.footer:
        lines.append(
            PageLine(rng.choice(phrases.masthead(rng, style.language)), Label.FURNITURE, -1, blanks=rng.choice((0, 1)))
        )
    if style.full_width:
        lines = [replace(line, text=_widened(line.text)) for line in lines]
        laid = [
            replace(
                a, title=_widened(a.title), byline=_widened(a.byline), paragraphs=[_widened(p) for p in a.paragraphs]
            )
            for a in laid
        ]
    end = " \n" if style.trailing_space else "\n"
    text = "".join("\n" * line.blanks + line.text + end for line in lines).replace("\n", style.line_break)
    return Page(text, tuple(lines), tuple(laid), style)


def _trimmed(article: SourceArticle, rng: random.Random) -> SourceArticle:
    """The article cut to a length that newspapers print; a brief now and then."""
    room = rng.choice((80, 150, 300, 500, 800, 1200)) * (3 if article.language == "en" else 1)
    kept: list[str] = []
    for paragraph in article.paragraphs:
        if kept and sum(map(len, kept)) + len(paragraph) > room:
            break
        kept.append(paragraph)
    if rng.random() < 0.12:  # stories of the web often come as one long paragraph
        kept = [("" if article.language == "zh" else " ").join(kept)]
    if rng.random() < 0.06:  # or stop without a full stop
        kept[-1] = kept[-1].rstrip("。.！？”") or kept[-1]
    return replace(article, paragraphs=tuple(kept))


def _article(
    article: SourceArticle, style: PageStyle, rng: random.Random, number: int
) -> tuple[list[PageLine], LaidOut]:
    width = style.width + (rng.choice((-2, -1, 0, 1, 2)) if style.width_varies else 0)
    wrap = _wrap(style, rng)
    laid = LaidOut(article.title, "", "")
    head = _heading(article, style, rng, width, laid, number)
    paragraphs = list(article.paragraphs)
    if rng.random() < style.dateline:
        paragraphs[0] = phrases.dateline(rng, article.language) + paragraphs[0]
    place = rng.choice(("end", "inline", "bracket", "top")) if style.byline_place == "mixed" else style.byline_place
    signed = rng.random() < style.byline
    lines = head
    if signed and place == "top":
        laid.byline = phrases.byline(rng, article.language)
        lines.append(PageLine(laid.byline, Label.BYLINE, number, blanks=int(rng.random() < style.byline_gap)))
    gap = rng.choice((0, 1)) if style.heading_gap_varies else style.heading_gap
    every = rng.choice((2, 3)) if len(paragraphs) >= 4 and rng.random() < style.subhead else 0
    for order, paragraph in enumerate(paragraphs):
        if every and order and order % every == 0:
            text = phrases.subhead(rng, paragraphs[order : order + every], order // every - 1, article.language)
            lines.append(PageLine(text, Label.SUBHEAD, number, body=len(text), blanks=rng.choice((0, 1, 1))))
            laid.paragraphs.append(text)
        tail = ""
        if signed and order == len(paragraphs) - 1 and place in ("inline", "bracket"):
            tail = (
                phrases.byline(rng, article.language) if place == "inline" else phrases.bracketed(rng, article.language)
            )
            laid.byline = tail
            tail = (rng.choice((" ", " ", "　", "")) if place == "bracket" else rng.choice((" ", "　", "  "))) + tail
        blanks = gap if order == 0 else int(rng.random() < style.paragraph_gap)
        lines += _paragraph(paragraph, tail, style, rng, width, wrap, number, blanks)
        laid.paragraphs.append(paragraph)
        if rng.random() < style.caption:
            text = phrases.caption(rng, paragraph, article.language)
            lines += _paragraph(text, "", style, rng, width, wrap, number, rng.choice((0, 1)))
            laid.paragraphs.append(text)
        if rng.random() < style.table:
            for text in phrases.table(rng, article.language):
                lines.append(PageLine(text, Label.FIRST, number, body=len(text)))
                laid.paragraphs.append(text)
    if signed and place == "end":
        laid.byline = phrases.byline(rng, article.language)
        shift = " " * rng.choice((0, 0, 0, int(width)))
        lines.append(PageLine(shift + laid.byline, Label.BYLINE, number, blanks=int(rng.random() < style.byline_gap)))
    return lines, laid


def _heading(
    article: SourceArticle, style: PageStyle, rng: random.Random, width: float, laid: LaidOut, number: int
) -> list[PageLine]:
    blocks: list[list[str]] = []
    if rng.random() < style.kicker:
        laid.kicker = phrases.kicker(rng, article)
        blocks.append([laid.kicker])
    blocks.append(_headline(article, style, rng, width))
    for _ in range(rng.choice((1, 1, 2)) if rng.random() < style.deck else 0):
        text = phrases.deck(rng, article)
        blocks.append(balanced(text, 2) if len(text) > width + 6 else [text])
    lines: list[PageLine] = []
    for block in blocks:
        for row, text in enumerate(block):
            shift = "　" * int(max(0, width - len(text)) // 2) if style.centred else ""
            gap = style.part_gap if row == 0 and lines else 0
            lines.append(PageLine(shift + text, Label.HEADLINE, number, blanks=gap))
    return lines


def _headline(article: SourceArticle, style: PageStyle, rng: random.Random, width: float) -> list[str]:
    shape = (
        rng.choice(("long", "column", "own", "balanced")) if style.headline_shape == "mixed" else style.headline_shape
    )
    title = article.title
    size = 2 if article.language == "en" else 1
    if shape == "long":
        return [title]
    if shape == "balanced":
        return balanced(title, rng.choice((1, 2, 2, 3)) if len(title) > 10 * size else 1)
    room = width if shape == "column" else rng.randint(8, 24)
    wrap = words if article.language == "en" else rng.choice((typeset, sliced))
    return [part.strip() for part in wrap(title, room * size, 0) if part.strip()]


def _paragraph(
    text: str, tail: str, style: PageStyle, rng: random.Random, width: float, wrap: Wrap, number: int, blanks: int
) -> list[PageLine]:
    size = 2 if style.language == "en" else 1
    taken = 2.0 * size if style.indent == "lost" else sum(1.0 if ch == "　" else 0.5 for ch in style.indent) * size
    rows = [row for row in wrap(text + tail, width * size, taken) if row.strip()]
    prefix = style.indent if style.indent.isspace() else ""
    lines: list[PageLine] = []
    for order, row in enumerate(rows):
        shown = row.rstrip() if style.wrap == "sliced" and order else row.strip()
        lines.append(PageLine(shown, Label.FIRST if order == 0 else Label.NEXT, number, body=len(shown)))
        if order and rng.random() < style.column_break:
            lines[-1].blanks = 1
    lines[0] = replace(lines[0], text=prefix + lines[0].text, body=lines[0].body + len(prefix), blanks=blanks)
    left = len("".join(tail.split()))  # characters of the byline, counted from the end
    for line in reversed(lines):
        while left and line.body:
            line.body -= 1
            left -= not line.text[line.body].isspace()
        if not line.text[: line.body].strip() and line is not lines[0]:
            line.body, line.label = 0, Label.BYLINE
    return lines


def _wrap(style: PageStyle, rng: random.Random) -> Wrap:
    match style.wrap:
        case "typeset":
            return typeset
        case "plain":
            return partial(typeset, kinsoku=False)
        case "square":
            return partial(typeset, half=False)
        case "words":
            return words
        case "hyphens":
            return partial(words, hyphenate=rng)
    return sliced


def _widened(text: str) -> str:
    """Digits and Latin letters in their full-width forms."""
    return "".join(
        chr(ord(ch) + 0xFEE0) if ch.isascii() and unicodedata.category(ch) in ("Nd", "Lu", "Ll") else ch for ch in text
    )
