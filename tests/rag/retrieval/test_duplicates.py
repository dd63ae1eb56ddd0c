"""Near-identical passages are shown once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.offsets import OffsetMap
from rag.retrieval.duplicates import Distinct, collapse
from rag.types import Passage

STORIES = (
    "国家邮政局22日发布数据，2023年我国快递业务量累计完成1320.7亿件，同比增长19.4%。",
    "云溪县双河大桥昨日通车，大桥全长860米，总投资2.3亿元。县长解志远出席通车仪式。",
    "The Port Ellery Harbor Board voted 5-2 on Thursday to replace the ferry terminal.",
)


def passage(story: int, page: int, duplicates: tuple[tuple[str, int, int], ...] = ()) -> Passage:
    text = STORIES[story]
    return Passage(
        chunk_id=f"{page}:0",
        article_id=str(page),
        title="",
        date=None,
        text=text,
        source=f"page{page}",
        start=0,
        end=len(text),
        score=0.0,
        scores={},
        offsets=OffsetMap(()),
        duplicates=duplicates,
    )


def test_a_story_keeps_its_best_place_and_names_the_others_in_order() -> None:
    elsewhere = (("page9", 5, 50), ("page0", 0, len(STORIES[0])))  # the second: where the best one stands itself
    found = collapse([passage(0, 0), passage(1, 1), passage(0, 2, elsewhere), passage(0, 3)], 8)
    assert [p.source for p in found] == ["page0", "page1"]
    assert [place[0] for place in found[0].duplicates] == ["page2", "page9", "page3"]
    assert found[1].duplicates == ()


def test_the_places_of_what_was_kept_are_those_after_the_kth_too() -> None:
    found = collapse([passage(0, 0), passage(1, 1), passage(0, 2)], 1)
    assert [p.source for p in found] == ["page0"]
    assert [place[0] for place in found[0].duplicates] == ["page2"]


@given(st.lists(st.integers(0, 2), max_size=12), st.integers(1, 5), st.integers(1, 4))
def test_passages_given_a_few_at_a_time_are_told_apart_as_all_at_once(stories: list[int], k: int, step: int) -> None:
    passages = [passage(story, page) for page, story in enumerate(stories)]
    distinct = Distinct()
    for at in range(0, len(passages), step):
        distinct.add(passages[at : at + step])
    assert distinct.first(k) == collapse(passages, k)
    assert len(distinct) == len(set(stories))
