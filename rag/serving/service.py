"""``Service``: the one thing that the chat window, the API and the MCP tools all talk to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from embeddings.base import Embedder
from rag.answering import Answerer, Event, ask_stream, make_answerer
from rag.errors import NewsragError, ReadError, StoreError
from rag.index import Index
from rag.serving import uploads
from rag.serving.errors import BusyError, NoIndexError, ReadOnlyError
from rag.serving.examples import Examples
from rag.serving.feedback import Feedback
from rag.serving.library import Library, Listing, Row
from rag.serving.metrics import Metrics
from rag.serving.settings import Settings
from rag.serving.streaming import Workers
from rag.types import Answer, Article, FileReport, Passage, Turn

READER = "reader"
UploadProgress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with all that it is asked with; ``answerer`` is a name from ``Service.answerers``."""

    text: str
    history: tuple[Turn, ...] = ()
    k: int = 8
    since: date | None = None
    until: date | None = None
    answerer: str = READER


class Service:
    """Owns the index, the answerers, the feedback and the uploads of one server. Safe to use from many threads.

    The index is opened when it is first needed, and made by the first upload where there is none.
    """

    def __init__(self, settings: Settings, *, embedder: Embedder | None = None) -> None:
        """``embedder``: one that is loaded already, instead of the index's own by name."""
        self.settings = settings
        self.feedback = Feedback(settings.feedback)
        self.metrics = Metrics()
        self.library = Library()
        self._examples = Examples()
        self._embedder = embedder
        self._index: Index | None = None
        self._opening = threading.Lock()
        self._writing = threading.Lock()
        self._language_model: Answerer | None = make_answerer(llm=settings.llm, llm_url=settings.llm_url)
        # apart from each other, so that a slow language model keeps nobody from the bundled reader
        self._workers = {READER: Workers(settings.concurrency, settings.waiting, "answer")}
        if self._language_model is not None:
            self._workers[self.answerers[1]] = Workers(settings.llm_concurrency, settings.waiting, "language-model")

    @property
    def answerers(self) -> list[str]:
        """Names of the answerers to choose from: the bundled reader first, then the language model, if there is one."""
        model = self._language_model
        return [READER] if model is None else [READER, model.name if model.name != READER else f"{READER} (model)"]

    @property
    def default_answerer(self) -> str:
        """The language model where one was asked for, else the reader."""
        return self.answerers[-1]

    @property
    def writable(self) -> bool:
        return self.settings.writable

    @property
    def index(self) -> Index:
        """The index, opened.

        Raises:
            NoIndexError: nothing has been indexed yet.
            StoreError: the index cannot be used.
        """
        with self._opening:
            if self._index is None:
                if not Index.exists(self.settings.index):
                    raise NoIndexError("nothing is indexed yet: add newspaper pages first")
                embedder = self._embedder or self.settings.embedder
                self._index = Index.open(self.settings.index, embedder=embedder, readonly=not self.writable)
            return self._index

    def check(self) -> None:
        """Load the index and its embedder, so that what is wrong with them is known before anybody comes to ask.

        Raises:
            NewsragError: questions cannot be answered from this index. That there is none yet is no error.
        """
        if Index.exists(self.settings.index):
            _ = self.index.embedder

    def warm(self) -> None:
        """Load what the first question would have to wait for: index, embedder, reader, dictionary."""
        try:
            index = self.index
            rows = self.library.rows(index)
        except NoIndexError:
            return
        if rows:
            for _ in self._events(Question(rows[0].title[:100] or "?")):
                pass
            self.examples("zh")
            self.examples("en")

    def ready(self) -> str | None:
        """None when questions can be answered, else what is in the way."""
        try:
            with self.index.pin() as snapshot:
                empty = snapshot.chunk_count == 0
            _ = self.index.embedder  # a changed one makes every question fail
            return "the index is empty: add newspaper pages first" if empty else None
        except NewsragError as error:
            return str(error)

    async def stream(self, question: Question) -> AsyncIterator[Event]:
        """The events of an answer; leaving early stops the work.

        Raises:
            BusyError: too many questions are waiting.
            NewsragError: the question or the index cannot be used.
        """
        name = question.answerer if question.answerer in self._workers else READER
        workers = self._workers[name]
        if not workers.has_room():
            self.metrics.questions.add("busy")
            raise BusyError("too many questions are waiting; try again in a minute")
        outcome = "stopped"
        try:
            async for event in workers.iterate(lambda: self._events(replace(question, answerer=name))):
                if event.answer is not None:
                    outcome = "answered" if event.answer.answered else "abstained"
                    self.metrics.seconds.observe(event.answer.timings.get("total", 0.0))
                yield event
        except Exception:
            outcome = "failed"
            raise
        finally:
            self.metrics.questions.add(outcome)

    async def ask(self, question: Question) -> Answer:
        """The whole answer; errors as ``stream``."""
        answer: Answer | None = None
        async for event in self.stream(question):
            answer = event.answer or answer
        if answer is None:
            raise NewsragError("the answerer ended without an answer; ask again")
        return answer

    def _events(self, question: Question) -> Iterator[Event]:
        return ask_stream(
            question.text,
            index=self.index,
            history=question.history,
            k=question.k,
            since=question.since,
            until=question.until,
            answerer=None if question.answerer == READER else self._language_model,
            reranker=self.settings.reranker,
        )

    async def search(
        self, question: str, k: int = 8, since: date | None = None, until: date | None = None
    ) -> list[Passage]:
        """The k passages that best answer a question; errors as ``stream``."""
        from rag.retrieval import Retriever

        def find() -> list[Passage]:
            return list(Retriever(self.index).search(question, k=k, since=since, until=until))

        return await asyncio.to_thread(find)

    def article(self, article_id: str) -> tuple[Article, str]:
        """An article and the whole text of its source.

        Raises:
            StoreError: it is not, or no longer, in the index.
        """
        index = self.index
        article = index.article(article_id)
        return article, index.source_text(article.source)

    def listing(self, words: str = "", first: int = 0, size: int = 50) -> Listing:
        """A page of the library; empty where there is no index."""
        try:
            return self.library.listing(self.index, words, first, size)
        except NoIndexError:
            return Listing((), 0, 0, 0)

    def rows(self) -> tuple[Row, ...]:
        """All rows of the library; empty where there is no index."""
        try:
            return self.library.rows(self.index)
        except NoIndexError:
            return ()

    def examples(self, language: str) -> list[str]:
        """A few questions that the indexed articles answer, in "zh" or "en"."""
        try:
            return self._examples.of(self.index, language)
        except NewsragError:
            return []

    def add_uploads(
        self, files: Sequence[tuple[Path, str]], progress: UploadProgress | None = None
    ) -> list[FileReport]:
        """Store and index uploaded files, ``(where it is, what its sender calls it)``; one report a file, by its name.

        Raises:
            ReadOnlyError: this server does not take files.
            NewsragError: the index cannot be written; nothing of the rest is added then.
        """
        self._may_write()
        settings = self.settings
        limits = uploads.Limits(settings.upload_bytes, settings.upload_files, settings.uploads_total_bytes)
        reports: list[FileReport] = []
        with self._writing:
            index = self._writable_index()
            for at, (path, name) in enumerate(files):
                shown = uploads.safe_name(name)
                if progress:
                    progress(at, len(files), shown)
                reports.append(self._add_one(index, path, shown, limits, at))
        if progress:
            progress(len(files), len(files), "")
        return reports

    def _add_one(self, index: Index, path: Path, name: str, limits: uploads.Limits, at: int) -> FileReport:
        if at >= limits.files:
            return FileReport(name, error=f"more than {limits.files} files at a time; send the rest again")
        try:
            target = uploads.store(path, name, self.settings.uploads, limits)
        except (ReadError, OSError) as error:
            return FileReport(name, error=str(error))
        report = index.add([target])
        added, unchanged, replaced = (
            sum(getattr(f, x) for f in report.files) for x in ("added", "unchanged", "replaced")
        )
        problem = "; ".join(dict.fromkeys(f.error for f in report.files if f.error)) or None
        if problem and not added and not unchanged:
            target.unlink(missing_ok=True)
        return FileReport(name, added, unchanged, replaced, problem)

    def _writable_index(self) -> Index:
        if not Index.exists(self.settings.index):
            with self._opening:
                created = Index.create(self.settings.index, self._embedder or self.settings.embedder)
                self._index = created
        return self.index

    def remove(self, ids: Sequence[str]) -> int:
        """Remove articles by their whole ids; how many went. An uploaded file all of whose articles are gone goes too.

        Raises:
            ReadOnlyError: this server's library cannot be changed.
            StoreError: one of them is not in the index.
        """
        self._may_write()
        with self._writing:
            index = self.index
            known = {row.id for row in self.rows()}
            unknown = [i for i in ids if i not in known]
            if unknown:
                raise StoreError(f"there is no article {unknown[0][:40]}; it may have been removed already")
            count = index.remove(list(ids))
            self._drop_unused_uploads(index)
        return count

    def _drop_unused_uploads(self, index: Index) -> None:
        folder = self.settings.uploads
        if not folder.is_dir():
            return
        held = {article.source.partition("#")[0] for article in index.articles()}
        for file in folder.iterdir():
            if file.is_file() and str(file) not in held and file.suffix != ".part":
                file.unlink(missing_ok=True)

    def _may_write(self) -> None:
        if not self.writable:
            raise ReadOnlyError("this server is read-only: its library cannot be changed from the browser")

    def close(self) -> None:
        """Stop the threads and close the index."""
        for workers in self._workers.values():
            workers.close()
        with self._opening:
            if self._index is not None:
                self._index.close()
                self._index = None
