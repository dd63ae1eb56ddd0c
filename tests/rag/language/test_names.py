"""A name is one name in either script, and a common word is none."""

from __future__ import annotations

import pytest

from rag.language.chinese_names import certain_people, may_be_person
from rag.language.names import find_names, name_keys, pinyin_reading, sounding


@pytest.mark.parametrize(
    "text",
    [
        "Jing Junhai",
        "Junhai Jing",
        "JING Junhai",
        "Jing Jun-hai",
        "Jing Jun Hai",
        "Who is jing junhai?",
        "景俊海",
        "景俊海同志",
        "省委书记景俊海主持",
    ],
)
def test_every_spelling_of_a_name_meets(text: str) -> None:
    assert "jing_junhai" in name_keys(text)


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("景俊海", "Jing Junhai"),
        ("单霁翔", "Shan Jixiang"),
        ("解振华", "Xie Zhenhua"),
        ("仇和", "Qiu He"),
        ("区伯", "Ou Bo"),
        ("查良镛", "Zha Liangyong"),
        ("曾庆红", "Zeng Qinghong"),
        ("任正非", "Ren Zhengfei"),
        ("尉迟恭", "Yuchi Gong"),
        ("歐陽修", "Ouyang Xiu"),
        ("吕布", "Lü Bu"),
        ("长春", "Changchun"),
        ("", ""),
    ],
)
def test_readings_know_surnames(name: str, reading: str) -> None:
    assert pinyin_reading(name) == reading


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Harbin", "哈尔滨"),
        ("Inner Mongolia", "内蒙古自治区"),
        ("Hong Kong", "香港"),
        ("Tibet", "西藏"),
        ("Xi'an", "西安"),
        ("the CPPCC", "省政协"),
        ("WHO", "世卫组织"),
        ("Xinhua News Agency", "新华社"),
        ("Putin", "普京"),
        ("Yunxi County", "云溪县"),
        ("Lyu Bing", "吕冰说"),
    ],
)
def test_names_that_are_no_plain_pinyin_meet_too(english: str, chinese: str) -> None:
    assert set(name_keys(english)) & set(name_keys(chinese))


@pytest.mark.parametrize("text", ["who said so", "the man can run", "can he sing a long song", "经济发展取得成就", ""])
def test_common_words_give_no_key(text: str) -> None:
    assert name_keys(text) == []


def people(text: str) -> list[str]:
    return [m.text for m in find_names(text) if m.kind == "person"]


def test_people_in_chinese_news() -> None:
    assert people("战滨华、卢秀梅等港澳委员和日本吉林总商会会长庄旭出席") == ["战滨华", "卢秀梅", "庄旭"]
    assert people("省军区少将副司令员于建国参加会议") == ["于建国"]
    assert people("（记者戴小河）") == ["戴小河"]
    assert people("吉林日报记者 黄鹭 王艺博") == ["黄鹭", "王艺博"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("清河大学教授查砚之在主旨报告中说", ["查砚之"]),
        ("医院院长鲁月松说，他休整一个月", ["鲁月松"]),
        ("采访了水文学家查砚之。", ["查砚之"]),
        ("会议补选卜承安为副主任，补选易远帆、裴定海、韩若梅为委员。", ["卜承安", "易远帆", "裴定海", "韩若梅"]),
        ("清河选手尉迟澄以36秒夺冠。尉迟澄今年17岁。", ["尉迟澄", "尉迟澄"]),
        ("韩中经贸总商会会长李长作等一致表示", ["李长作"]),
        ("委员鲁伯年、乐知非的提案", ["鲁伯年", "乐知非"]),
        ("只有董思槿一人晋级。大家对董思槿还是关注的。", ["董思槿", "董思槿"]),
    ],
)
def test_rarer_names_are_people_by_what_stands_before_them_or_by_repetition(text: str, found: list[str]) -> None:
    assert people(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "云州加氢站投用，加氢站每天供氢。",
        "台风“杜苏芮”登陆。受台风“杜苏芮”影响，列车停运。",
        "飞抵苏南硕放机场，苏南硕放机场旅客多。",
        "秘书长刘奇作了关于工作报告的说明",  # 刘奇, and no 刘奇作
        "安家庄站停车，国家林草局了解到",
    ],
)
def test_things_that_repeat_or_stand_in_quotes_are_no_people(text: str) -> None:
    assert people(text) == []


@pytest.mark.parametrize(
    ("text", "keys", "found"),
    [
        ("由当地村民韩石匠挖蓄水池时发现", ["han_shijiang"], ["韩石匠"]),
        ("其中陵波市5100万元，灵波镇", ["%lingbo"], ["陵波", "灵波"]),
        ("村民欧阳桐种桃", ["ouyang_tong"], ["欧阳桐"]),
        ("里面拿着一本书", ["li_na"], []),
        ("韩石匠", ["shi_hanjiang", "@hong_kong", "%shijiang"], []),
        ("", ["han_shijiang", "%lingbo"], []),
    ],
)
def test_a_name_is_found_by_its_sound(text: str, keys: list[str], found: list[str]) -> None:
    assert [text[a:b] for a, b in sounding(text, keys)] == found


