"""Bodies that every level of government has one of: the committee of a province is not that of a city."""

from __future__ import annotations

import re

Body = tuple[str, str]
"""Its level and its kind, as Chinese abbreviates them: 省, 委."""

_CHINESE = re.compile(
    r"(?P<level>[省市县区州镇乡])(?:级|里|一级)?"
    r"(?P<kind>政府|人大|人民代表大会|政协|纪委|监委|法院|检察院|党委|委(?=员会)|委(?![托派任员屈婉内]))"
)
_ENGLISH = re.compile(
    r"\b(?P<level>provincial|province's|municipal|city|county|district|township)\s+"
    r"(?:(?:people's|party|cpc|communist|standing)\s+)*"
    r"(?P<kind>government|committee|congress|cppcc|political\s+consultative\s+conference|court|procuratorate)\b",
    re.I,
)
_LEVELS = {
    "provincial": "省", "province's": "省", "municipal": "市", "city": "市", "county": "县", "district": "区",
    "township": "乡",
}  # fmt: skip
_KINDS = {
    "人民代表大会": "人大", "党委": "委", "government": "政府", "committee": "委", "congress": "人大", "cppcc": "政协",
    "court": "法院", "procuratorate": "检察院",
}  # fmt: skip


def find_bodies(text: str) -> frozenset[Body]:
    """Those that a text in either language names by their level: 省委常委会, the municipal government."""
    found = {(m["level"], _KINDS.get(m["kind"], m["kind"])) for m in _CHINESE.finditer(text)}
    for m in _ENGLISH.finditer(text.replace("’", "'")):
        found.add((_LEVELS[m["level"].lower()], _KINDS.get(m["kind"].lower(), "政协")))
    return frozenset(found)
