"""Whatever is in a folder, reading goes on: each unreadable file is one clear line, nothing else is lost."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from rag.reading import ReadResult, read_paths

STORY = "市政府召开会议\n\n1月22日，市长主持召开会议，研究春运保障工作。\n\n会议要求，要保障旅客出行。\n"


def read_one(path: Path, **options: date) -> ReadResult:
    results = list(read_paths([path], **options))
    assert len(results) == 1
    return results[0]


def test_a_text_file_is_its_own_characters(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(STORY.replace("\n", "\r\n").encode("gb18030"))
    result = read_one(path)
    assert result.error is None
    assert result.text == STORY.replace("\n", "\r\n")
    assert result.source == result.file == str(path)
    assert len(result.digest) == 64
    (article,) = result.articles
    assert article.title == "市政府召开会议"
    assert article.text == "1月22日，市长主持召开会议，研究春运保障工作。\n会议要求，要保障旅客出行。"


def test_everything_hostile_is_reported_and_the_good_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "zero.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_bytes(b" \n\t\n")
    (tmp_path / "junk.txt").write_bytes(os.urandom(5000))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + os.urandom(500))
    (tmp_path / "nuls.txt").write_bytes(b"\0" * 1000)
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    results = {Path(result.source).name: result for result in read_paths([tmp_path])}
    assert results.pop("good.txt").articles
    expected = {
        "zero.txt": "empty",
        "blank.txt": "empty",
        "junk.txt": "binary",
        "picture.png": "no reader for .png files",
        "nuls.txt": "binary",
        "dangling.txt": "no such file",
        "self.txt": "leads back to itself",
        "pipe.txt": "not a regular file",
    }
    for name, reason in expected.items():
        assert reason in (results[name].error or ""), name
        assert "\n" not in (results[name].error or "")
        assert not results[name].articles
    assert set(results) == set(expected)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_forbidden_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(STORY)
    path.chmod(0)
    assert "permission" in (read_one(path).error or "")


def test_devices_are_not_read() -> None:
    for name in ("/dev/zero", "/dev/tty"):
        if Path(name).exists():
            assert "not a regular file" in (read_one(Path(name)).error or "it was read") or read_one(Path(name)).error


def test_path_that_vanishes_while_others_are_read(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    run = read_paths([tmp_path])
    first = next(run)
    (tmp_path / "b.txt").unlink()
    rest = list(run)
    assert first.articles
    assert rest[0].error == "there is no such file"
    assert rest[1].articles


def test_controls_nuls_and_surrogates_become_harmless(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        json.dumps({"id": "x", "title": "a\x00b", "text": "有\ud800字\x00也有\x07控制字符。"}), encoding="ascii"
    )
    result = read_one(path)
    assert result.articles[0].text == "有\ufffd字 也有 控制字符。"
    assert result.text.encode("utf-8")


def test_one_enormous_line(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_bytes("这是一句很长的话，没有换行。".encode() * 250_000)  # 10 MB
    result = read_one(path)
    (article,) = result.articles
    assert len(article.text) == len(result.text) == 3_500_000
    assert len(article.title) < 100


def test_given_date_reaches_articles_that_name_none(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("标题\n\n没有日期的一段话，说的是别的事情，与时间无关。\n", encoding="utf-8")
    (article,) = read_one(path, given_date=date(2024, 1, 23)).articles
    assert (article.date, article.date_basis) == (date(2024, 1, 23), "given")


def test_equal_articles_have_equal_ids_wherever_they_lie(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    first, second = (result.articles[0] for result in read_paths([tmp_path]))
    assert first.id == second.id
    (tmp_path / "b.txt").write_text(STORY.replace("春运", "安全"), encoding="utf-8")
    assert read_one(tmp_path / "b.txt").articles[0].id != first.id
