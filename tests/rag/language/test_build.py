"""The packed language data, made from a small invented dictionary, news and sentence pairs and read back."""

from __future__ import annotations

import gzip
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rag.errors import ReadError
from rag.language import gazetteer, lexicon, pinyin
from rag.language.build import __main__ as program
from rag.language.build import cedict
from rag.language.build.alignment import align, read_pairs, tokenised
from rag.language.build.bridge import distribution
from rag.language.build.newspaper import Term, read_terms

CEDICT = """# CC-CEDICT
#! date=2020-01-01T00:00:00Z
#! time=1
主持 主持 [zhu3 chi2] /to take charge of/to host/to preside over/
會議 会议 [hui4 yi4] /meeting/conference/CL:場|场[chang3],屆|届[jie4]/
省長 省长 [sheng3 zhang3] /governor of a province/
長 长 [Zhang3] /surname Zhang/
長 长 [chang2] /length/long/
長 长 [zhang3] /chief/head/to grow/
長短 长短 [chang2 duan3] /length/
單 单 [Shan4] /surname Shan/
單 单 [dan1] /bill/list/
單于 单于 [chan2 yu2] /chanyu (Han Dynasty name for chiefs of Xiongnu Huns 匈奴)/
河 河 [he2] /river/CL:條|条[tiao2]/
雪 雪 [xue3] /snow/
大雪 大雪 [da4 xue3] /heavy snow/
下 下 [xia4] /down/to fall/
昨天 昨天 [zuo2 tian1] /yesterday/
哈爾濱 哈尔滨 [Ha1 er3 bin1] /Harbin, capital of Heilongjiang province 黑龍江|黑龙江[Hei1 long2 jiang1]/
世衛組織 世卫组织 [Shi4 wei4 Zu3 zhi1] /World Health Organization (WHO)/abbr. for 世界衛生組織|世界卫生组织/
普京 普京 [Pu3 jing1] /Vladimir Putin (1952-), president of Russia/
景海 景海 [Jing3 Hai3] /Jing Hai (1950-), chemist/
呂 吕 [Lu:3] /surname Lü/
不成詞 不成词
"""
PAIRS = [
    ("The governor chaired a meeting.", "省长主持会议。"),
    ("The governor chaired the meeting yesterday.", "昨天省长主持会议。"),
    ("Snow fell yesterday.", "昨天下雪。"),
    ("A governor.", "省长。"),
    ("A meeting.", "会议。"),
    ("Snow.", "雪。"),
    ("Heavy snow on the river.", "河大雪。"),
]


