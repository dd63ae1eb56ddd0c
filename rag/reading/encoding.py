"""Bytes → text: which encoding a file is in, and characters that can be shown and stored."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from rag.errors import ReadError

# The most frequent Han characters of news (70 % of running simplified text), then the traditional forms of
# those that differ: text decoded with the right table is full of them, with the wrong one it has hardly any.
_COMMON = frozenset(
    "的国中人一在大了和发日为年有行新动会上是不业全生月作时家出地成以对区进公工多方来民展市到等部个力要开同高法现实能主化关通务员用合于下建长经这资体将学加前理分安场产网表者重机提后报文过们平美元事自天示与"
    "保道心面更联金水交电我持政近共定任强车海子活本设查据入他期次量题目内万息社可消度小及信好推外总当其记间点利明之系视向增数代今制性流也品标服并台名应看就北军情责运被最司警原回院已路科式党特相正此局调续物"
    "得位受比基解所央委南还议第防队导计管起两各某称至布项该三指收治从统源接西传案供领斯手组程立深意造处都东创支风技门广企闻问省着医习村山规件护里众线投步达书升团施集口色商州打亿编办城战说游播参求环结江价如"
    "带际级营无二常教质京育群十华果因告济老单而取举超费决气影种境专股证预态放助女引研由整辑域克河户首球站但让术身需客感完确然协显备监周快志包精知农构认宣转救积约友效未列益节优图非反坚返险县降改注格极准去界"
    "國發爲動會業時對區進來個開現實關務員於長經這資體將學場產網機後報過們與聯電強車設據題內萬總當記間點視數標並臺應軍責運黨調續還議隊導計兩稱項該從統傳領組處東創風門廣聞問醫習規護裏衆線達書團億編辦戰說遊參"
    "環結價帶際級營無質羣華濟單舉費決氣種專證預態輯戶讓術確協顯備監農構認轉積約節優圖堅險縣極準"
)
_MARKS = frozenset("，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕—…·％℃　～＋－／０１２３４５６７８９")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 64 * 1024  # bytes that an encoding is judged by
_HIGH = re.compile(rb"[\x80-\xff]")
_UNSHOWABLE = dict.fromkeys((*range(9), *range(14, 32), 127, *range(128, 133), *range(134, 160)), " ")
_UNSHOWABLE |= dict.fromkeys(range(55296, 57344), "�")


@dataclass(frozen=True, slots=True)
class _Trial:
    encoding: str
    score: float


def decode(data: bytes, declared: str | None = None) -> str:
    """Text of a file's bytes, without a byte order mark; what cannot be shown is replaced (see `printable`).

    ``declared`` is the encoding that the document itself names (an HTML charset): taken if the bytes fit it
    and are not UTF-8, which no other Chinese encoding looks like for long and many pages are that say otherwise.

    Raises:
        ReadError: the bytes are no text in any encoding known here.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return printable(_lenient(data[len(mark) :], encoding))
    if not data:
        return ""
    if declared and not _is_utf8(data):
        try:
            return printable(data.decode("gb18030" if declared.lower().startswith("gb") else declared))
        except (LookupError, ValueError):
            pass
    return printable(_lenient(data, detect(data)))


def printable(text: str) -> str:
    """The same text, character for character, with lone surrogates as U+FFFD and control characters as spaces.

    Tabs, line and page breaks stay. Lengths are unchanged, so offsets hold.
    """
    return text.translate(_UNSHOWABLE)


