"""A newspaper page as running text → its articles."""

from __future__ import annotations

from dataclasses import replace

from rag.reading.assembly import build, group
from rag.reading.hyphens import word_test
from rag.reading.layout import cuts_words, is_wrapped
from rag.reading.lines import split_lines
from rag.reading.paragraphs import split_at_lost_indents
from rag.reading.segmenter import label_lines
from rag.reading.whole import whole_article
from rag.types import Article


def split_page(text: str, *, source: str, start: int = 0, page: str | None = None) -> list[Article]:
    """The articles on a page, in order, not yet dated; offsets count in ``text``.

    A text that is not laid out in columns comes back as one article. Characters before ``start`` are ignored.
    """
    lines = split_lines(text, start)
    if not lines:
        return []
    if not is_wrapped(lines):
        article = whole_article(text, source=source, lines=lines)
        return [replace(article, page=page)] if article else []
    is_word = word_test(text)
    drafts = group(lines, split_at_lost_indents(lines, label_lines(lines)))
    cuts = cuts_words(lines)
    return [replace(build(draft, text, source, is_word=is_word, cuts_words=cuts), page=page) for draft in drafts]
