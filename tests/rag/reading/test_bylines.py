"""Bylines and datelines are recognised, and ordinary sentences about reporters are not."""

from __future__ import annotations

import pytest

from rag.reading.bylines import find_dateline, is_byline, trailing_byline


@pytest.mark.parametrize(
    "line",
    [
        "吉林日报记者 黄鹭 王艺博", "本报记者 苏念", "（记者 李明）", "本报记者 李明 通讯员 王芳",
        "清禾日报驻枫浦记者 谈笑",
        "记者 阿依古丽·买买提", "文/高东", "来源：江城日报", "作者：李明", "□ 本报记者 李明",
        "新华社记者 李明 王芳 摄",
        "By Jane Doe", "BY JANE DOE", "By Jane Doe and Peter O'Neil", "By Jane Doe, staff writer",
    ],
)  # fmt: skip
def test_bylines(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "记者从市政府获悉",
        "记者调查",
        "央视记者在现场看到",
        "By the way he left",
        "会议由市长主持",
        "By 2030 the town will grow",
    ],
)
def test_other_lines(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("paragraph", "body", "byline"),
    [
        ("少将副司令员参加会议。 吉林日报记者 黄鹭", "少将副司令员参加会议。", "吉林日报记者 黄鹭"),
        ("预计增加车流。（通讯员 柳青）", "预计增加车流。", "通讯员 柳青"),
        ("他说：“好。”（本报记者 李明 王芳）", "他说：“好。”", "本报记者 李明 王芳"),
        ("形势稳定。（据新华社电）", "形势稳定。", "据新华社电"),
        ("Nobody was hurt. By Jane Doe", "Nobody was hurt.", "By Jane Doe"),
    ],
)
def test_byline_at_the_end_of_a_paragraph(paragraph: str, body: str, byline: str) -> None:
    end, found = trailing_byline(paragraph) or (0, "")
    assert (paragraph[:end], found) == (body, byline)


@pytest.mark.parametrize(
    "paragraph", ["会议强调稳中求进。他要求记者 如实报道", "活动结束。（完）", "欢迎订阅本报。", ""]
)
def test_paragraph_without_byline(paragraph: str) -> None:
    assert trailing_byline(paragraph) is None


@pytest.mark.parametrize(
    ("body", "dateline", "byline"),
    [
        ("新华社北京1月22日电（记者戴小河）国家邮政局", "新华社北京1月22日电（记者戴小河）", "记者戴小河"),
        ("本报讯（记者 李明）昨日", "本报讯（记者 李明）", "记者 李明"),
        ("中新网7月28日电 据", "中新网7月28日电", ""),
        ("BEIJING, Jan. 22 (Xinhua) -- The", "BEIJING, Jan. 22 (Xinhua) --", ""),
        ("YANZHOU ISLAND, July 18 - The first", "YANZHOU ISLAND, July 18 -", ""),
        ("LONDON — The", "LONDON —", ""),
    ],
)
def test_datelines(body: str, dateline: str, byline: str) -> None:
    found = find_dateline(body)
    assert found is not None
    assert (found.text, found.byline) == (dateline, byline)


@pytest.mark.parametrize("body", ["新华社记者昨天到访。", "1月22日，省委书记", "The board voted", "A dog - or a cat"])
def test_bodies_without_dateline(body: str) -> None:
    assert find_dateline(body) is None


def test_traditional_characters_are_read_and_kept() -> None:
    assert is_byline("本報記者 陳國強")
    assert trailing_byline("他參加了會議。（記者陳國強）") == (7, "記者陳國強")
    dateline = find_dateline("本報訊（記者陳國強）縣長22日主持召開會議。")
    assert dateline is not None
    assert (dateline.text, dateline.byline) == ("本報訊（記者陳國強）", "記者陳國強")
