"""Names across scripts: 景俊海, Jing Junhai, Junhai Jing and JING Jun-hai give the same index term."""

from __future__ import annotations

import itertools

from rag.language.chinese_names import find_chinese_names, pinyin_places
from rag.language.english_names import english_name_keys, find_english_names
from rag.language.gazetteer import gazetteer
from rag.language.mentions import NameMention
from rag.language.pinyin import character_readings, pinyin_reading, pinyin_readings, plain_reading, surnames
from rag.language.scripts import is_han, simplify

__all__ = ["NameMention", "find_names", "name_keys", "pinyin_reading", "pinyin_readings", "surnames"]


def find_names(text: str) -> list[NameMention]:
    """People, places, organisations and 《titles》 in ``text``, in either script, in order, not overlapping.

    Offsets count in ``text``. Precision comes first: a word that may or may not be a name is left out.
    """
    mentions = find_chinese_names(text)
    taken = [(m.start, m.end) for m in mentions]
    for mention in find_english_names(text):
        if not any(mention.start < end and mention.end > start for start, end in taken):
            mentions.append(mention)
    return sorted(mentions, key=lambda m: m.start)


def name_keys(text: str) -> list[str]:
    """Index terms for the names in ``text``, each once, the same for a page and for a question in either script.

    People give ``jing_junhai``, known places and bodies ``@harbin``, other places ``%linhe``.
    """
    keys: dict[str, None] = {}
    if any(map(is_han, text)):
        for mention in find_chinese_names(text, liberal=True):
            plain = simplify(mention.text)
            if mention.kind == "person" and plain not in gazetteer():
                keys.update(dict.fromkeys(f"{a}_{b}" for a, b in pinyin_readings(plain) if a and b))
            else:
                keys.update(dict.fromkeys("@" + name.replace(" ", "_") for name in gazetteer().get(plain, ())))
        for place in pinyin_places(text):
            options = [[plain_reading(r) for r in character_readings().get(ch, [""])][:2] for ch in place]
            keys.update(dict.fromkeys("%" + "".join(parts) for parts in itertools.product(*options)))
    keys.update(dict.fromkeys(english_name_keys(text)))
    return list(keys)
