"""The sample pages: what a first start indexes, and what the gold questions count on."""

from __future__ import annotations

import importlib.util
import re
import sys
from types import ModuleType

import pytest

from tests.samples.shared import SAMPLES, shared_folder

HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("samples_build", SAMPLES / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_pages_are_what_the_articles_give(build: ModuleType) -> None:
    for page in build.read_pages():
        committed = (SAMPLES / "pages" / page.name).read_text(encoding="utf-8")
        assert committed == build.lay_out(page), f"{page.name} is out of date: python samples/build.py"


def test_every_page_has_its_articles_and_no_more(build: ModuleType) -> None:
    pages = build.read_pages()
    assert {path.name for path in (SAMPLES / "pages").glob("*.txt")} == {page.name for page in pages}
    for page in pages:
        parts = [page.masthead]
        for article in page.articles:
            parts += [text.replace("|", "") for _, text in article.head] + article.paragraphs + [article.byline]
        committed = (SAMPLES / "pages" / page.name).read_text(encoding="utf-8")
        assert _squeezed(committed) == _squeezed("".join(parts)), f"{page.name}: wrapping lost or added characters"


def test_enough_pages_in_both_languages(build: ModuleType) -> None:
    chinese = [page for page in build.read_pages() if HAN.search(page.articles[0].text)]
    english = [page for page in build.read_pages() if not HAN.search(page.articles[0].text)]
    assert len(chinese) >= 8
    assert len(english) >= 2
    assert sum(len(page.articles) for page in chinese + english) >= 45


def test_chinese_columns_are_narrow_and_well_set(build: ModuleType) -> None:
    for page in build.read_pages():
        for article in page.articles:
            if not HAN.search(article.text):
                continue
            for paragraph in article.paragraphs:
                lines = build.wrap(paragraph, page.width)
                assert "".join(lines) == paragraph
                assert all(line[0] not in "，。；：、！？）》”％" for line in lines)
                assert all(sum(0.5 if ch.isascii() else 1 for ch in line) <= page.width + 3 for line in lines)


def test_titles_are_unique(build: ModuleType) -> None:
    titles = [article.title for page in build.read_pages() for article in page.articles]
    assert len(set(titles)) == len(titles)


def test_nothing_is_copied_from_the_real_page() -> None:
    real = shared_folder() / "corpus" / "newspaper_page.txt"
    if not real.is_file():
        pytest.skip(f"the real newspaper page is not at {real}")
    text = _squeezed(real.read_text(encoding="utf-8"))
    grams = {text[at : at + 14] for at in range(len(text) - 13)}
    for path in sorted((SAMPLES / "articles").glob("*.txt")):
        ours = _squeezed(path.read_text(encoding="utf-8"))
        shared = [ours[at : at + 14] for at in range(len(ours) - 13) if ours[at : at + 14] in grams]
        assert not shared, f"{path.name} shares {shared[:3]} with the real page"
