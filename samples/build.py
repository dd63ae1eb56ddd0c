"""Lay out the invented articles in ``samples/articles`` as newspaper pages in ``samples/pages``.

    python samples/build.py            # write the pages
    python samples/build.py --check    # fail if a page differs from what its articles give

An article file holds one page. A line's first characters say what it is: ``@width 40`` the column width in
characters, ``@masthead …`` the page's masthead, ``# `` a headline (``|`` marks its line break, a new headline starts a
new article), ``^ `` a kicker, ``- `` a subhead, ``~ `` a byline on its own line, ``~~ `` a byline on the last body
line; anything else is a paragraph.

The layout imitates what a PDF extractor leaves of a printed page: columns hard-wrapped at about 15 Han characters, the
first line of a paragraph two characters shorter (its indent is lost), blank lines at column breaks in the middle of
sentences, no other markup. It is seeded by the file's name, so a page is always the same.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
ARTICLES = HERE / "articles"
PAGES = HERE / "pages"

_NO_LINE_START = set("，。；：、！？）》”’％」")
_NO_LINE_END = set("（《“‘「")
_HAN = re.compile(r"[\u3400-\u9fff]")
_TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z.:-]*|.", re.S)


@dataclass
class SampleArticle:
    """One article as written, before it is laid out; ``head`` keeps kicker, headline and subheads in print order."""

    head: list[tuple[str, str]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    byline: str = ""
    byline_runs_on: bool = False

    @property
    def headline_lines(self) -> list[str]:
        return next((text.split("|") for kind, text in self.head if kind == "#"), [])

    @property
    def title(self) -> str:
        """The headline in one line: Chinese lines joined as they are, English ones by a space."""
        lines = self.headline_lines
        return ("" if _HAN.search("".join(lines)) else " ").join(lines)

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


@dataclass
class SamplePage:
    name: str
    width: int = 15
    masthead: str = ""
    articles: list[SampleArticle] = field(default_factory=list)


def read_page(path: Path) -> SamplePage:
    """Read one file of ``samples/articles``."""
    page = SamplePage(name=path.name)
    waiting: list[tuple[str, str]] = []  # kickers printed above the next headline
    for line in path.read_text(encoding="utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        article = page.articles[-1] if page.articles else SampleArticle()
        if not line.strip():
            continue
        if mark == "@width":
            page.width = int(rest)
        elif mark == "@masthead":
            page.masthead = rest
        elif mark == "#":
            page.articles.append(SampleArticle(head=[*waiting, ("#", rest)]))
            waiting = []
        elif mark == "^" and (not page.articles or article.paragraphs):
            waiting.append(("^", rest))
        elif mark in ("^", "-"):
            article.head.append((mark, rest))
        elif mark in ("~", "~~"):
            article.byline, article.byline_runs_on = rest, mark == "~~"
        else:
            article.paragraphs.append(line)
    return page


def read_pages() -> list[SamplePage]:
    """Every page in ``samples/articles``, by name."""
    return [read_page(path) for path in sorted(ARTICLES.glob("*.txt"))]


def wrap_han(paragraph: str, width: int) -> list[str]:
    """Break a Chinese paragraph into lines of ``width`` characters; digits and letters count half and stay together."""
    lines: list[str] = []
    line, used, room = "", 0.0, width - 2.0  # the first line lost its two-character indent
    for token in _TOKEN.findall(paragraph):
        size = sum(0.5 if ch.isascii() else 1.0 for ch in token)
        hangs = token in _NO_LINE_START and used <= room + 3  # closing punctuation hangs rather than start a line
        if line and used + size > room and not hangs:
            carried = ""
            while line and line[-1] in _NO_LINE_END:
                line, carried = line[:-1], line[-1] + carried
            lines.append(line)
            line, used, room = carried, float(len(carried)), float(width)
        line, used = line + token, used + size
    return [*lines, line] if line else lines


def wrap(paragraph: str, width: int) -> list[str]:
    """Break a paragraph into column lines, by Han characters or by Latin words."""
    if _HAN.search(paragraph):
        return wrap_han(paragraph, width)
    return textwrap.wrap(paragraph, width, initial_indent="  ", break_on_hyphens=False, break_long_words=False)


def lay_out(page: SamplePage) -> str:
    """The page as an extractor would give it: articles one after another, columns broken in odd places."""
    rng = random.Random(page.name)
    out = [page.masthead, ""] if page.masthead else []
    for article in page.articles:
        for kind, text in article.head:
            after_headline = kind != "#" and any(line in out for line in article.headline_lines)
            if kind != "-" or (out and out[-1] != "" and out[-1] in article.headline_lines):
                out.append("") if out and out[-1] != "" else None
            out.extend(text.split("|"))
            if kind == "^" and not after_headline:
                out.append("")
        if article.head[-1][0] != "^":
            out.append("")
        width = page.width + (rng.choice((-1, 0, 0, 1)) if page.width < 30 else rng.choice((-3, 0, 2)))
        until_break = rng.randint(7, 24)
        for number, paragraph in enumerate(article.paragraphs):
            for row, line in enumerate(wrap(paragraph, width)):
                if until_break == 0 or (row and line[0] == "“" and rng.random() < 0.5):
                    out.append("") if out[-1] != "" else None
                    until_break = rng.randint(14, 26)
                out.append(line.strip())
                until_break = max(0, until_break - 1)
            last = number == len(article.paragraphs) - 1
            if last and article.byline and article.byline_runs_on:
                out[-1] += " " + article.byline
            elif not last and rng.random() < 0.4:
                out.append("")
        if article.byline and not article.byline_runs_on:
            out.append(article.byline)
        out.append("")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip("\n") + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Lay out samples/articles as the pages in samples/pages.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page is out of date")
    check = parser.parse_args().check
    stale = []
    PAGES.mkdir(exist_ok=True)
    for page in read_pages():
        path, text = PAGES / page.name, lay_out(page)
        if check:
            stale += [] if path.exists() and path.read_text(encoding="utf-8") == text else [page.name]
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"out of date: {', '.join(stale)}; run: python samples/build.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