def test_what_is_named_after_a_place_is_no_person() -> None:
    assert people("The Qinglan Orchard food company and the Yanzhou Channel") == []
    assert people("Kwame Asante and Zha Yanzhi met.") == ["Kwame Asante", "Zha Yanzhi"]


def test_words_are_not_taken_for_people() -> None:
    assert people("代表和群众于昨天到会，北宋晚期的瓷器，高度重视安全生产，全面振兴") == []


def test_people_in_english_news() -> None:
    assert people("Jing Junhai met Harriet Colbeck. Night Buses Carry a Million Riders.") == [
        "Jing Junhai",
        "Harriet Colbeck",
    ]


def test_kinds_and_places_of_mentions() -> None:
    text = "新华社哈尔滨电：《白山松水》在哈爾濱首映"
    found = find_names(text)
    assert [m.text for m in found] == ["新华社", "哈尔滨", "白山松水", "哈爾濱"]
    assert [m.kind for m in found] == ["organisation", "place", "title", "place"]
    assert all(text[m.start : m.end] == m.text for m in found)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("王毅是谁？", "王毅"),
        ("李长海的职务是什么？", "李长海"),
        ("总商会会长李长海发言。", "李长海"),
        ("本报记者于北京报道。", None),
    ],
)
def test_a_question_names_its_person_and_a_given_name_may_be_a_place(text: str, person: str | None) -> None:
    assert next((n.text for n in find_names(text) if n.kind == "person"), None) == person


def test_foreign_names_and_withheld_ones_are_people_by_their_form() -> None:
    text = "商人米哈伊爾·普羅霍羅夫与何某某、张某甲见面，某人缺席。"
    assert [text[a:b] for a, b in certain_people(text)] == ["米哈伊爾·普羅霍羅夫", "何某某", "张某甲"]


@pytest.mark.parametrize("text", ["孟昊", "萨法迪", "周弋乔", "别克捷诺夫", "Michael Pond"])
def test_what_may_be_a_person(text: str) -> None:
    assert may_be_person(text)


@pytest.mark.parametrize("text", ["国务院", "安全", "莫斯科", "停火安排", "于是", "not yet", "", "张", "5月30日"])
def test_what_is_no_person(text: str) -> None:
    assert not may_be_person(text)


def test_surnames_whose_second_reading_the_dictionary_lacks() -> None:
    assert "xi_wentao" in name_keys("副市长郗文涛要求")
    assert set(name_keys("覃晓岚")) >= {"qin_xiaolan", "tan_xiaolan"}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("总统佩泽希齐扬会见来宾，佩泽希齐扬说", ["佩泽希齐扬", "佩泽希齐扬"]),
        ("谢夫乔维奇表示赞成", ["谢夫乔维奇"]),
        ("货物运到谢夫乔维奇", []),
        ("选手莫妮卡·彼得罗娃当选，彼得罗娃的31分最高", ["莫妮卡·彼得罗娃", "彼得罗娃"]),
        ("副主席索南卓嘎主持，尕藏加措缺席", ["索南卓嘎", "尕藏加措"]),
        ("首相在丹麦哥本哈根表示", []),
    ],
)
def test_people_by_the_sounds_of_their_names(text: str, people: list[str]) -> None:
    assert [text[a:b] for a, b in certain_people(text)] == people


def test_no_name_is_found_within_a_foreign_or_tibetan_one() -> None:
    assert [n.text for n in find_names("副主席索南卓嘎主持，总统佩泽希齐扬说") if n.kind == "person"] == []
    assert [n.text for n in find_names("院长武维华出席会议") if n.kind == "person"] == ["武维华"]


@pytest.mark.parametrize("text", ["由江淮医科大学主办", "在李强集团工作"])
def test_what_a_body_is_called_is_nobody(text: str) -> None:
    assert all(n.kind != "person" for n in find_names(text))


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Museum curator Tobias Crane and the substitute Tomasz Wilk came.", ["Tobias Crane", "Tomasz Wilk"]),
        ("Goalkeeper Kieran Moat saved two penalties.", ["Kieran Moat"]),
        ("The hymn is by Joseph M. Scriven. It came later.", ["Joseph M. Scriven"]),
        ("主管Michael Pond表示，过去十年", ["Michael Pond"]),
        ("Coach Station opens. Manager Quits. Judge Orders Review. Grant Aid Rises.", []),
    ],
)
def test_english_people_by_first_name_and_behind_a_role(text: str, people: list[str]) -> None:
    assert [n.text for n in find_names(text) if n.kind == "person"] == people