def detect(data: bytes) -> str:
    """Name of the encoding that ``data``, which has no byte order mark, is most plausibly written in.

    Raises:
        ReadError: no encoding known here makes text of it.
    """
    sample = data[:_SAMPLE]
    nuls = sample.count(0)
    cut = len(data) > _SAMPLE
    if nuls * 20 > len(sample):
        wide = _best(sample, ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"), cut=cut)
        if wide.score < 0.6:
            raise ReadError("it is binary data, not text")
        return wide.encoding
    if sample.isascii() and cut and (found := _HIGH.search(data, _SAMPLE)):
        sample = data[found.start() : found.start() + _SAMPLE]  # what comes before is the same in all of them
        cut = len(data) > found.start() + _SAMPLE
    if _decoded(sample, "utf-8", cut=cut) is not None:
        if _controls(sample) * 10 > len(sample):
            raise ReadError("it is binary data, not text")
        return _short_gb(sample) or "utf-8"
    bad, high = _utf8_damage(sample)
    if high and bad * 2 <= high:  # a UTF-8 file with broken bytes or lines, or cut in the middle of a character
        return "utf-8"
    trial = _best(sample, ("gb18030", "big5", "big5hkscs", "utf-16-le", "utf-16-be", "cp1252"), cut=cut)
    if trial.score >= 0.6:
        return trial.encoding
    return _guess(sample, trial)


def _controls(sample: bytes) -> int:
    return sum(byte < 0x20 and byte not in b"\t\n\v\f\r\x1b" for byte in sample)


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _short_gb(data[:_SAMPLE]) is None


def _short_gb(sample: bytes) -> str | None:
    """GB18030 or Big5 where bytes that pass for two-byte UTF-8 letters make everyday Han characters, else None.

    Only short texts can be of both kinds; a longer UTF-8 sequence settles it.
    """
    if sample.isascii() or any(byte >= 0xE0 for byte in sample):
        return None
    letters = [ch for ch in sample.decode("utf-8", "ignore") if ch > "~"]
    if all(ch <= "\u024f" and ch.isalpha() for ch in letters) and any(byte < 0x80 for byte in sample):
        return None
    for encoding in ("gb18030", "big5"):
        text = _decoded(sample, encoding, cut=False)
        if text and all(ch <= "~" or ch in _COMMON or ch in _MARKS for ch in text):
            return encoding
    return None


def _guess(sample: bytes, trial: _Trial) -> str:
    """What charset-normalizer makes of bytes that our own trials do not settle."""
    from charset_normalizer import from_bytes

    match = from_bytes(sample[:16384], threshold=0.15).best()
    if match is not None and _score(_decoded(sample, match.encoding, cut=True) or "") >= 0.55:
        return str(match.encoding)
    if trial.score >= 0.4 and len(sample) >= 8:
        return trial.encoding
    raise ReadError("it is binary data, or text in an encoding that cannot be told; save it as UTF-8")


def _best(sample: bytes, encodings: tuple[str, ...], *, cut: bool) -> _Trial:
    trials = [_Trial(encodings[0], 0.0)]
    for encoding in encodings:
        text = _decoded(sample, encoding, cut=cut) or _slightly_broken(sample, encoding)
        if text:
            trials.append(_Trial(encoding, _score(text)))
    return max(trials, key=lambda trial: trial.score)


def _decoded(sample: bytes, encoding: str, *, cut: bool) -> str | None:
    """The sample's text, or None where it is not in that encoding; a character cut off at the end is let go."""
    decoder = codecs.getincrementaldecoder(encoding)(_errors(encoding))
    try:
        return decoder.decode(sample, final=not cut)
    except ValueError:
        return None


def _slightly_broken(sample: bytes, encoding: str) -> str | None:
    """The sample's text where at most one character in twenty is broken: a byte lost in copying, a file cut off."""
    text = sample.decode(encoding, "replace")
    return text if text.count("\ufffd") * 20 <= len(text) else None


def _score(text: str) -> float:
    """How much like text it reads, 0–1: the mean over characters of how expected each is."""
    shown = [ch for ch in text[:20000] if not ch.isspace()]
    if not shown:
        return 1.0 if text else 0.0
    total = 0.0
    for before, ch in zip([" ", *shown], shown, strict=False):
        total += _expected(ch, before)
    return max(0.0, total / len(shown))


def _expected(ch: str, before: str) -> float:
    if " " <= ch <= "~" or ch in _COMMON or ch in _MARKS:
        return 1.0
    if "\u4e00" <= ch <= "\u9fff":
        return 0.75 if _everyday(ch) else 0.2
    if "\u3400" <= ch <= "\u4dbf" or ch > "\uffff":
        return 0.1
    category = unicodedata.category(ch)
    if category in ("Cc", "Cn", "Co", "Cs") or ch == "\ufffd":
        return -3.0
    if ch in "–—‘’“”•…£€©®°éèêàâçñöüäëïôûîáíóúß":
        return 0.9
    if "\u3040" <= ch <= "\u30ff" or "\uac00" <= ch <= "\ud7a3":
        return 0.5
    return 0.3


def _everyday(ch: str) -> bool:
    """Whether a Han character is on the first level of GB 2312 or of Big5: those in everyday use."""
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if first <= ch.encode(encoding)[0] <= last:
                return True
        except UnicodeEncodeError:
            pass
    return False


def _utf8_damage(sample: bytes) -> tuple[int, int]:
    """(broken sequences, whole multi-byte characters) when read as UTF-8."""
    text = sample.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return bad, sum(ch > "\u07ff" for ch in text) - bad


def _lenient(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, _errors(encoding))
    except UnicodeDecodeError:
        return data.decode(encoding, "replace")


def _errors(encoding: str) -> str:
    """UTF-8 with surrogates in it, which some programs write, is UTF-8 all the same: `printable` replaces them."""
    return "surrogatepass" if encoding == "utf-8" else "strict"
