"""MLQA's answer normalisation (Lewis et al., MLQA: Evaluating Cross-lingual Extractive QA, ACL 2020, §5.1).

Written from the published script's behaviour: all Unicode punctuation is dropped, each language's articles are
dropped, and Chinese is cut into one token a character with runs of anything else kept as words.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Sequence
from functools import lru_cache, partial

from eval.metrics.squad import exact_match, token_f1

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_HAN = re.compile(r"([\u4e00-\u9fa5])")  # the script's own range: characters outside it stay in words


@lru_cache(maxsize=65536)
def is_punctuation(char: str) -> bool:
    """Unicode category P*, or one of ASCII's 32 (which hold symbols such as $ and +)."""
    return char in string.punctuation or unicodedata.category(char).startswith("P")


def normalise_mlqa(text: str, language: str) -> str:
    """Tokens joined by single spaces. ``language``: ``zh`` is cut into characters, ``en`` loses its articles.

    Han is told apart after punctuation is gone, so a word cut by a full-width comma is one word again, as in the
    script.
    """
    text = "".join(char for char in text.lower() if not is_punctuation(char))
    if language == "en":
        text = _ARTICLES.sub(" ", text)
    elif language == "zh":
        text = _HAN.sub(r" \1 ", text)
    return " ".join(text.split())


def mlqa_exact_match(prediction: str, answers: Sequence[str]) -> float:
    """Exact match, each answer normalised (and the prediction with it) as the language that the answer is in."""
    return max(
        exact_match(prediction, [answer], partial(normalise_mlqa, language=language_of(answer)))
        for answer in answers or ("",)
    )


def mlqa_f1(prediction: str, answers: Sequence[str]) -> float:
    """Token F1, each answer normalised (and the prediction with it) as the language that the answer is in."""
    return max(
        token_f1(prediction, [answer], partial(normalise_mlqa, language=language_of(answer)))
        for answer in answers or ("",)
    )


def language_of(answer: str) -> str:
    """``zh`` for an answer with a Han character in it, else ``en``."""
    return "zh" if _HAN.search(answer) else "en"
