"""Names in English text: Chinese people in pinyin, known places and bodies, and others by their capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.gazetteer import english_gazetteer, gazetteer_kind
from rag.language.lexicon import translations
from rag.language.mentions import NameMention
from rag.language.pinyin import plain_reading, split_pinyin, surname_readings
from rag.language.scripts import fold

_TOKEN = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’‘-][A-Za-z\u00c0-\u024f]+)*")
_GAP = re.compile(r"[ \u00a0]+")
_POSSESSIVE = re.compile(r"['’]s$")
_JOINERS = {ord(c): None for c in "'’‘-"}
_TITLES = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|prof|professor|president|premier|minister|secretary|governor|mayor|chairman|chairwoman|chair|"
    r"general|comrade|director|chief|prime|party|vice|deputy|ambassador|spokesperson|spokesman|spokeswoman|reporter|king|queen)\.?$",
    re.I,
)
_ROLES = re.compile(  # before a name as well, and before much else: Coach Station
    r"(?:sir|dame|lord|lady|captain|skipper|goalkeeper|substitute|striker|midfielder|defender|winger|coach|manager|referee|councillor|"
    r"councilman|councilwoman|curator|coxswain|sergeant|inspector|constable|detective|superintendent|lieutenant|colonel|major|judge|"
    r"justice|senator|congressman|congresswoman|sheriff|bishop|archbishop|reverend|rev|nurse|principal|headteacher|headmaster|"
    r"headmistress)\.?",
    re.I,
)
_ORGANISATION = re.compile(
    r"\b(?:ministry|committee|commission|university|college|company|corporation|group|bank|bureau|department|agency|association|"
    r"party|congress|council|court|institute|academy|center|centre|hospital|school|administration|office|organi[sz]ation|union|"
    r"federation|news|daily|army|force|inc|ltd|co)\b",
    re.I,
)
_PLACE = re.compile(
    r"\b(?:city|county|province|district|town|township|village|island|islands|river|lake|mountain|mountains|sea|ocean|bay|port|"
    r"region|state|republic|street|road|avenue|bridge|airport|station)\b",
    re.I,
)
_THING = re.compile(  # what is named after somebody or somewhere and is neither: Qinglan Orchard
    r"\b(?:orchard|farm|garden|park|square|museum|library|gallery|theat(?:re|er)|cinema|stadium|hotel|tower|mall|market|factory|works|"
    r"mine|dam|tunnel|railway|line|metro|express|channel|canal|pier|wharf|terminal|temple|valley|forum|exhibition|festival|"
    r"marathon|cup|open|league|games|orchestra|opera|society|club|foundation|team|gazette|times|post|journal|plan|project|programme|program|"
    r"scheme|act|bill|agreement|declaration|initiative|award|prize|typhoon|hurricane)s?\b",
    re.I,
)
_CAPITALISED = re.compile(
    r"[A-Z\u00c0-\u00de][A-Za-z\d\u00c0-\u024f'’-]*"
    r"(?:\s+(?:(?:of|the|and|for|on|de|von|van|al|bin)\s+)*(?:[A-Z]\.(?=\s+[A-Z])|[A-Z\u00c0-\u00de][A-Za-z\d\u00c0-\u024f'’-]*))*"
)
_OPENING_WORDS = """
the a an who whom whose what when where which why how is are was were did does do has have had in on at it he
she they we this that these those but and or if as by for from to with of about according after before during
since until i you his her their its our my not no yes there here some many most all each every other another
such can could may might must shall should will would please tell name list give mr mrs ms dr today yesterday
tomorrow
"""
_CALENDAR_WORDS = """
january february march april may june july august september october november december jan feb mar apr jun jul
aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday
"""
_FIRST_NAMES = """
aaron abigail adam adrian agnes aidan alan albert alec alex alexander alexandra alfred alice alison amanda
amelia amy andrea andrew angela anita ann anna anne annie anthony antonio arthur ashley audrey barbara barry
beatrice becky ben benjamin bernard beth betty beverley billy brandon brenda brian bridget bruce bryan caleb
callum cameron carl carla carlos carmen caroline carolyn catherine cathy cecilia charles charlie cheryl chloe
christian christina christine christopher claire clara clare claudia clive colin connor craig cynthia damian
dan daniel danny darren dave david deborah debra denis dennis derek diana diane dominic don donald donna dora
doris dorothy doug douglas duncan dylan eddie edgar edith edward edwin eileen elaine eleanor elena eliza
elizabeth ella ellen ellie elliot elsie emily emma emmanuel eric erica ernest esther ethan eugene eva evan
evelyn fatima felix finn fiona frances francesca francis fred freddie frederick gareth gary gavin gemma geoff
geoffrey george gerald gerard gilbert giles gillian gina gladys glenn gordon graham greg gregory gwen hannah
harold harriet harry harvey hassan hector helen helena henry herbert howard hugh hugo ian imogen ingrid irene
isaac isabel isabella isobel ivan jackie jacob jacqueline jake james jamie jan jane janet janice jason jasmine
jeff jeffrey jennifer jenny jeremy jerome jerry jesse jessica jill jim jimmy joanna joanne joe joel john
johnny jon jonah jonathan jorge jose joseph josephine josh joshua joyce juan judith judy julia julian julie
justin karen karl kate katherine kathleen kathryn katie keith kelly ken kenneth kerry kevin kieran kirsty kyle
larry laura lauren laurence lawrence leah len leo leon leonard leslie lewis liam lily linda lindsay lisa liz
lorna lorraine louis louise lucas lucy luis luke lydia lynn mabel maggie malcolm marcus margaret maria marian
marie marion marta martha martin mary mateus matilda matt matthew maureen maurice megan melanie melissa mia
michael michelle miguel mike miles miranda mohamed mohammed molly monica muhammad muriel nadia nancy naomi
natalie natasha nathan nell nicholas nick nicola nicole nigel nina noah noel nora norma norman oliver olivia
omar oscar owen pablo pamela patricia patrick paul paula pauline pedro peggy penelope percy peter phil philip
philippa phillip phoebe phyllis priya rachel ralph raymond rebecca reginald rhys richard rick rita robert
roberta roderick rodney roger roland ron ronald rory rosa rosalind rosemary rosie ross roy rupert russell ruth
ryan samantha samir samuel sandra sara sarah scott sean sebastian sharon sheila shirley sidney silvia simon
sonia sophia sophie stanley stephanie stephen steve steven stuart susan susanna suzanne sybil sylvia tamara
tanya tara ted terence teresa terry thelma theo theodore theresa thomas tim timothy tina tobias toby todd tom
tomasz tony tracey tracy trevor tyler una ursula valerie vanessa vera vernon veronica vincent vivian walter
wanda wendy wilfred william winifred winston yasmin yvonne zachary zara zoe
"""
_GIVEN = frozenset(_FIRST_NAMES.split())
_NOT_NAMES = frozenset(_OPENING_WORDS.split()) | frozenset(_CALENDAR_WORDS.split())
# English words that are also pinyin; in small letters they make no name.
_PINYIN_LIKE = """
a an ai ban bang bin can chair chang change chi china dan dang die dong fan fang fen fun gang gong guan guide
hang hanging he hen hong hui i jun kong lei lie long ma man mange me men min more mu nan ne no nun pan panda
pang pie pin ping pu ran rang run sang sans she sun sung tan tang ten tong wan wang wei xi you yuan
"""
_ENGLISH = frozenset(_PINYIN_LIKE.split())


def find_english_names(text: str) -> list[NameMention]:
    """Names in English text, in order.

    A run of capitalised words is a person only with a title before it, as pinyin, with a common first name, or with a
    word in it that the bilingual lexicon has never met (Night Buses Carry is a headline).
    """
    out: list[NameMention] = []
    for match in _CAPITALISED.finditer(text):
        for start, end in _pieces(match):
            name = _POSSESSIVE.sub("", text[start:end])
            kind = _kind(name, text[max(0, start - 20) : start].rstrip())
            if kind:
                out.append(NameMention(start, start + len(name), name, kind))
    return out


def _pieces(match: re.Match[str]) -> list[tuple[int, int]]:
    """A capitalised run without the words at its ends that are no part of a name, cut at "of" and "and" where its left
    part is no body's (Tom Reed of Port Ellery; Ministry of Commerce)."""
    name = match.group()
    if fold(name) in english_gazetteer():
        return [match.span()]
    cut = re.search(r"\s+(?:of|and|for|on)\s+(?:the\s+)?", name)
    if cut and not _ORGANISATION.search(name[: cut.start()]) and not _PLACE.search(name[: cut.start()]):
        rest = _CAPITALISED.match(match.string, match.start() + cut.end(), match.end())
        left = _CAPITALISED.match(match.string, match.start(), match.start() + cut.start())
        return (_pieces(left) if left else []) + (_pieces(rest) if rest else [])
    parts = list(re.finditer(r"\S+", name))
    while parts and parts[0].group().lower() in _NOT_NAMES:
        parts.pop(0)
    while parts and parts[-1].group().lower() in _NOT_NAMES:
        parts.pop()
    while len(parts) > 1 and (_TITLES.search(parts[0].group()) or _ROLES.fullmatch(parts[0].group())):
        parts.pop(0)
    return [(match.start() + parts[0].start(), match.start() + parts[-1].end())] if parts else []


