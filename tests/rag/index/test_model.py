"""Any history of adding, editing, removing, damaging and reopening, against a plain dictionary."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rag.index import Index
from tests.helpers import HashEmbedder
from tests.rag.index.support import assert_consistent, write_articles

NAMES = [f"article{at}" for at in range(6)]
TEXTS = [
    "江州大桥今天正式通车。",
    "The school opened its new library.",
    "暴雨引发洪水，居民连夜转移。",
    "水稻产量预计增长百分之五。",
    "Forty bronze bells go on show.",
    "高铁新线开工建设。",
]
FILES = ["one", "two", "three"]
contents = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS), min_size=1, max_size=4)


class IndexMachine(RuleBasedStateMachine):
    """``held`` is what the index should say: by file, by name, the text of the article."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.index = Index.create(self.place / "index", HashEmbedder())
        self.held: dict[str, dict[str, str]] = {}

    def teardown(self) -> None:
        self.index.close()
        shutil.rmtree(self.place, ignore_errors=True)

    def file(self, name: str) -> Path:
        return self.place / f"{name}.jsonl"

    def articles(self) -> set[tuple[str, str]]:
        """An article is its headline and text: in how many files it stands does not matter."""
        return {pair for content in self.held.values() for pair in content.items()}

    @rule(name=st.sampled_from(FILES), content=contents)
    def add_or_edit(self, name: str, content: dict[str, str]) -> None:
        before = self.articles()
        self.held[name] = dict(content)
        report = self.index.add(write_articles(self.file(name), content))
        assert report.added == len(self.articles() - before)
        assert not report.failed

    @precondition(lambda self: self.held)
    @rule()
    def add_everything_again(self) -> None:
        generation = self.index.generation
        report = self.index.add([self.file(name) for name in self.held])
        assert report.added == 0
        assert self.index.generation == generation

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def remove_a_file(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.held)))
        before = self.articles()
        del self.held[name]
        assert self.index.remove(self.file(name)) == len(before - self.articles())

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def remove_an_article(self, data: st.DataObject) -> None:
        title, text = data.draw(st.sampled_from(sorted(self.articles())))
        (article,) = [a for a in self.index.articles() if (a.title, a.text) == (f"{title} 报道", text)]
        assert self.index.remove(article.id[:12]) == 1
        for name, content in list(self.held.items()):
            self.held[name] = {n: t for n, t in content.items() if (n, t) != (title, text)}
            if not self.held[name]:
                del self.held[name]
            elif self.held[name] != content:
                write_articles(self.file(name), self.held[name])  # so that adding again does not bring it back
                self.index.add(self.file(name))

    @rule()
    def reopen(self) -> None:
        self.index.close()
        self.index = Index.open(self.place / "index", HashEmbedder())

    @rule(prefix=st.sampled_from(["vectors-", "words-"]))
    def lose_a_derived_folder(self, prefix: str) -> None:
        for path in (self.place / "index").iterdir():
            if path.name.startswith(prefix):
                shutil.rmtree(path)
        self.reopen()

    @invariant()
    def says_what_it_should(self) -> None:
        held = self.index.articles()
        assert {(article.title.split()[0], article.text) for article in held} == self.articles()
        assert len(held) == len(self.articles())
        if len({article.text for article in held}) == len(held):
            assert_consistent(self.index, [article.text for article in held])
        sources = {f"{self.file(name)}#{one}" for name, content in self.held.items() for one in content}
        assert set(self.index.sources()) == sources


TestIndexMachine = IndexMachine.TestCase
TestIndexMachine.settings = settings(
    max_examples=8, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
)
