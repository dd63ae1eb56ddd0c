"""Bodies of the API's requests and responses, which its OpenAPI description is made from."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
)

QUESTION_PATTERN = r"[0-9A-Za-z\u4e00-\u9fa5]"


def _whole(value: Any) -> Any:
    """8.0 is an integer to JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _is_date(text: str) -> str:
    date.fromisoformat(text)
    return text


Day = Annotated[
    StrictStr,
    Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"}, examples=["2024-01-22"]),
    AfterValidator(_is_date),
]
QuestionText = Annotated[
    StrictStr,
    Field(
        min_length=1,
        max_length=2000,
        pattern=QUESTION_PATTERN,
        description="In Chinese or English; at least one letter or digit.",
        examples=["Who chaired the Jan 22 meeting?"],
    ),
]
PassageCount = Annotated[
    StrictInt, Field(ge=1, le=100, description="How many passages to look at."), BeforeValidator(_whole)
]


class PastTurn(BaseModel):
    """An earlier question of the conversation and what was answered."""

    model_config = ConfigDict(extra="forbid")
    question: Annotated[StrictStr, Field(max_length=2000)]
    answer: Annotated[StrictStr, Field(max_length=20_000)]


class SearchRequest(BaseModel):
    """What to search for."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": "1月22日谁主持召开了市委常委会会议？", "k": 5}]}
    )
    question: QuestionText
    k: PassageCount = 8
    since: Day | None = Field(None, description="Only articles from this day on.")
    until: Day | None = Field(None, description="Only articles up to this day.")


class AskRequest(SearchRequest):
    """What to ask."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": "Who chaired the Jan 22 meeting?"},
                {
                    "question": "他还说了什么？",
                    "history": [{"question": "1月22日谁主持会议？", "answer": "沈砚秋[1]。"}],
                    "stream": True,
                },
            ]
        },
    )
    history: Annotated[list[PastTurn], Field(max_length=50, description="Earlier turns, oldest first.")] = []
    stream: StrictBool = Field(False, description="Answer with server-sent events: stage, delta, answer (or error).")
    answerer: Annotated[StrictStr, Field(max_length=200)] | None = Field(
        None, description="A model's id from /v1/models."
    )


class CitationBody(BaseModel):
    """A checked quotation: characters start to end of the source are the quote, up to line breaks."""

    marker: int
    quote: str
    source: str
    start: int
    end: int
    article_id: str
    title: str
    date: str | None
    page: str | None


class PassageBody(BaseModel):
    """A passage that was found, and the evidence for it."""

    model_config = ConfigDict(extra="allow")
    chunk_id: str
    article_id: str
    title: str
    date: str | None
    text: str
    source: str
    start: int
    end: int
    score: float
    scores: dict[str, float]


class AnswerBody(BaseModel):
    """An answer, or an abstention: then ``answered`` is false and there are no citations."""

    model_config = ConfigDict(extra="allow")
    text: str
    span: str | None
    answered: bool
    confidence: float
    language: str
    citations: list[CitationBody]
    passages: list[PassageBody]
    timings: dict[str, float]
    question: str
    answerer: str
    notes: list[str]


class SearchBody(BaseModel):
    """Passages, best first."""

    passages: list[PassageBody]


class Problem(BaseModel):
    """What is wrong, in a sentence."""

    message: str
    type: str
    param: str | None = None
    code: str | None = None


class ProblemBody(BaseModel):
    """An error, in the shape that OpenAI's clients know."""

    error: Problem


class ContentPart(BaseModel):
    model_config = ConfigDict(extra="allow")
    type: StrictStr
    text: StrictStr | None = None


class ChatMessage(BaseModel):
    """A message of the conversation; the last one of the user is the question."""

    model_config = ConfigDict(extra="allow")
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: (
        Annotated[StrictStr, Field(max_length=100_000)] | Annotated[list[ContentPart], Field(max_length=100)] | None
    ) = None


class StreamOptions(BaseModel):
    model_config = ConfigDict(extra="allow")
    include_usage: StrictBool | None = None


class ChatRequest(BaseModel):
    """OpenAI's request; what does not apply here (temperature, tools …) is ignored."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {"model": "newsrag", "messages": [{"role": "user", "content": "Who chaired the Jan 22 meeting?"}]}
            ]
        },
    )
    model: Annotated[StrictStr, Field(max_length=200)] | None = None
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=1000)]
    stream: StrictBool | None = False
    stream_options: StreamOptions | None = None
    temperature: StrictFloat | StrictInt | None = None


class ChatReply(BaseModel):
    role: Literal["assistant"] = "assistant"
    content: str


class ChatChoice(BaseModel):
    index: int = 0
    message: ChatReply
    finish_reason: str = "stop"
    logprobs: Any = None


class Usage(BaseModel):
    """Counted in words and characters of the index's own tokeniser; no model's tokens."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatBody(BaseModel):
    """OpenAI's response, with the citations in a field of their own."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[ChatChoice]
    usage: Usage
    citations: list[CitationBody]
    answered: bool
    confidence: float


class ModelBody(BaseModel):
    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class ModelsBody(BaseModel):
    object: Literal["list"] = "list"
    data: list[ModelBody]


class StatusBody(BaseModel):
    status: str
    reason: str | None = None
