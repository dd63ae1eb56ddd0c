"""Articles to lay out as pages: a headline and paragraphs, from the development data beside the checkout."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.errors import GoldError

_PREFIX = re.compile(r"^(?:央视网消息|原标题)(?:（[^）]{1,12}）)?[：:]\s*")
_LEFTOVER = re.compile(r"(?:返回搜狐，查看更多)?\s*责任编辑[：:].{0,10}$|广告声明：文内.*$|返回搜狐，查看更多$")
_LINK = re.compile(r"\[查看原文\]\S*|https?://\S+")
_PARAGRAPH_ENDS = frozenset("。！？…；：”’）!?:;.)")
_SENTENCE = re.compile(r"[^。！？]*[。！？]+[”’」）]?|[^。！？]+$")
_CLAUSE = re.compile(r"[^，。；：！？、“”（）()《》\s,:;!?]{6,28}")


@dataclass(frozen=True, slots=True)
class SourceArticle:
    """One article as written: ``paragraphs`` hold no line break."""

    title: str
    paragraphs: tuple[str, ...]
    language: str = "zh"

    @property
    def key(self) -> str:
        """Hexadecimal digest of the text, which decides the split that the article is in."""
        return hashlib.sha256("".join(self.paragraphs).encode()).hexdigest()


def data_folder() -> Path:
    """The folder of the development data: ``NEWSRAG_DATA``, or ``../shared/data`` beside the checkout.

    Raises:
        GoldError: neither is there.
    """
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("NEWSRAG_DATA", beside))
    if not folder.is_dir():
        raise GoldError(
            f"no development data in {folder}; set NEWSRAG_DATA to the folder that holds news/ and parallel/"
        )
    return folder


def load_articles(*, held_out: bool, limit: int | None = None) -> list[SourceArticle]:
    """Articles of one split: a fifth of all, by the digest of their text, is held out of whatever is tuned."""
    found: list[SourceArticle] = []
    for article in _every(data_folder()):
        if (int(article.key[:4], 16) % 5 == 0) is held_out:
            found.append(article)
            if limit is not None and len(found) >= limit:
                break
    return found


def _every(folder: Path) -> Iterator[SourceArticle]:
    chinese = _interleave(_programme(folder), _web(folder))
    english = _english(folder)
    for number, article in enumerate(chinese):
        yield article
        if number % 4 == 0 and (other := next(english, None)) is not None:
            yield other


def _interleave(first: Iterator[SourceArticle], second: Iterator[SourceArticle]) -> Iterator[SourceArticle]:
    for article in first:
        yield article
        if (other := next(second, None)) is not None:
            yield other


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _programme(folder: Path) -> Iterator[SourceArticle]:
    for row in _rows(folder / "news" / "xinwenlianbo.jsonl.gz"):
        title = " ".join(row["title"].split())
        paragraphs = [" ".join(_LINK.sub("", part).split()) for part in row["text"].split("\n")]
        paragraphs[0] = _PREFIX.sub("", paragraphs[0])
        kept = tuple(part for part in paragraphs if part)
        # A line inside a story that ends no sentence is the headline of another: such a record is several articles.
        several = any(part[-1] not in _PARAGRAPH_ENDS for part in kept[:-1])
        if len(title) >= 5 and kept and not several and "快讯" not in title and len("".join(kept)) >= 40:
            yield SourceArticle(title, kept)


def _web(folder: Path) -> Iterator[SourceArticle]:
    for row in _rows(folder / "news" / "crud_news.jsonl.gz"):
        text = _LEFTOVER.sub("", _LINK.sub("", _PREFIX.sub("", " ".join(row["text"].split())))).strip()
        sentences = _SENTENCE.findall(text)
        if len(text) < 80 or len(sentences) < 2:
            continue
        clauses = _CLAUSE.findall(sentences[0] + sentences[1])
        if not clauses:
            continue
        digest = hashlib.sha256(text.encode()).digest()
        title = clauses[0]
        if len(clauses) > 2 and digest[1] % 3:  # most headlines are not the words of the first line
            title = f"{clauses[0]} {clauses[-1]}" if digest[0] % 2 else clauses[1 + digest[0] % (len(clauses) - 1)]
        paragraphs, at, turn = [], 0, 2
        while at < len(sentences):
            take = 1 + digest[turn % 32] % 4
            paragraphs.append("".join(sentences[at : at + take]).strip())
            at, turn = at + take, turn + 1
        yield SourceArticle(title, tuple(part for part in paragraphs if part))


def _english(folder: Path) -> Iterator[SourceArticle]:
    """News documents: consecutive English sentences after a line with no full stop, which is the headline."""
    title, body = "", list[str]()
    for row in _rows(folder / "parallel" / "train.jsonl.gz"):
        if not row["source"].startswith(("wmt", "news_commentary")):
            continue
        sentence = " ".join(row["en"].split())
        if not sentence:
            continue
        if sentence[-1].isalnum() and len(sentence) < 100 and sentence[0].isupper():
            if _is_story(title, body):
                yield _english_article(title, body)
            title, body = sentence, []
        else:
            body.append(sentence)


def _is_story(title: str, sentences: list[str]) -> bool:
    """Whether lines between two headlines are a news story, and not a product review or a list cut up."""
    words = title.split()
    if not 3 <= len(words) <= 14 or len(sentences) < 3:
        return False
    whole = sum(sentence[-1] in '.!?"”' for sentence in sentences)
    return whole == len(sentences) and sum(map(len, sentences)) >= 80 * len(sentences)


def _english_article(title: str, sentences: list[str]) -> SourceArticle:
    digest = hashlib.sha256("".join(sentences).encode()).digest()
    paragraphs, at, turn = [], 0, 0
    while at < min(len(sentences), 40):
        take = 1 + digest[turn % 32] % 3
        paragraphs.append(" ".join(sentences[at : at + take]))
        at, turn = at + take, turn + 1
    return SourceArticle(title, tuple(paragraphs), "en")
