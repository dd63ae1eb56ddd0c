"""The tokenizer as one plain ``tokenizer.json``: WordPiece over Han words, Han characters and English pieces.

Everything that makes two spellings one lives in the vocabulary, so that offsets into the text stay exact: the same id
stands for a word at the start of a Han run and inside it (``会议`` and ``##会议``), for its simplified and traditional
spelling, and one id stands for all Han characters without a row of their own, so that none turns a run into [UNK].
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from embeddings.training.cedict import HAN_WORD

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
RARE_HAN = "[HAN]"
RARE_SPELLING = "\u3400"  # what the normaliser writes for characters outside the basic block, one for one
BASIC_HAN = [chr(c) for c in range(0x4E00, 0xA000)] + [RARE_SPELLING]
RUN = 24  # Han characters tokenised at a time: bounds the work of the longest-match search


def aliases(
    vocabulary: Mapping[str, int], simplified: Mapping[str, str], to_simplified: Callable[[str], str]
) -> dict[str, int]:
    """Further spellings of rows: continuations of Han words, traditional forms, and all other Han characters."""
    found: dict[str, int] = {}
    for token, row in vocabulary.items():
        if HAN_WORD.fullmatch(token):
            found["##" + token] = row
    for character in BASIC_HAN:
        if character not in vocabulary:
            simple = unicodedata.normalize("NFKC", to_simplified(character))
            found[character] = found["##" + character] = vocabulary.get(simple, vocabulary[RARE_HAN])
    for traditional, simple in simplified.items():
        if len(traditional) > 1 and simple in vocabulary and traditional not in vocabulary:
            found[traditional] = found["##" + traditional] = vocabulary[simple]
    return found


def without_words(vocabulary: Mapping[str, int]) -> dict[str, int]:
    """The vocabulary without Han words of several characters: the same ids, one token a character."""
    return {t: i for t, i in vocabulary.items() if len(s := t.removeprefix("##")) == 1 or not HAN_WORD.fullmatch(s)}


def tokenizer_json(vocabulary: Mapping[str, int]) -> dict[str, Any]:
    """The whole tokenizer, as ``tokenizers.Tokenizer.from_file`` reads it."""
    ends = {t: {"id": t, "ids": [vocabulary[t]], "tokens": [t]} for t in ("[CLS]", "[SEP]")}
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    first: list[dict[str, Any]] = [
        {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
    ]
    second = [{"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": "[SEP]", "type_id": 1}}]
    rare = {"Regex": r"[\x{3400}-\x{4dbf}\x{20000}-\x{323af}]"}
    fold = {"clean_text": True, "handle_chinese_chars": False, "strip_accents": True, "lowercase": True}
    normalizers: list[dict[str, Any]] = [
        {"type": "NFKC"},
        {"type": "Replace", "pattern": rare, "content": RARE_SPELLING},
        {"type": "BertNormalizer", **fold},
    ]
    han = {"Regex": rf"[\x{{3400}}-\x{{4dbf}}\x{{4e00}}-\x{{9fff}}]{{1,{RUN}}}"}
    split = {"type": "Split", "pattern": han, "behavior": "Isolated", "invert": False}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": vocabulary[t], "content": t, **flags} for t in SPECIAL],
        "normalizer": {"type": "Sequence", "normalizers": normalizers},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, {"type": "BertPreTokenizer"}]},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": first,
            "pair": first + second,
            "special_tokens": ends,
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": dict(vocabulary),
        },
    }


def write_tokenizers(folder: Path, vocabulary: Mapping[str, int]) -> None:
    """Write ``tokenizer.json`` and ``tokenizer-characters.json`` (the same ids, one token a Han character)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, entries in (("tokenizer", vocabulary), ("tokenizer-characters", without_words(vocabulary))):
        text = json.dumps(tokenizer_json(entries), ensure_ascii=False, separators=(",", ":"))
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def read_vocabulary(path: Path) -> dict[str, int]:
    """Token to row, aliases included, of a ``tokenizer.json``."""
    return dict(json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"])


def row_of(tokenizer: Tokenizer, token: str) -> int:
    """The row of ``token``. Raises ValueError where the vocabulary lacks it."""
    row = tokenizer.token_to_id(token)
    if row is None:
        raise ValueError(f"the tokenizer's vocabulary has no {token}")
    return row


def spellings(tokens: Iterable[str]) -> list[str]:
    """Tokens without the continuation mark."""
    return [t.removeprefix("##") for t in tokens]
