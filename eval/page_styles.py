"""How a generated page looks: every choice of layout, drawn at random."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class PageStyle:
    """The choices that hold for a whole page; widths in Han characters (English: letters are half)."""

    language: str
    width: float
    width_varies: bool  # each article's column is up to 2 wider or narrower
    wrap: str  # typeset, plain (no rules for marks), square (all characters one wide), sliced, words, hyphens
    indent: str  # "" none, "lost" (first line shorter), or the characters printed before a paragraph
    paragraph_gap: float  # chance of a blank line between paragraphs
    column_break: float  # chance of a blank line before any body line
    article_gap: int
    article_gap_varies: bool
    heading_gap: int  # blank lines between a heading and the body
    heading_gap_varies: bool
    part_gap: int  # blank lines between kicker, headline and deck
    headline_shape: str  # long, column, own, balanced, mixed
    kicker: float
    deck: float
    subhead: float  # chance that a long article has headings inside
    byline: float
    byline_place: str  # end, inline, bracket, top, mixed
    byline_gap: float
    dateline: float
    caption: float
    table: float
    masthead: int  # lines of it
    footer: float
    separator: str
    full_width: bool
    line_break: str
    trailing_space: bool
    centred: bool


def draw(rng: random.Random, language: str) -> PageStyle:
    """A style: every choice on its own, or (two in five) with those of print as an extractor leaves it."""
    style = _any(rng, language)
    if rng.random() < 0.6:
        return style
    return replace(
        style,
        wrap="words" if language == "en" else "typeset",
        indent="lost",
        paragraph_gap=rng.choice((0.3, 0.5, 0.8)),
        column_break=rng.choice((0.03, 0.05, 0.08)),
        article_gap=1,
        article_gap_varies=False,
        heading_gap_varies=rng.random() < 0.7,
        headline_shape=rng.choice(("balanced", "long", "mixed")),
        deck=rng.choice((0.0, 0.3)),
        subhead=0.0,
        byline_place=rng.choice(("end", "mixed", "inline")),
        byline_gap=0.0,
        full_width=False,
        centred=False,
    )


def _any(rng: random.Random, language: str) -> PageStyle:
    gap = rng.choices((0, 1, 2, 3), (0.12, 0.55, 0.25, 0.08))[0]
    heading_gap = rng.choices((0, 1, 2), (0.35, 0.55, 0.1))[0]
    wraps = ("words", "hyphens") if language == "en" else ("typeset", "plain", "square", "sliced")
    indents = ("", "lost", "  ", "    ") if language == "en" else ("", "lost", "　　", "  ", "    ", "　")
    return PageStyle(
        language=language,
        width=rng.randint(12, 36) if language == "en" else rng.choice((rng.randint(10, 40), rng.randint(12, 22))),
        width_varies=rng.random() < 0.3,
        wrap=rng.choices(wraps, (0.7, 0.3) if language == "en" else (0.45, 0.15, 0.2, 0.2))[0],
        indent=rng.choices(
            indents, (0.35, 0.25, 0.3, 0.1) if language == "en" else (0.25, 0.25, 0.3, 0.07, 0.08, 0.05)
        )[0],
        paragraph_gap=rng.choice((0.0, 0.0, 0.3, 0.5, 0.8, 1.0)),
        column_break=rng.choice((0.0, 0.0, 0.02, 0.04, 0.08)),
        article_gap=gap,
        article_gap_varies=rng.random() < 0.2,
        heading_gap=heading_gap,
        heading_gap_varies=rng.random() < 0.25,
        part_gap=rng.choices((0, 1), (0.55, 0.45))[0],
        headline_shape=rng.choice(("long", "column", "own", "balanced", "mixed", "mixed")),
        kicker=rng.choice((0.0, 0.15, 0.5)),
        deck=rng.choice((0.0, 0.0, 0.15, 0.4)),
        subhead=rng.choice((0.0, 0.0, 0.0, 0.0, 0.0, 0.5)),
        byline=rng.choice((0.0, 0.4, 0.8, 1.0)),
        byline_place=rng.choice(("end", "end", "inline", "bracket", "top", "mixed")),
        byline_gap=rng.choice((0.0, 0.0, 0.3, 1.0)),
        dateline=rng.choice((0.0, 0.3, 0.8)),
        caption=rng.choice((0.0, 0.0, 0.15)),
        table=rng.choice((0.0, 0.0, 0.0, 0.1)),
        masthead=rng.choice((0, 0, 1, 2, 3)),
        footer=rng.choice((0.0, 0.0, 0.5)),
        separator=rng.choices(("", "rule"), (0.93, 0.07))[0],
        full_width=language == "zh" and rng.random() < 0.1,
        line_break=rng.choices(("\n", "\r\n"), (0.9, 0.1))[0],
        trailing_space=rng.random() < 0.08,
        centred=rng.random() < 0.1,
    )
