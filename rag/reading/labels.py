"""What a line of a page can be."""

from __future__ import annotations

from enum import IntEnum


class Label(IntEnum):
    """The role of one line. An article begins where a HEADLINE line follows anything else."""

    FURNITURE = 0  # masthead, date line, page number, rule: belongs to no article
    HEADLINE = 1  # any line of a heading: kicker, headline or deck
    BYLINE = 2
    FIRST = 3  # first line of a paragraph
    NEXT = 4  # any further line of it
    SUBHEAD = 5  # a heading inside a body
