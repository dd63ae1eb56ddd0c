"""Exact match and F1 of SQuAD, MLQA and CMRC 2018, by hand."""

from __future__ import annotations

import pytest

from eval.metrics.cmrc import cmrc_exact_match, cmrc_f1, cmrc_tokens, longest_common_run
from eval.metrics.mlqa import mlqa_exact_match, mlqa_f1, normalise_mlqa
from eval.metrics.squad import exact_match, normalise_squad, token_f1


def test_squad_drops_case_articles_and_ascii_punctuation() -> None:
    assert normalise_squad("The  U.S. President, a man!") == "us president man"
    assert exact_match("the Denver Broncos.", ["Carolina Panthers", "Denver Broncos"]) == 1.0
    assert exact_match("Denver", ["Denver Broncos"]) == 0.0


def test_squad_f1_takes_the_best_answer_and_counts_repeats() -> None:
    # 2 tokens shared of 3 and 2: precision 2/3, recall 1
    assert token_f1("in Santa Clara", ["Clara", "Santa Clara"]) == pytest.approx(2 * 2 / (3 + 2))
    assert token_f1("ha ha ha", ["ha ha"]) == pytest.approx(2 * 2 / 5)


def test_squad_without_answers_wants_silence() -> None:
    assert exact_match("", []) == token_f1("", []) == 1.0
    assert exact_match("something", []) == token_f1("something", []) == 0.0


def test_mlqa_cuts_chinese_into_characters_and_keeps_other_words() -> None:
    assert normalise_mlqa("《清禾日报》 iPhone 15，2024年！", "zh") == "清 禾 日 报 iphone 152024 年"
    assert normalise_mlqa("“The” — Sun’s «rays»", "en") == "suns rays"


def test_mlqa_drops_punctuation_of_every_script_and_ascii_symbols() -> None:
    assert normalise_mlqa("1,320.7亿$+元・。；", "zh") == "13207 亿 元"


def test_mlqa_leaves_characters_outside_its_range_in_words() -> None:
    # the published script knows 4e00-9fa5 only: 龦 (9fa6) and 𠀀 are not cut
    assert normalise_mlqa("龦龦 𠀀𠀀好", "zh") == "龦龦 𠀀𠀀 好"


def test_mlqa_f1_is_per_character_in_chinese() -> None:
    # 沈砚秋 inside 市委书记沈砚秋: 3 of 7 and 3
    assert mlqa_f1("市委书记沈砚秋", ["沈砚秋"]) == pytest.approx(2 * 3 / (7 + 3))
    assert mlqa_exact_match("沈砚秋。", ["沈砚秋"]) == 1.0


def test_mlqa_normalises_by_the_language_of_each_answer() -> None:
    assert mlqa_exact_match("the Bund", ["外滩", "Bund"]) == 1.0
    assert mlqa_exact_match("外 滩", ["外滩", "Bund"]) == 1.0


def test_cmrc_counts_the_longest_run_and_not_a_bag() -> None:
    # 1月22日 against 22日1月: the longest common run is 22 日 (2 of 4 and 4 tokens), a bag would be perfect
    assert cmrc_tokens("1月22日") == ["1", "月", "22", "日"]
    assert cmrc_f1("22日1月", ["1月22日"]) == pytest.approx(2 * 2 / 8)
    assert mlqa_f1("22日1月", ["1月22日"]) == 1.0


def test_cmrc_drops_its_own_punctuation_only() -> None:
    assert cmrc_exact_match("《泡泡·战士》", ["泡泡战士"]) == 1.0
    assert cmrc_exact_match("泡泡战士…", ["泡泡战士"]) == 0.0  # an ellipsis is not on its list
    assert cmrc_tokens("ω-force Ⅱ, v2.0") == ["ωforce", "ⅱ", ",", "v2", ".", "0"]
    assert cmrc_f1("！", ["。"]) == 1.0


def test_longest_common_run() -> None:
    assert longest_common_run("abcde", "xbcdy") == 3
    assert longest_common_run("abcab", "abab") == 2  # a common subsequence would be 4
    assert longest_common_run("", "a") == 0
