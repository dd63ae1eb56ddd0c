"""SQuAD's exact match and token F1 (Rajpurkar et al., EMNLP 2016, §5; and ACL 2018 for unanswerable questions)."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)

Normalise = Callable[[str], str]


def normalise_squad(text: str) -> str:
    """Lower case, without ASCII punctuation, without a/an/the, single spaces. In this order: SQuAD's own."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(prediction: str, answers: Sequence[str], normalise: Normalise = normalise_squad) -> float:
    """1 if the normalised prediction equals a normalised answer. No answers: 1 for an empty prediction."""
    got = normalise(prediction)
    return float(any(got == normalise(answer) for answer in answers or ("",)))


def token_f1(prediction: str, answers: Sequence[str], normalise: Normalise = normalise_squad) -> float:
    """Best F1 over the answers between bags of white-space-separated tokens of the normalised texts.

    Where either text has no tokens, 1 if both have none and 0 otherwise (SQuAD 2.0's rule).
    """
    got = normalise(prediction).split()
    return max(_f1(got, normalise(answer).split()) for answer in answers or ("",))


def _f1(got: list[str], gold: list[str]) -> float:
    if not got or not gold:
        return float(got == gold)
    same = sum((Counter(got) & Counter(gold)).values())
    return 2 * same / (len(got) + len(gold))
