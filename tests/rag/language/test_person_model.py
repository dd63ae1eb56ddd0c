"""People whom rules for form alone do not find, by what is learned of characters and contexts, and what is none."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from rag.errors import StoreError
from rag.language import person_model
from rag.language.chinese_names import certain_people
from rag.language.names import find_names


def people(text: str) -> list[str]:
    return [n.text for n in find_names(text) if n.kind == "person"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("国务院总理李强10月10日主持召开会议。", "李强"),  # a digit behind
        ("会上，赵乐际强调，全国人大要依法履职。", "赵乐际"),
        ("公司董事长鲍琳说，产品将首先进入华东市场。", "鲍琳"),
        ("改造工程总工程师为苗雨桐。", "苗雨桐"),
        ("副省长范承颐出席并讲话，湖北省副省长蓝嘉木致辞。", "范承颐"),
        ("選舉孟知非為大會秘書長", "孟知非"),  # traditional characters
        ("丁海兰建议设立红枣价格保险。", "丁海兰"),
    ],
)
def test_people_known_by_their_characters_and_what_stands_beside_them(text: str, name: str) -> None:
    assert name in people(text)


@pytest.mark.parametrize(
    "text",
    [
        "俄军无人机给乌军造成了不少麻烦，乌军只能后退。",
        "问题出在左肾，但肾脏内部没有肿瘤。",
        "没收违法所得10万余元，罚款共计89万余元。",
        "李师傅告诉记者，周大爷表示同意。刘先生认为不必。",
        "河东水厂成功试水，人们游园赏灯。",
    ],
)
def test_what_begins_with_a_surname_and_is_no_name(text: str) -> None:
    assert people(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("职工委员会主席安妮特·福格尔批评说", "安妮特·福格尔"),
        ("能源部长约瑟夫·基普罗诺出席", "约瑟夫·基普罗诺"),  # 约瑟夫 by itself is in the gazetteer
        ("首席执行官叶尔兰·萨特巴耶夫15日宣布", "叶尔兰·萨特巴耶夫"),
        ("州长艾则孜·库尔班、边境乡干部", "艾则孜·库尔班"),
    ],
)
def test_a_foreign_name_is_not_cut_into_a_chinese_one(text: str, name: str) -> None:
    assert [text[a:b] for a, b in certain_people(text)] == [name]
    assert not people(text)


def test_a_name_once_sure_is_one_wherever_its_text_has_it() -> None:
    assert people("会后鲍琳到县里去了。") == []  # by itself no name for sure
    assert people("公司董事长鲍琳说，产量增长。\n会后鲍琳到县里去了。") == ["鲍琳", "鲍琳"]


def test_a_damaged_model_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (b"no gzip", gzip.compress(b"{"), gzip.compress(json.dumps([1]).encode())):
        (tmp_path / "people.json.gz").write_bytes(content)
        monkeypatch.setattr(person_model, "WEIGHTS", tmp_path / "people.json.gz")
        person_model.weights.cache_clear()
        with pytest.raises(StoreError, match="reinstall"):
            person_model.weights()
    monkeypatch.undo()
    person_model.weights.cache_clear()
    assert person_model.weights()[""] < 0
