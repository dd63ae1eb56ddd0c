"""A file's text comes out right whatever common encoding it is in, short texts too."""

from __future__ import annotations

import random

import pytest

from rag.errors import ReadError
from rag.reading.encoding import decode, printable

SIMPLIFIED = "1月22日，省委书记主持召开会议，传达学习重要讲话精神。"
TRADITIONAL = "市政府今日發布公告，將於明年開放新的公園，歡迎市民參觀。"
ENGLISH = "The mayor said on Monday that the café would reopen."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, ENGLISH, SIMPLIFIED + "\n" + ENGLISH])
def test_text_survives_every_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", [TRADITIONAL, "臺北市政府", "新聞"])
def test_big5_is_told_from_gb18030(text: str) -> None:
    assert decode(text.encode("big5")) == text


@pytest.mark.parametrize("text", ["姓名", "联通", "中文", "会议指出", "abc中", "更正"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_characters_are_enough(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_smart_quotes_of_a_western_editor() -> None:
    assert decode("“We agreed,” he said – naïve or not.".encode("cp1252")) == "“We agreed,” he said – naïve or not."


def test_accents_in_short_utf8_are_not_taken_for_chinese() -> None:
    assert decode("naïve café".encode()) == "naïve café"


def test_other_scripts_in_utf8_are_left_alone() -> None:
    for text in ("Привет, мир", "สวัสดี", "مرحبا", "こんにちは世界", "😀 ok"):
        assert decode(text.encode()) == text


def test_a_file_cut_inside_a_character_loses_only_that() -> None:
    assert decode((SIMPLIFIED * 20).encode()[:-1]) == (SIMPLIFIED * 20)[:-1] + "\ufffd"


def test_declared_encoding_is_taken_when_it_fits() -> None:
    assert decode("日本語".encode("euc_jp"), "euc-jp") == "日本語"
    assert decode(SIMPLIFIED.encode(), "gb2312-nonsense") == SIMPLIFIED


@pytest.mark.parametrize("seed", range(5))
def test_binary_junk_is_refused(seed: int) -> None:
    junk = random.Random(seed).randbytes(4096)
    with pytest.raises(ReadError, match="binary"):
        decode(junk)


def test_unshowable_characters_keep_offsets() -> None:
    text = "a\x00b\ud800c\x1bd\te\n"
    assert printable(text) == "a b\ufffdc d\te\n"
    assert len(printable(text)) == len(text)


def test_a_broken_line_does_not_change_the_encoding_of_the_others() -> None:
    good = ('{"id": "a"}\n' * 20 + SIMPLIFIED).encode()
    assert decode(good + b"\n\xff\xfe\xfd\n" + b"[" * 50_000).startswith(good.decode())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_after_a_long_english_beginning(encoding: str) -> None:
    text = "var a = 1;\n" * 10_000 + SIMPLIFIED
    assert decode(text.encode(encoding)) == text


def test_surrogates_written_as_utf8_are_lost_alone() -> None:
    assert decode(b"The mayor \xed\xa0\x80 spoke.") == "The mayor \ufffd spoke."
    assert decode(SIMPLIFIED.encode() + b"\xed\xa0\xbd\xed\xb8\x80") == SIMPLIFIED + "\ufffd\ufffd"


def test_utf8_is_told_whatever_the_page_declares() -> None:
    assert decode(SIMPLIFIED.encode(), "gb2312") == SIMPLIFIED
    assert decode(SIMPLIFIED.encode(), "iso-8859-1") == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16-le", "utf-16-be"])
def test_a_broken_byte_or_a_cut_does_not_change_the_encoding(encoding: str) -> None:
    text = TRADITIONAL * 3
    data = text.encode(encoding)
    assert decode(data[:-1])[: len(text) - 1] == text[:-1]
    if not encoding.startswith("utf-16"):  # where a byte more moves every character after it
        half = len(TRADITIONAL.encode(encoding))
        assert decode(data[:half] + b"\xff" + data[half:]).startswith(TRADITIONAL)
