"""Foreign names found in Chinese text by their sound."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.transliteration import SURE, written


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Alabama", "美國南部的阿拉巴馬州", "阿拉巴馬"),
        ("Rodrigo", "羅德里哥於1431年生於小鎮克薩蒂瓦", "羅德里哥"),
        ("Tasman", "塔斯曼区位于南岛", "塔斯曼"),
        ("Gregor", "教宗格列高利七世", "格列高"),
        ("Caicedo", "球员凯塞多加盟切尔西", "凯塞多"),
        ("Estonia", "来自爱沙尼亚的选手", "爱沙尼亚"),
    ],
)
def test_a_name_is_found_where_it_is_written(name: str, text: str, found: str) -> None:
    start, end, sure = written(name, text)[0]
    assert text[start:end].startswith(found)
    assert SURE <= sure <= 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Alabama", "会议在长春召开，研究春运保障工作，审议通过保护行动方案。"),
        ("Rodrigo", "全省快递业务量累计完成13.2亿件，同比增长19.4％。"),
        ("Max", "马克思主义"),  # too short to tell
        ("Tasman", "Tasman District is in the South Island."),
        ("Koper", "大家可以去大理"),
        ("Kenadar", "来自加拿大的选手"),  # the dictionary knows it
        ("", "阿拉巴马"),
        ("Alabama", ""),
    ],
)
def test_what_only_begins_to_sound_so_is_not(name: str, text: str) -> None:
    assert written(name, text) == []


LATIN = st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFXYZ", max_size=14)


@given(LATIN, st.text(alphabet="阿拉巴马克斯·尔的是a", max_size=30))
@settings(max_examples=150, deadline=None)
def test_spans_lie_in_the_text_and_apart(name: str, text: str) -> None:
    spans = sorted(written(name, text))
    assert all(0 <= start < end <= len(text) and SURE <= sure <= 1 for start, end, sure in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
