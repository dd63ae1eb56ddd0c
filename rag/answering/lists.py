"""Who-answers that are several people: 席栓柱 and 于建国 both, though a title stands between them."""

from __future__ import annotations

import re

from rag.answering.analysis import Analysis
from rag.answering.spans import Span, names_list

_TITLE_GAP = re.compile(
    r"[\s、，,和及与]*(?:[^，。；！？,;.!?]{0,30}"
    r"(?:书记|省长|市长|县长|区长|镇长|乡长|村长|州长|主席|主任|部长|司长|局长|厅长|处长|科长|所长|院长|校长|会长|司令员|政委|政治委员|委员|代表|常委|"
    r"秘书长|总理|总统|大使|发言人|经理|董事长|总裁|教授|研究员|工程师|队长|教练|队员|记者|通讯员|馆长|台长|社长|总监|导演|编剧|演员|主管|负责人|组长|专家|"
    r"站长|行长|庭长|检察长|法官|律师|医生|老师|员)[、，]?){1,4}\s*"
    r"|\s*,?\s*(?:and\s+)?(?:(?:[a-z]+\s+){0,3}(?:secretary|mayor|governor|chairman|chairwoman|chair|president|minister|director|deputy|professor|dr\.?|mr\.?|ms\.?|"
    r"reporter|captain|coach|head|chief|member|councillor|officer|spokesman|spokeswoman)\s+){1,2}",
    re.I,
)


def people(analysis: Analysis, passage: int, span: Span, sentence: Span) -> list[Span]:
    """The people a who-question is answered by, given one of them.

    Bare names joined to it always belong. Names with titles of their own join when the question asks what
    somebody did: asked for the governor (省长是谁), the next man's name is no answer.
    """
    facts = analysis.facts[passage]
    chain = names_list(facts, span, "person", sentence)
    if not chain or _asked_by_title(analysis, passage, chain[0]):
        return chain
    names = sorted(
        (n.start, n.end) for n in facts.names if n.kind == "person" and sentence[0] <= n.start and n.end <= sentence[1]
    )
    at = names.index(chain[0])
    while at > 0 and _TITLE_GAP.fullmatch(facts.text, names[at - 1][1], names[at][0]):
        at -= 1
        chain.insert(0, names[at])
    at = names.index(chain[-1])
    while at + 1 < len(names) and _TITLE_GAP.fullmatch(facts.text, names[at][1], names[at + 1][0]):
        at += 1
        chain.append(names[at])
    return chain


def _asked_by_title(analysis: Analysis, passage: int, name: Span) -> bool:
    """Whether a word of the question stands directly before the name, as its title does."""
    text = analysis.facts[passage].text
    for term, found in zip(analysis.terms, analysis.hits(passage), strict=True):
        if term.kind == "name":
            continue
        for hit in found:
            if hit.sure >= 0.5 and hit.end <= name[0] and not text[hit.end : name[0]].strip():
                return True
    return False
