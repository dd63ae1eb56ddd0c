"""The articles that questions are asked about, and finding those that a gold set names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from eval.text import squash
from eval.types import Document
from rag.types import Article

PART = "gold-document-"


class Corpus:
    """Articles with look-ups by id, by place in a container file (``file#id``) and by title.

    ``source_text`` gives the text that an article's ``start`` and ``end`` count in. ``documents`` are those that the
    gold set brought along, written to a file by :mod:`eval.collection` in this order.
    """

    def __init__(
        self,
        articles: Iterable[Article],
        source_text: Callable[[str], str],
        documents: Sequence[Document] = (),
    ) -> None:
        self.articles: dict[str, Article] = {}
        for article in articles:
            self.articles.setdefault(article.id, article)  # the same article again, from another source
        self._documents = documents
        self._source_text = source_text
        self._texts: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self.articles)

    def source_text(self, source: str) -> str:
        """The source's text, or nothing where it cannot be had: a verdict then says so, the run goes on."""
        if source not in self._texts:
            try:
                self._texts[source] = self._source_text(source)
            except Exception:  # whatever a broken index raises counts against the citation, not against the run
                self._texts[source] = ""
        return self._texts[source]

    @cached_property
    def _by_document(self) -> dict[str, list[str]]:
        """Document id → article ids; documents with equal text are one article."""
        by_text: dict[str, list[Article]] = {}
        for article in self.articles.values() if self._documents else ():
            by_text.setdefault(squash(article.text), []).append(article)
        found: dict[str, list[str]] = {}
        for number, document in enumerate(self._documents):
            same = by_text.get(squash(document.text), [])
            # a document without a title may have been given one of its own, so the text alone has to do then
            titled = [a for a in same if squash(a.title) == squash(document.title)] or same
            found[document.id] = self._by_part.get(part_name(number), []) or [a.id for a in titled[:1]]
        return found

    @cached_property
    def external_ids(self) -> dict[str, str]:
        """Article id → the id it has outside: its document's, its line's in a container file, else its own."""
        names = {i: i for i in self.articles}
        for part, identifiers in self._by_part.items():
            names.update((i, part) for i in identifiers if len(identifiers) == 1)
        for document, identifiers in self._by_document.items():
            for identifier in identifiers:  # of documents with equal text the first lends its id
                if names[identifier].startswith(PART):
                    names[identifier] = document
        return names

    @cached_property
    def _by_part(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for article in self.articles.values():
            parts = article.source.split("#")
            for at in range(1, len(parts)):  # both the file name and the id may hold a #
                found.setdefault("#".join(parts[at:]), []).append(article.id)
        return found

    @cached_property
    def _by_title(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for article in self.articles.values():
            found.setdefault(squash(article.title), []).append(article.id)
        return found

    @cached_property
    def _heads(self) -> dict[str, str]:
        """Everything above an article's body, squashed: where a title may stand that was cut otherwise."""
        return {a.id: squash(f"{a.kicker}{a.title}{''.join(a.subheads)}") for a in self.articles.values()}

    @cached_property
    def _bodies(self) -> dict[str, str]:
        return {a.id: squash(f"{a.title}{a.text}") for a in self.articles.values()}

    def named(self, name: str) -> list[str]:
        """Ids of the articles called ``name``.

        In this order: the id of a document of the gold set, an article's id, the id of a line of a container file, an
        equal title, a title that contains the name or is most of it.
        """
        if name in self._by_document:
            return self._by_document[name]
        if name in self.articles:
            return [name]
        if name in self._by_part:
            return self._by_part[name]
        wanted = squash(name)
        if not wanted:
            return []
        if wanted in self._by_title:
            return self._by_title[wanted]
        if len(wanted) < 4:  # a short word is in many headlines
            return []
        return [
            identifier
            for identifier, head in self._heads.items()
            if wanted in head or (len(head) >= 6 and 2 * len(head) >= len(wanted) and head in wanted)
        ]

    def containing(self, text: str) -> list[str]:
        """Ids of the articles whose title and text contain ``text``, white space and width aside."""
        wanted = squash(text)
        return [identifier for identifier, body in self._bodies.items() if wanted in body] if wanted else []

    def narrowed(self, identifiers: Sequence[str], texts: Sequence[str]) -> list[str]:
        """Those of the articles that contain one of the texts; all of them where none does."""
        wanted = [squash(text) for text in texts if text.strip()]
        kept = [i for i in identifiers if any(text in self._bodies[i] for text in wanted)]
        return kept or list(identifiers)


def part_name(number: int) -> str:
    """The id under which the gold set's document with this number is written into the corpus file."""
    return f"{PART}{number}"