def _kind(name: str, before: str) -> str:
    """person, place or organisation; "" where a capital says nothing."""
    known = english_gazetteer()
    folded = name if name.isupper() and len(name) <= 6 else fold(name)
    parts = name.split()
    if folded in known:
        return gazetteer_kind(known[folded][0])
    if len(parts) > 1 and _ORGANISATION.search(name):
        return "organisation"
    if len(parts) > 1 and _PLACE.search(name):
        return "place"
    if person_keys([p.group() for p in _TOKEN.finditer(name)], strict=True):
        return "person"
    titled = bool(_TITLES.search(before))
    if name.isupper():
        return "organisation" if len(parts) == 1 and len(name) >= 2 else ""
    if titled and len(parts) <= 3:
        return "person"
    unknown = parts[0].lower() in _GIVEN or any(not translations(p) for p in parts)
    if 2 <= len(parts) <= 3 and all(p[0].isupper() for p in parts) and unknown:
        return "" if _THING.search(name) else "person"
    return ""


def english_name_keys(text: str) -> list[str]:
    """Index terms for the names in English text; see rag.language.names.name_keys."""
    keys: dict[str, None] = {}
    for group in _token_groups(text):
        keys.update(dict.fromkeys(_group_keys(group)))
    return list(keys)


def _token_groups(text: str) -> list[list[str]]:
    """Runs of Latin words with nothing but spaces between them."""
    groups: list[list[str]] = []
    end = -1
    for match in _TOKEN.finditer(text):
        if groups and _GAP.fullmatch(text, end, match.start()):
            groups[-1].append(match.group())
        else:
            groups.append([match.group()])
        end = match.end()
    return groups