def write_lines(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    news = "省长主持会议，昨天主持会议。哈爾濱大雪。"
    write_lines(folder / "news" / "stories.jsonl.gz", [{"text": news}, {"text": "雪" * 99}])
    pairs = [{"en": en, "zh": zh, "source": "news"} for en, zh in PAIRS * 12]
    write_lines(folder / "parallel" / "train.jsonl.gz", [*pairs, {"en": "Mail.", "zh": "单。", "source": "wmt99"}])
    with gzip.open(folder / "cedict.txt.gz", "wt", encoding="utf-8") as out:
        out.write(CEDICT)
    return folder


def forget() -> None:
    for cached in (lexicon._table, lexicon._bridge, lexicon.dictionary, lexicon.segmenter):
        cached.cache_clear()
    for cached in (pinyin.names_data, pinyin.surnames, pinyin.character_readings):
        cached.cache_clear()
    gazetteer.gazetteer.cache_clear()
    gazetteer.people.cache_clear()


@pytest.fixture
def built(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Everything built, with the word links given by hand, and read in place of the packed data."""
    links = {("governor", "省长"): 9.0, ("meet", "会议"): 9.0, ("snow", "雪"): 4.0, ("fall", "下"): 1.0}
    monkeypatch.setattr(program, "align", lambda pairs, length: links)
    monkeypatch.setattr(program, "read_terms", lambda: [Term("two sessions", "两会"), Term("Ice City", "哈尔滨")])
    out = tmp_path / "out"
    program.build(data, out, pairs=1000, every=2, length=1)
    monkeypatch.setattr(lexicon, "DATA", out)
    monkeypatch.setattr(pinyin, "_DATA", out / "names.json.gz")
    forget()
    yield out
    forget()


@pytest.mark.usefixtures("built")
def test_a_word_has_its_readings_with_surnames_last_and_its_senses_short() -> None:
    assert [(g.pinyin, g.senses) for g in lexicon.glosses("長")] == [
        ("cháng", ("length", "long")),
        ("zhǎng", ("chief", "head", "to grow")),
        ("Zhǎng", ("surname Zhang",)),
    ]
    assert lexicon.glosses("会议")[0].senses == ("meeting", "conference")
    assert lexicon.glosses("哈尔滨")[0].senses == ("Harbin, capital of Heilongjiang province 黑龙江",)


@pytest.mark.usefixtures("built")
def test_words_weigh_by_their_counts_in_the_stories_that_are_read() -> None:
    known = lexicon.dictionary()
    assert (known["会议"], known["省长"], known["雪"]) == (13, 8, 0)  # 12 ln(1 + n) of 2, 1 and none
    assert lexicon.segment("省长主持会议") == ["省长", "主持", "会议"]


@pytest.mark.usefixtures("built")
def test_names_have_readings_and_english_forms() -> None:
    assert pinyin.surnames()["单"] == ["shan"]
    # by the number of words: one has chan, and a character's own entries count half
    assert pinyin.character_readings()["單"] == ["chan", "dan", "shan"]
    assert pinyin.character_readings()["长"] == ["zhang", "chang"]
    assert pinyin.surnames()["吕"] == ["lv"]
    assert gazetteer.gazetteer() == {
        "哈尔滨": ["harbin", "ice city"],
        "世卫组织": ["world health organization", "WHO"],
        "普京": ["vladimir putin", "putin"],
    }
    assert gazetteer.people() >= {"普京", "景海"}


@pytest.mark.usefixtures("built")
def test_the_bridge_joins_links_senses_and_terms() -> None:
    assert lexicon.translations("governors")[0][0] == "省长"
    assert dict(lexicon.translations("snow")) == {"雪": 1.0}
    assert lexicon.translations("heavy snow") == [("大雪", 1.0)]
    assert lexicon.translations("two sessions") == [("两会", 1.0)]
    assert [target for target, _ in lexicon.translations("会议")] == ["meet", "conferenc"]
    # the words of a description count little beside a translation of one word
    host = dict(lexicon.translations("主持"))
    assert host["host"] > 5 * host["charg"] > 0


def test_the_manifest_says_what_was_made(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text("utf-8"))
    assert manifest["dictionary"]["cedict_release"] == "2020-01-01T00:00:00Z"
    assert manifest["dictionary"]["headwords"] == len(lexicon.dictionary())
    assert manifest["bridge"]["sentence_pairs"] == len(PAIRS) * 12
    for name, facts in manifest["files"].items():
        assert (built / name).stat().st_size == facts["bytes"]


def test_the_same_sources_give_the_same_bytes(built: Path, data: Path, tmp_path: Path) -> None:
    program.build(data, tmp_path / "again", pairs=1000, every=2, length=1)
    for name in program.FILES:
        assert (built / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_word_alignment_learns_what_translates_what(data: Path) -> None:
    if importlib.util.find_spec("eflomal") is None:
        pytest.skip("eflomal is not installed: pip install 'newsrag[train]' to test word alignment")
    words = dict.fromkeys((entry.simplified for entry in cedict.read(data / "cedict.txt.gz")), 0)
    pairs = tokenised(read_pairs(data / "parallel" / "train.jsonl.gz", 1000), words)
    assert pairs[0] == (("the", "governor", "chair", "a", "meet"), ("省长", "主持", "会议"))
    links = align(pairs)
    best = {
        stem: max((n, zh) for (en, zh), n in links.items() if en == stem)[1] for stem in ("governor", "meet", "snow")
    }
    assert best == {"governor": "省长", "meet": "会议", "snow": "雪"}


def test_the_bulk_source_is_thinned_and_test_sets_are_left_out(tmp_path: Path) -> None:
    rows = [{"en": f"bulk {i}", "zh": "雪", "source": "jiyu"} for i in range(2000)]
    rows += [{"en": "news", "zh": "雪", "source": "tatoeba"}] * 50 + [{"en": "x", "zh": "雪", "source": "wmt17"}] * 9
    write_lines(tmp_path / "train.jsonl.gz", rows)
    found = [english for english, _ in read_pairs(tmp_path / "train.jsonl.gz", 250)]
    assert found.count("news") == 50
    assert 140 < sum(english.startswith("bulk") for english in found) < 260
    assert "x" not in found


def test_unlikely_translations_are_pruned_and_the_rest_adds_up() -> None:
    assert distribution({"a": 75.0, "b": 25.0, "c": 1.0, "the": 99.0}, frozenset(["the"])) == [("a", 750), ("b", 250)]
    assert len(distribution({str(i): 1.0 for i in range(40)}, frozenset())) == 12


@pytest.mark.parametrize(
    ("pinyin_digits", "marked"),
    [("Zhong1 guo2", "Zhōng guó"), ("lu:4", "lǜ"), ("jiu3 r5", "jiǔ r"), ("dou4 Er4", "dòu Èr"), ("gui1", "guī")],
)
def test_tone_digits_become_marks(pinyin_digits: str, marked: str) -> None:
    assert cedict.tone_marks(pinyin_digits) == marked


def test_the_hand_written_list_can_be_read() -> None:
    terms = read_terms()
    assert {Term("two sessions", "两会"), Term("CPPCC", "政协"), Term("standing committee", "常委会")} <= set(terms)
    assert len(terms) == len(set(terms)) > 300


def test_a_line_that_is_no_term_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "terms.tsv").write_text("# comment\n\nsnow\tice\n", "utf-8")
    with pytest.raises(ReadError, match="line 3"):
        read_terms(tmp_path / "terms.tsv")


def test_a_folder_without_the_sources_is_one_sentence(tmp_path: Path) -> None:
    app = program.typer.Typer()
    app.command()(program.main)
    result = CliRunner().invoke(app, ["--data", str(tmp_path), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "cannot be read as CC-CEDICT" in result.output
