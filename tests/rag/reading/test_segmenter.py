"""The labeller finds the best path, and reads the plainest of pages."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.labels import Label
from rag.reading.lines import split_lines
from rag.reading.paragraphs import split_at_lost_indents
from rag.reading.segmenter import label_lines, viterbi

PAGE = """\
云溪晚报 2024年3月6日 星期三

市图书馆延长开放时间

　　市图书馆昨天宣布，从下个月
起延长开放时间，每天晚上开放到
十点，周末也不例外。
　　馆长说，延长开放时间后，预
计每年多接待读者十二万人次。
本报记者 苏念

云溪大桥开始维修

　　市交通局通报，云溪大桥从四
月起更换支座，工期四十五天，绕
行车辆可走二桥。
"""


@given(st.integers(0, 10_000), st.integers(1, 5))
def test_viterbi_finds_the_best_of_all_paths(seed: int, length: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(length, 3)).astype(np.float32)
    steps = rng.normal(size=(2, 3, 3)).astype(np.float32)
    edges = rng.integers(0, 2, length).tolist()

    def value(path: tuple[int, ...]) -> float:
        emitted = sum(float(scores[at, label]) for at, label in enumerate(path))
        return emitted + sum(float(steps[edges[at], path[at - 1], path[at]]) for at in range(1, length))

    best = max(value(path) for path in product(range(3), repeat=length))
    assert abs(value(tuple(viterbi(scores, steps, edges))) - best) < 1e-4


def test_labels_of_a_plain_page() -> None:
    f, h, b, p, n = Label.FURNITURE, Label.HEADLINE, Label.BYLINE, Label.FIRST, Label.NEXT
    assert label_lines(split_lines(PAGE)) == [f, h, p, n, n, p, n, b, h, p, n, n]
    assert label_lines([]) == []


def test_a_lost_indent_begins_a_paragraph_where_others_did() -> None:
    rows = ["市图书馆昨天宣布，从下", "个月起延长开放时间，每天晚", "上开放到十点，周末不例外。"] * 5
    lines = split_lines("\n".join(rows))
    labels = [Label.FIRST, Label.NEXT, Label.NEXT] * 4 + [Label.NEXT] * 3
    assert split_at_lost_indents(lines, labels) == [Label.FIRST, Label.NEXT, Label.NEXT] * 5
    unsure = [Label.FIRST] + [Label.NEXT] * 14
    assert split_at_lost_indents(lines, unsure) == unsure
