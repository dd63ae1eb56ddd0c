"""How well pages are cut into articles: scores on generated pages that share no article with those tuned on.

python -m eval.segmentation --pages 500 --seed 20240122
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.page_articles import load_articles
from eval.page_generator import Page, pages
from rag.reading import split_page
from rag.reading.labels import Label
from rag.reading.lines import split_lines
from rag.types import Article


@dataclass(frozen=True, slots=True)
class TrueArticle:
    """What should be found: where the article starts, its headline, and which characters of the page are its body."""

    start: int
    title: str
    kicker: str
    byline: str
    body: frozenset[int]


@dataclass(slots=True)
class Counts:
    """Sums over pages; the scores are properties."""

    articles: int = 0
    found: int = 0
    starts: int = 0
    headlines: int = 0
    contained: int = 0
    bylines: int = 0
    signed: int = 0
    body: int = 0
    body_found: int = 0
    body_shared: int = 0
    perfect: int = 0
    pages: int = 0

    def scores(self) -> dict[str, float]:
        """Fractions of 1: F1 of article starts and of body characters, share of articles with the exact headline…"""
        return {
            "boundary_f1": _ratio(2 * self.starts, self.articles + self.found),
            "boundary_precision": _ratio(self.starts, self.found),
            "boundary_recall": _ratio(self.starts, self.articles),
            "headline_accuracy": _ratio(self.headlines, self.articles),
            "headline_contained": _ratio(self.contained, self.articles),
            "byline_accuracy": _ratio(self.bylines, self.signed),
            "body_agreement": _ratio(2 * self.body_shared, self.body + self.body_found),
            "pages_all_starts_right": _ratio(self.perfect, self.pages),
        }

    def add(self, text: str, truth: Sequence[TrueArticle], found: Sequence[Article]) -> None:
        """Count one page. An article found is compared with the true one that shares most of its body."""
        starts = {article.start for article in truth}
        predicted = {article.start for article in found}
        bodies = [_characters(text, article) for article in found]
        self.pages += 1
        self.articles += len(truth)
        self.found += len(found)
        self.starts += len(starts & predicted)
        self.perfect += starts == predicted
        self.body_found += sum(map(len, bodies))
        for true in truth:
            self.body += len(true.body)
            self.signed += bool(true.byline)
            if not found:
                continue
            best = max(range(len(found)), key=lambda at: len(bodies[at] & true.body))
            article = found[best]
            self.body_shared += len(bodies[best] & true.body)
            self.headlines += _same(article.title, true.title)
            heading = article.kicker + article.title + "".join(article.subheads)
            self.contained += _plain(true.title) in _plain(heading)
            self.bylines += bool(true.byline) and _plain(true.byline) in _plain(article.byline + article.dateline)


def truth_of(page: Page) -> list[TrueArticle]:
    """The true articles of a generated page, in its text's offsets."""
    lines = split_lines(page.text)
    out = []
    for number, article in enumerate(page.articles):
        mine = [(at, line) for at, line in enumerate(page.lines) if line.article == number]
        body: set[int] = set()
        for at, line in mine:
            shift = len(line.text) - len(line.text.lstrip())
            end = lines[at].start + max(0, line.body - shift)
            if line.label in (Label.FIRST, Label.NEXT, Label.SUBHEAD):
                body.update(i for i in range(lines[at].start, end) if not page.text[i].isspace())
        byline = article.byline.strip("（）() ")
        out.append(TrueArticle(lines[mine[0][0]].start, article.title, article.kicker, byline, frozenset(body)))
    return out


def score(laid: Iterable[Page]) -> Counts:
    """Counts over all pages."""
    counts = Counts()
    for page in laid:
        counts.add(page.text, truth_of(page), split_page(page.text, source="page"))
    return counts


def _characters(text: str, article: Article) -> frozenset[int]:
    return frozenset(
        at for _, start, length in article.offsets.runs for at in range(start, start + length) if not text[at].isspace()
    )


def _plain(text: str) -> str:
    return "".join(text.split()).strip("（）()")


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--seed", type=int, default=20240122)
    parser.add_argument(
        "--tuning", action="store_true", help="score articles of the tuning split instead of held-out ones"
    )
    options = parser.parse_args()
    laid = pages(load_articles(held_out=not options.tuning), options.pages, options.seed)
    counts = score(laid)
    report = {"pages": counts.pages, "articles": counts.articles, "seed": options.seed, **counts.scores()}
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
