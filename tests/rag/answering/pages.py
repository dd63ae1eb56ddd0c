"""Small invented articles, and passages of them, for the tests of answering."""

from __future__ import annotations

from datetime import date

from rag.answering.analysis import Analysis
from rag.answering.protocols import Request
from rag.language.dates import find_dates
from rag.language.scripts import question_language
from rag.offsets import OffsetMap
from rag.types import Passage

COMMITTEE = (
    "3月12日，市委书记林望舒主持召开市委常委会会议，听取2023年四季度防汛准备情况汇报，审议通过《云州市老桥保护办法》。"
    "会议指出，全市共检查桥梁218座，发现隐患36处。副市长顾怀远、市政协主席白芷兰列席会议。"
)
DISTRICT = "3月12日，北塘区委书记程南星主持召开区委常委会会议，研究春耕工作。会议决定投入资金1320.7万元。"
SKATING = (
    "第八届云江冰雪季3月9日在云州市望山滑雪场启动。副市长方志远、陶一鸣、葛文博参加启动仪式。本次活动由省体育局主办。"
)
PARCELS = (
    "2023年全省快递业务量累计完成13.2亿件，同比增长19.4％。其中，同城快递业务量完成1.4亿件，同比增长6.6％；"
    "异地快递业务量完成11.5亿件，同比增长20.5％。"
)
FERRY = (
    "The Port Ellery Harbor Board approved a $48.3 million ferry terminal on Thursday. Mayor Harriet Colbeck "
    "said work will begin on June 3."
)


def passage(
    text: str, title: str = "", *, name: str = "", day: date | None = date(2024, 3, 13), score: float = 1.0
) -> Passage:
    """A passage that is its whole source."""
    name = name or f"{abs(hash(text)) % 10**8}.txt"
    return Passage(
        f"{name}-0", name, title, day, text, name, 0, len(text), score, {}, OffsetMap.identity(len(text)),
        mentions=tuple(find_dates(text, reference=day)),
    )  # fmt: skip


def everything() -> list[Passage]:
    return [
        passage(COMMITTEE, "市委常委会召开会议", name="committee.txt", score=0.9),
        passage(DISTRICT, "北塘区委召开常委会会议", name="district.txt", score=0.8),
        passage(SKATING, "第八届云江冰雪季启动", name="skating.txt", score=0.7),
        passage(PARCELS, "去年全省快递业务量公布", name="parcels.txt", score=0.6),
        passage(FERRY, "Board Approves Ferry Terminal", name="ferry.txt", score=0.5),
    ]


def request(question: str, passages: list[Passage] | None = None, **more: object) -> Request:
    """A request over ``passages``, each its own source."""
    held = everything() if passages is None else passages
    texts = {p.source: p.text for p in held}
    language = "zh" if question_language(question) == "zh" else "en"
    return Request(question, language, tuple(held), texts.__getitem__, date(2024, 3, 20), **more)  # type: ignore[arg-type]


def analysis(question: str, *texts: str, day: date | None = date(2024, 1, 23)) -> Analysis:
    language = "zh" if question_language(question) == "zh" else "en"
    return Analysis(question, language, [passage(t, day=day) for t in texts], date(2024, 1, 23))  # type: ignore[arg-type]
