"""CMRC 2018's own exact match and F1 (Cui et al., A Span-Extraction Dataset for Chinese MRC, EMNLP 2019, §4).

It differs from SQuAD's: the F1 counts the longest common *contiguous* run of tokens, not a bag, and its list of
punctuation is short and fixed. The published script cuts non-Chinese text with NLTK; here runs of letters and digits
and single symbols stand for that, which gives the same tokens except inside English contractions and abbreviations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# the script also lists ……, which a single character never equals: an ellipsis stays, as it does there
_DROPPED = frozenset("-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』")
_TOKEN = re.compile(r"[\u4e00-\u9fa5]|[^\W\u4e00-\u9fa5]+|[^\w\s]")


def cmrc_tokens(text: str) -> list[str]:
    """Han characters one by one, other runs of letters and digits whole; the script's punctuation dropped."""
    return _TOKEN.findall("".join(char for char in text.lower() if char not in _DROPPED))


def cmrc_exact_match(prediction: str, answers: Sequence[str]) -> float:
    """1 if prediction and an answer are equal once lower-cased and without the punctuation and outer white space."""
    got = _bare(prediction)
    return float(any(got == _bare(answer) for answer in answers or ("",)))


def cmrc_f1(prediction: str, answers: Sequence[str]) -> float:
    """Best over the answers of 2·L / (tokens in both), with L the longest common run of tokens."""
    got = cmrc_tokens(prediction)
    best = 0.0
    for answer in answers or ("",):
        gold = cmrc_tokens(answer)
        if not got and not gold:
            return 1.0
        best = max(best, 2 * longest_common_run(got, gold) / (len(got) + len(gold)))
    return best


def longest_common_run(first: Sequence[str], second: Sequence[str]) -> int:
    """Length of the longest run of tokens that stands in both sequences."""
    best = 0
    previous = [0] * (len(second) + 1)
    for token in first:
        current = [0] * (len(second) + 1)
        for at, other in enumerate(second, 1):
            if token == other:
                current[at] = previous[at - 1] + 1
                best = max(best, current[at])
        previous = current
    return best


def _bare(text: str) -> str:
    return "".join(char for char in text.lower().strip() if char not in _DROPPED)
