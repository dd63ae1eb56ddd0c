"""A small index of invented stories in both languages, made once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from embeddings.base import Embedder
from rag.index import Index
from tests.helpers import HashEmbedder, TokenHashEmbedder

STORIES = [
    (
        "snow",
        "冰雪旅游升温",
        "2024-01-23",
        "哈尔滨太阳岛雪博会开园以来接待游客120万人次，旅游收入增长52％。哈尔滨市文旅局局长单维钧说，冰雪旅游季将持续到二月底。",
    ),
    (
        "council",
        "市委常委会召开会议",
        "2024-01-23",
        "1月22日，市委书记沈砚秋主持召开市委常委会会议，研究安全生产工作。会议要求春节前完成隐患排查。",
    ),
    (
        "council-old",
        "市委常委会研究防汛",
        "2023-07-12",
        "7月11日，市委书记沈砚秋主持召开市委常委会会议，研究防汛工作。会议要求加强巡查值守。",
    ),
    (
        "parcels",
        "快递业务量创新高",
        "2024-01-23",
        "新华社北京1月22日电（记者戴小河）国家邮政局22日发布数据，2023年我国快递业务量累计完成1320.7亿件，同比增长19.4%。",
    ),
    (
        "parcels-copy",
        "全国快递业务量增长",
        "2024-01-24",
        "新华社北京1月22日电（记者戴小河）国家邮政局22日发布数据，2023年我国快递业务量累计完成1320.7亿件，同比增长19.4%。",
    ),
    (
        "bridge",
        "云溪县新桥通车",
        "2024-01-20",
        "云溪县双河大桥昨日通车，大桥全长860米，总投资2.3亿元。县长解志远出席通车仪式。",
    ),
    (
        "orchard",
        "果农迎来丰收",
        "2023-10-08",
        "云溪县苹果进入采收期，今年产量预计达到3.6万吨。果农说，苹果价格比去年高。",
    ),
    (
        "ferry",
        "Harbor Board Votes to Replace Ferry Terminal",
        "2024-01-19",
        "The Port Ellery Harbor Board voted 5-2 on Thursday to replace the ferry terminal. "
        "Chairwoman Harriet Colbeck said construction would cost $12.4 million and begin in May.",
    ),
    (
        "library",
        "Library Extends Hours",
        "2024-01-18",
        "The Port Ellery public library will stay open until nine from Monday, "
        "director Chen Weilan said. Visitors had asked for longer hours.",
    ),
]


@contextmanager
def index_of_stories(folder: Path, embedder: Embedder) -> Iterator[Index]:
    """A new index of the stories under ``folder``."""
    source = folder / "stories.jsonl"
    rows = [{"id": i, "title": t, "date": d, "text": x} for i, t, d, x in STORIES]
    source.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    with Index.create(folder / "index", embedder) as made:
        made.add([source])
        yield made


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with index_of_stories(tmp_path_factory.mktemp("retrieval"), HashEmbedder()) as made:
        yield made


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The same with token vectors."""
    with index_of_stories(tmp_path_factory.mktemp("tokens"), TokenHashEmbedder()) as made:
        yield made
