"""A reader is told which of a passage's words a question in the other language may mean."""

from __future__ import annotations

from datetime import date

from rag.answering.hints import MOST, hints
from rag.types import Passage

CHINESE = "1月22日，云溪市市长闻景尧在市博物馆会见了运动员代表。直升机参加了搜救。"
TODAY = date(2024, 1, 23)
ENGLISH = "Mayor Harriet Colbeck opened the museum on Friday; two helicopters joined the search."


def passage(text: str) -> Passage:
    return Passage("c", "a", "", None, text, "s", 0, len(text), 1.0)


def test_words_and_names_of_the_passage_stand_for_those_of_the_question() -> None:
    found = hints("Did Wen Jingyao visit the museum by helicopter?", [passage(CHINESE)], TODAY)[0].split()
    assert {"闻景尧", "博物馆", "直升机"} <= set(found)
    assert all(word in CHINESE for word in found)


def test_a_chinese_question_gets_the_english_words() -> None:
    (found,) = hints("几架直升机参加了搜索？", [passage(ENGLISH)], TODAY)
    assert "helicopters" in found
    assert not any("\u4e00" <= character <= "\u9fff" for character in found)


def test_within_one_language_there_is_nothing_to_tell() -> None:
    assert hints("谁会见了运动员代表？", [passage(CHINESE)], TODAY) == [""]
    assert hints("Who opened the museum?", [passage(ENGLISH)], TODAY) == [""]


def test_a_latin_word_of_a_chinese_question_gets_the_passages_own() -> None:
    held = passage("2023年云溪市地区生产总值为1796.2亿元。")
    assert hints("云溪2023年GDP是多少？", [held], TODAY) == ["地区生产总值"]


def test_a_long_question_does_not_crowd_out_itself() -> None:
    question = "Did the mayor, the museum, the helicopter, the city, the athletes, the search? " * 6
    assert len(hints(question, [passage(CHINESE)], TODAY)[0].split()) <= MOST


def test_days_that_cannot_be_are_no_obstacle() -> None:
    for question, today in (("Who met the mayor last week?", date.min), ("下周谁会见市长？", date.max)):
        assert len(hints(question, [passage(CHINESE)], today)) == 1


def test_a_foreign_name_is_hinted_as_the_passage_writes_it() -> None:
    held = passage("毛利语称塔斯曼区为 Te Tai-o-Aorere，该区位于南岛。")
    (hint,) = hints("Which island is Tasman District on?", [held], date(2024, 1, 1))
    assert "塔斯曼" in hint
    (none,) = hints("Which island is Malborough on?", [held], date(2024, 1, 1))
    assert "塔斯曼" not in none
