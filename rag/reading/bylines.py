"""Who wrote it and where it was filed: bylines and datelines, in Chinese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.scripts import simplify

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳唐罗薛伍余米贝姚孟顾尹江钟黄穆萧肖邵汪祁毛狄戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季麻贾路娄危童颜郭梅盛林刁徐"
    "邱骆高夏蔡田樊胡凌霍虞万柯卢莫房解应丁邓洪包石崔吉龚程邢裴陆荣翁于惠曲封靳段焦谷车侯全班仰秋仲伊宫宁仇甘厉武符刘"
    "景詹龙叶黎白蒲赖卓乔闻党翟谭劳申冉桑桂牛温庄晏柴瞿阎连茹习易廖耿匡文寇欧沃越聂晁敖冷辛阚简饶曾关岳齐闫"
)
_HAN = r"[\u4e00-\u9fff]"
_NAME = rf"(?:[{SURNAMES}]{_HAN}{{1,3}}|{_HAN}{{1,6}}(?:·{_HAN}{{1,8}}){{1,3}})"  # 黄鹭, 阿依古丽·买买提
_ANY_NAME = rf"(?:{_NAME}|{_HAN}{{2,4}})"  # where white space already sets it off
_ROLE = (
    r"(?:首席|特约|特派|驻\S{1,6}|见习|实习|全媒体|融媒体?)?"
    r"(?:记者|通讯员|评论员|实习生|撰稿人|撰稿|编译|特约撰稿)"
)
_OUTLET = (
    rf"(?:本[报刊台网]|{_HAN}{{0,10}}[A-Za-z]{{0,8}}{_HAN}{{0,10}}"
    r"(?:报|社|网|台|刊|新闻|客户端|中心|在线|融媒体?|全媒体))?\s?"
)
_AND = r"(?:[\s、，,/]+|\s?和\s?)"
_NAMES = (
    rf"(?:(?:\s+|\s*[:：]\s*){_ANY_NAME}|{_NAME})"
    rf"(?:{_AND}(?:{_OUTLET}{_ROLE}\s*[:：]?\s*)?{_ANY_NAME}|{_OUTLET}{_ROLE}\s*[:：]?\s*{_NAME}){{0,9}}"
)
_BYLINE = rf"{_OUTLET}{_ROLE}{_NAMES}(?:\s*(?:报道|文/图|图/文|文图|摄影报道|摄影|文|摄))?"
_BARE = rf"(?:{_OUTLET}(?:{_ROLE})\s*)?{_NAME}(?:[\s、，]+{_NAME}){{0,5}}"
_CREDIT = (
    r"(?:文/图|图/文|文/|图/|文字?[:：]|作者[:：]?|撰文[:：]|来源[:：]|原载|供稿[:：]?|图[:：]|摄影[:：])"
    r"\s*[^。！？；\n]{2,40}"
)
_SOURCE = r"据?(?:新华社|中新社|新华网|人民日报|央视新闻|中新网|央视网)(?:[\u4e00-\u9fff]{0,4}(?:电|供本报专电|讯))?"
_ENGLISH_NAME = r"(?:[A-Z][\w'’.-]*|[A-Z]\.)(?:\s+(?:[A-Z][\w'’.-]*|de|van|von|bin|al|da)){0,4}"
_ENGLISH = (
    rf"(?:[Bb]y|BY|Reported by|Story by|Written by)\s+{_ENGLISH_NAME}"
    rf"(?:(?:\s*,\s*|\s+(?:and|AND|in|&)\s+){_ENGLISH_NAME}){{0,5}}(?:\s*[|/,]\s*[^.!?]{{2,60}})?"
)

_LINE = re.compile(rf"[（(【\[]?\s*(?:{_BYLINE}|{_CREDIT}|{_SOURCE}|{_ENGLISH})\s*[）)】\]]?\s*$")
_BARE_NAMES = re.compile(rf"[□■]\s*(?:{_OUTLET}{_ROLE})?\s*{_ANY_NAME}(?:{_AND}{_ANY_NAME}){{0,5}}$")
_JOINED_NAMES = rf"{_HAN}{{2,8}}(?:[\s、，]+{_HAN}{{2,8}}){{0,5}}"  # a wrap between two names leaves no space
_TAIL = re.compile(
    rf"(?P<whole>[（(【]\s*{_OUTLET}{_ROLE}\s*[:：]?\s*{_JOINED_NAMES}"
    rf"(?:[\s、，]*{_ROLE}\s*[:：]?\s*{_JOINED_NAMES})?\s*[）)】]"
    r"|(?<=[。！？”’」』）)…!?.\"])(?:"
    rf"\s*[（(【]\s*(?:据[^（）()]{{2,30}}|{_BYLINE}|{_BARE}|{_SOURCE}|{_CREDIT}|[Bb]y\s+{_ENGLISH_NAME})\s*[）)】]"
    rf"|\s*(?:{_BYLINE}|来源[:：]\s*\S{{2,30}}|□\s*{_ANY_NAME}(?:{_AND}{_ANY_NAME}){{0,5}})"
    rf"|\s+(?:{_OUTLET}{_ROLE}\s*[:：]?\s*|文[/:：]\s*|作者[:：]\s*|图[/:：]\s*){_JOINED_NAMES}"
    rf"|\s+(?:By|BY)\s+{_ENGLISH_NAME}(?:\s+and\s+{_ENGLISH_NAME})?(?:,\s*[a-z]+\s+[a-z]+)?"
    r"))\s*$"
)

_AGENCY = (
    r"(?:新华社|本报|本刊|中新社|中新网|人民网|新华网|央视网|央广网|光明网|中国网|澎湃新闻|"
    r"[\u4e00-\u9fff]{2,6}(?:日报|晚报|时报|早报|商报|快报|晨报|都市报|青年报|通讯社|社|网))"
)
_PLACE_AND_DAY = (
    r"[\u4e00-\u9fff]{0,8}?\s*(?:\d{4}年)?"
    r"(?:\d{1,2}月\d{1,2}日|[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)?"
)
_REPORTERS = (
    r"(?:\s*[（(][^（）()]{0,40}(?:记者|通讯员|特派员|编译)[^（）()]{0,60}[）)]"
    rf"|\s*(?:{_OUTLET}{_ROLE}{_NAMES})(?:\s*报道)?(?=[:：\s]))"
)
_DATELINE = re.compile(
    rf"\s*(?:{_AGENCY}{_PLACE_AND_DAY}(?:专?电|讯|消息|综合消息|报道){_REPORTERS}?"
    rf"|【[^】]{{2,20}}(?:电|讯|消息)】{_REPORTERS}?)"
    r"[\s:：]*"
)
_ENGLISH_DATELINE = re.compile(
    r"\s*(?:[A-Z][A-Z.'’ -]{2,40}(?:,\s*[A-Z][A-Za-z. ]{1,20})?),?\s+"
    r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?:,\s*\d{4})?)?\s*"
    r"(?:\([A-Z][\w &/'-]{1,40}\))?\s*(?:--+|—|–|-(?=\s))\s*"
)
_REPORTER_IN_DATELINE = re.compile(
    r"(?:[（(]|(?<=[讯电息])\s*)([^（）()]{0,40}(?:记者|通讯员|特派员)[^（）():：]{0,60})(?:[）)]|报道|[:：\s]|$)"
)
_LONGEST_TAIL = 120  # characters at the end of a paragraph that a byline is looked for in


@dataclass(frozen=True, slots=True)
class Dateline:
    """``text`` is the dateline as printed, ``end`` where it stops in the body, ``byline`` the reporters it names."""

    text: str
    end: int
    byline: str


def is_byline(line: str) -> bool:
    """Whether a whole line only says who wrote the article or where it is from."""
    if len(line) > 90:
        return False
    line = simplify(line)
    return bool(_LINE.match(line) or _BARE_NAMES.match(line))


def trailing_byline(paragraph: str) -> tuple[int, str] | None:
    """(where the text proper ends, the byline) of a paragraph that closes with one, or None.

    >>> trailing_byline("于建国参加会议。 吉林日报记者 黄鹭")
    (8, '吉林日报记者 黄鹭')
    """
    tail_start = max(0, len(paragraph) - _LONGEST_TAIL - 1)  # and the end mark before it
    found = _TAIL.search(simplify(paragraph[tail_start:]), min(1, tail_start))
    if found is None:
        return None
    start, end = (tail_start + at for at in found.span("whole"))
    return len(paragraph[:start].rstrip()), clean_byline(paragraph[start:end])


def clean_byline(text: str) -> str:
    """A byline without the brackets or marks around it, its white space single."""
    return " ".join(text.split()).strip("（）()【】[]□■ ")


def find_dateline(body: str) -> Dateline | None:
    """The dateline that a body opens with (新华社北京1月22日电（记者…）, BEIJING, Jan. 22 (Xinhua) --), or None."""
    head = simplify(body[:200])
    found = _DATELINE.match(head) or _ENGLISH_DATELINE.match(head)
    if found is None:
        return None
    reporters = _REPORTER_IN_DATELINE.search(found[0])
    return Dateline(
        text=body[: found.end()].strip().rstrip(":： "),
        end=found.end(),
        byline=clean_byline(body[slice(*reporters.span(1))]) if reporters else "",
    )
