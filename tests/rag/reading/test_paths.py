"""Files, folders and patterns name each file once; what cannot be followed is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.reading.paths import find_files


def names(found: list[tuple[str, str | None]], root: Path) -> list[str]:
    return [str(Path(path).relative_to(root)) for path, problem in found if problem is None]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.txt", "deep/er/c.md", ".hidden.txt", ".git/config", "deep/空 格.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path


def test_folder_is_walked_in_order_without_hidden_names(tree: Path) -> None:
    assert names(list(find_files([tree])), tree) == ["a.txt", "b.txt", "deep/空 格.txt", "deep/er/c.md"]


def test_patterns_and_repeats(tree: Path) -> None:
    found = list(find_files([tree / "a.txt", str(tree / "*.txt"), str(tree / "**" / "*.md"), tree / "a.txt"]))
    assert names(found, tree) == ["a.txt", "b.txt", "deep/er/c.md"]


def test_a_name_that_looks_like_a_pattern_is_a_name_if_it_exists(tmp_path: Path) -> None:
    (tmp_path / "page[1].txt").write_text("x")
    assert names(list(find_files([tmp_path / "page[1].txt"])), tmp_path) == ["page[1].txt"]


def test_loop_of_links_ends(tree: Path) -> None:
    (tree / "deep" / "loop").symlink_to(tree, target_is_directory=True)
    found = names(list(find_files([tree])), tree)
    assert found.count("a.txt") == 1
    assert len(found) == 4


def test_missing_names_are_reported_by_name(tmp_path: Path) -> None:
    missing = tmp_path / "no.txt"
    assert list(find_files([missing])) == [(str(missing), "there is no such file or folder")]
    pattern = str(tmp_path / "*.none")
    assert list(find_files([pattern])) == [(pattern, "the pattern matches no file")]
    assert list(find_files(["a\0b"])) == [("a\\0b", "its name holds a NUL character")]