def _group_keys(tokens: list[str]) -> list[str]:
    keys: list[str] = []
    known = english_gazetteer()
    in_person: set[int] = set()
    folded = [fold(_POSSESSIVE.sub("", t)) for t in tokens]
    for i, token in enumerate(tokens):
        for size in range(min(6, len(tokens) - i), 0, -1):
            phrase = " ".join(folded[i : i + size])
            if size == 1 and token.isupper() and token in known:
                keys.append("@" + token)
            elif phrase in known and (size > 1 or token[0].isupper() or len(phrase) > 5):
                keys.append("@" + phrase.replace(" ", "_"))
        for size in (2, 3):
            if i + size <= len(tokens):
                found = person_keys(tokens[i : i + size])
                if found:
                    keys += found
                    in_person.update(range(i, i + size))
        bare = re.sub("['’‘-]", "", folded[i])
        syllables = split_pinyin(bare) if token[0].isupper() and i not in in_person else None
        if syllables is not None and 2 <= len(syllables) <= 3:
            keys.append("%" + "".join(syllables))
    return keys


def person_keys(tokens: Sequence[str], *, strict: bool = False) -> list[str]:
    """Terms for a Chinese name spelt in two or three words, in either order; none where the words are plain English."""
    parts = [plain_reading(fold(_POSSESSIVE.sub("", t)).translate(_JOINERS)) for t in tokens]
    capital = all(t[0].isupper() for t in tokens) or (len(tokens) == 3 and tokens[0][0].isupper())
    syllables = [split_pinyin(p) for p in parts]
    if len(tokens) < 2 or any(s is None for s in syllables):
        return []
    counts = [len(s) for s in syllables if s]
    if sum(counts) > 4 or (not capital and (max(counts) < 2 or any(p in _ENGLISH for p in parts))):
        return []
    known = surname_readings()
    keys = []
    if len(parts) == 2:
        orders = [(parts[0], parts[1], counts[1]), (parts[1], parts[0], counts[0])]
    elif counts == [1, 1, 1]:  # Jing Jun Hai
        orders = [(parts[0], parts[1] + parts[2], 2)] + ([] if strict else [(parts[2], parts[0] + parts[1], 2)])
    else:
        orders = []
    for surname, given, size in orders:
        if surname in known and size <= 2:
            keys.append(f"{surname}_{given}")
    return keys
