"""What servers of one protocol do differently, each over real HTTP, and what is made of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk
from pydantic import BaseModel, Field
from scripted_server import Script, Server, asked_for, serving
from waiting import PATIENCE

from assistant.config import Limits, Settings
from assistant.datamodels import EXTRACTIVE
from assistant.errors import ContextError, ModelError
from assistant.models.chat_models import ChatModel
from assistant.models.meter import Meter
from assistant.models.opening import open_model
from assistant.models.replies import Thoughts
from assistant.models.writers import Models, open_models

pytestmark = pytest.mark.model

PATIENT = Limits(
    seconds=PATIENCE,
    first_token=PATIENCE,
    silence=PATIENCE,
    step_seconds=PATIENCE,
    retries=0,
    context_tokens=64_000,
)
PROMPT = (SystemMessage("You know cats."), HumanMessage("What do tigers do?"))


class Cat(BaseModel):
    """A cat."""

    name: str = Field(description="its name")
    legs: int = 4


def model_at(server: Server, *, limits: Limits = PATIENT) -> ChatModel:
    return open_model(Settings(model="openai:tiny", model_url=server.url, limits=limits))


def told(model: ChatModel, prompt: Sequence[BaseMessage] = PROMPT, meter: Meter | None = None) -> str:
    return said(model, prompt, meter)[0]


def said(
    model: ChatModel, prompt: Sequence[BaseMessage] = PROMPT, meter: Meter | None = None
) -> tuple[str, str]:
    """The text and the thoughts of a reply."""
    text = thinking = ""
    for piece in model.reply(prompt, meter or Meter()):
        if piece:
            text = ("" if piece.anew else text) + piece.text
            thinking += piece.thinking
    return text.strip(), thinking.strip()


def a_cat(model: ChatModel, meter: Meter | None = None) -> Cat:
    found: list[Cat] = []
    prompt, values = ("You know cats.", "{which}"), {"which": "any"}

    def asking() -> Iterator[None]:
        found.append((yield from model.structured(Cat, prompt, values, meter or Meter())))

    for _ in asking():
        pass
    return found[0]


Refusal = Callable[[dict[str, Any]], str | dict[str, Any]]


def without(name: str, why: str | dict[str, Any]) -> Refusal:
    """Refuses every request that has `name` in its body, or as the role of a message."""

    def refuse(request: dict[str, Any]) -> str | dict[str, Any]:
        sent = {key for key, value in request.items() if value is not False}
        return why if name in sent | {m["role"] for m in request["messages"]} else ""

    return refuse


def openais(message: str, param: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": "x"}}


def fastapis(name: str) -> dict[str, Any]:
    problem = {"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted"}
    return {"detail": [problem | {"input": {"temperature": 0, "stream": True}}]}


REFUSALS = [
    ("temperature", "Unsupported value: 'temperature' does not support 0 with this model."),
    ("temperature", fastapis("temperature")),
    ("system", "System role not supported"),
    ("system", "Conversation roles must alternate user/assistant/user/assistant/..."),
    ("system", openais("Unsupported value: 'messages[0].role' ... 'system'", "messages[0].role")),
    ("system", "Developer instruction is not enabled for models/gemma"),
    ("stream", openais("Your organization must be verified to stream this model.", "stream")),
    ("stream", "Streaming is not supported"),
    ("stream_options", "Unrecognized request argument supplied: stream_options"),
    ("stream_options", fastapis("stream_options")),
    ("max_completion_tokens", "Unrecognized request argument supplied: max_completion_tokens"),
    ("max_completion_tokens", openais("Unsupported. Use 'max_tokens' instead.", "max_completion_tokens")),
]


@pytest.mark.parametrize(("name", "why"), REFUSALS, ids=lambda v: v if isinstance(v, str) else "body")
@pytest.mark.parametrize("status", [400, 422])
def test_what_a_server_refuses_is_left_out_from_then_on(
    name: str, why: str | dict[str, Any], status: int
) -> None:
    with serving(Script("Tigers swim.", refuse=without(name, why), refusal=status)) as server:
        model, meter = model_at(server), Meter()
        assert [told(model, meter=meter), told(model, meter=meter)] == ["Tigers swim."] * 2
        assert meter.calls == 2  # what is refused is no call
    refused, accepted, second = server.requests
    assert accepted == second
    kept = {k for k in refused if k not in (name, "messages", "stream_options")}
    assert kept <= accepted.keys() | {"stream"}
    assert "You know cats." in str(accepted["messages"])
    assert "What do tigers do?" in accepted["messages"][-1]["content"]


@pytest.mark.parametrize("name", list(dict.fromkeys(name for name, _ in REFUSALS)))
def test_a_server_that_does_not_say_what_it_refuses(name: str) -> None:
    with serving(Script("Tigers swim.", refuse=without(name, "Bad request"))) as server:
        model = model_at(server)
        assert [told(model), told(model)] == ["Tigers swim."] * 2
    *_, accepted, second = server.requests
    assert accepted == second


def test_the_limit_on_a_reply_has_two_names_or_none() -> None:
    def older(request: dict[str, Any]) -> str:
        return "unknown: max_completion_tokens" if "max_completion_tokens" in request else ""

    def neither(request: dict[str, Any]) -> str:
        return next((f"unknown: {name}" for name in request if "max" in name), "")

    with serving(Script("Tigers swim.", refuse=older)) as server:
        assert told(model_at(server)) == "Tigers swim."
        assert server.requests[-1]["max_tokens"] == PATIENT.answer_tokens
    with serving(Script("Tigers swim.", refuse=neither)) as server:
        assert told(model_at(server)) == "Tigers swim."
        assert len(server.requests) == 3


def test_a_longer_reply_than_a_server_allows_is_no_long_prompt() -> None:
    def refuse(request: dict[str, Any]) -> str:
        return "Invalid request: max_tokens is too large: 2000." if "max" in str(request.keys()) else ""

    with serving(Script("Tigers swim.", refuse=refuse)) as server:
        assert told(model_at(server)) == "Tigers swim."


def test_a_server_that_refuses_everything_dispensable() -> None:
    def refuse(request: dict[str, Any]) -> str:
        names = ("temperature", "stream_options", "max_completion_tokens", "max_tokens", "stream")
        roles = {m["role"] for m in request["messages"]}
        return next((f"{n} is unknown here" for n in names if request.get(n) not in (None, False)), "") or (
            "no system role" if "system" in roles else "temperature!" if "temperature" in request else ""
        )

    with serving(Script('{"name": "Tom"}', refuse=refuse)) as server:
        model = model_at(server)
        assert a_cat(model) == Cat(name="Tom")
        assert told(model) == '{"name": "Tom"}'


def test_a_server_that_sends_no_stream_though_asked_for_one() -> None:
    with serving(Script("Tigers swim.", streams=False)) as server:
        model = model_at(server)
        assert [told(model), told(model)] == ["Tigers swim."] * 2
    assert [bool(r.get("stream")) for r in server.requests] == [True, False, False]


def test_what_is_refused_for_no_reason_is_told_without_the_servers_words() -> None:
    with serving(Script(status=400, error="canary")) as server:
        with pytest.raises(ModelError, match=r"^openai:tiny refused the request \(400\)\.$"):
            told(model_at(server))
        assert len(server.requests) < 10
        model = model_at(server)
        with pytest.raises(ModelError):
            a_cat(model)
        assert model.quirks.refused == frozenset()  # nothing is learned where nothing helped


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens."),
        (400, "the request exceeds the available context size. try increasing it"),
        (400, "prompt is too long: 210000 tokens > 200000 maximum"),
        (400, "The input token count (9000) exceeds the maximum number of tokens allowed (8192)."),
        (400, "'max_tokens' or 'max_completion_tokens' is too large: 1000. Maximum context length is 2048."),
        (400, "Please reduce the length of the messages or completion."),
        (422, "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096."),
        (413, "Payload Too Large"),
        (500, "input is too large to process. increase the physical batch size"),
    ],
)
def test_a_prompt_that_is_too_long_for_the_window_is_told_apart(status: int, message: str) -> None:
    with serving(Script(status=status, error=message)) as server:
        model = model_at(server)
        with pytest.raises(ContextError, match=r"^The request is too long for openai:tiny\.$"):
            told(model)
        with pytest.raises(ContextError):
            a_cat(model)
        assert len(server.requests) == 2


class TestThinking:
    @pytest.mark.parametrize(
        "script",
        [
            Script("<think>Do they fly? No.</think> Tigers swim."),
            Script("<thinking>Do they fly? No.</thinking>\n\nTigers swim."),
            Script("Do they fly? No.</think> Tigers swim."),
            Script("Tigers swim.", thinking="Do they fly? No."),
            Script("Tigers swim.", thinking="Do they fly? No.", thinking_field="reasoning"),
            Script("Tigers swim.", thinking="Do they fly? No.", streams=False),
        ],
        ids=["tags", "other tags", "end tag", "field", "other field", "not streamed"],
    )
    def test_thoughts_are_apart_from_the_text(self, script: Script) -> None:
        with serving(script) as server:
            model = model_at(server)
            assert [said(model), said(model)] == [("Tigers swim.", "Do they fly? No.")] * 2
            assert model.answer_tokens == 4 * PATIENT.answer_tokens  # which thoughts take, too

    def test_content_in_blocks(self) -> None:
        blocks: list[str | dict[str, Any]] = [
            {"type": "reasoning", "reasoning": "Do they fly? No.", "index": 0},
            {"type": "text", "text": "Tigers swim.", "index": 1},
        ]
        provider = {"model_provider": "anthropic"}
        theirs: list[str | dict[str, Any]] = [
            {"type": "thinking", "thinking": "Do they fly? No.", "index": 0},
            {"type": "text", "text": "Tigers swim.", "index": 1},
        ]
        for message in (AIMessage(blocks), AIMessage(theirs, response_metadata=provider)):
            model = ChatModel(Blocks(message=message), "fake:one", PATIENT)
            assert said(model) == ("Tigers swim.", "Do they fly? No.")

    def test_a_tag_that_comes_in_two_pieces(self) -> None:
        thoughts = Thoughts()
        pieces = [thoughts.read(words) for words in ("<th", "ink>Do they", " fly?</thi", "nk>Tig", "ers < 3")]
        pieces.append(thoughts.end())
        assert "".join(p.text for p in pieces) == "Tigers < 3"
        assert "".join(p.thinking for p in pieces) == "Do they fly?"

    def test_where_a_reply_need_not_begin_with_thoughts_it_may_be_all_text(self) -> None:
        with serving(Script("No.</think> Tigers swim."), Script("They do."), Script("They do.")) as server:
            model = model_at(server)
            assert said(model) == ("Tigers swim.", "No.")
            assert said(model)[0] == "They do."
            assert said(model) == ("They do.", "")

    def test_thoughts_that_took_all_the_room_are_given_more(self) -> None:
        thinks = Script(thinking="Do they fly?", finish="length")
        with serving(thinks, Script("Tigers swim.", thinking="No.")) as server:
            assert told(model_at(server)) == "Tigers swim."
        with serving(thinks, Script('{"name": "Tom"}')) as other:
            assert a_cat(model_at(other)) == Cat(name="Tom")
        for requests in (server.requests, other.requests):
            first, second = (r["max_completion_tokens"] for r in requests)
            assert second == 4 * first
        with serving(thinks) as server:
            assert said(model_at(server)) == ("", "Do they fly? Do they fly?")
            assert len(server.requests) == 2

    def test_they_leave_half_of_a_small_window_to_the_papers(self) -> None:
        with serving(Script("Tigers swim.", thinking="No.")) as server:
            model = model_at(server, limits=replace(PATIENT, context_tokens=6000))
            assert [told(model), told(model)] == ["Tigers swim."] * 2
        assert server.requests[1]["max_completion_tokens"] == 3000
        assert 2500 < model.room("") < 3000

    def test_thoughts_before_an_object(self) -> None:
        with serving(Script('<think>{"name": "Tim"}?</think>{"name": "Tom"}')) as server:
            assert a_cat(model_at(server)) == Cat(name="Tom")


TOM = '{"name": "Tom"}'


class TestStructured:
    def test_by_schema(self) -> None:
        with serving(Script(TOM)) as server:
            model = model_at(server)
            assert a_cat(model) == Cat(name="Tom")
            told(model)
        request, text = server.requests
        assert request["response_format"]["json_schema"]["schema"]["required"] == ["name"]
        assert (asked_for(request), asked_for(text)) == ("Cat", "")

    @pytest.mark.parametrize(
        "why",
        [
            "This response_format type is unavailable now",
            openais("Invalid parameter: 'response_format' of type 'json_schema'", "response_format"),
            fastapis("response_format"),
            "Bad request",
        ],
        ids=["words", "param", "detail", "nothing"],
    )
    def test_by_tool_where_there_is_no_schema(self, why: str | dict[str, Any]) -> None:
        with serving(Script(TOM, refuse=without("response_format", why))) as server:
            model, meter = model_at(server), Meter()
            assert [a_cat(model, meter), a_cat(model, meter)] == [Cat(name="Tom")] * 2
            assert meter.calls == 2
        _, by_tool, second = server.requests
        assert asked_for(by_tool) == "Cat"
        assert by_tool == second

    @pytest.mark.parametrize("status", [400, 422, 501, 404, 500])
    def test_in_words_where_there_are_no_tools_either(self, status: int) -> None:
        def refuse(request: dict[str, Any]) -> str:
            return "no tools, no response_format" if {"tools", "response_format"} & request.keys() else ""

        with serving(Script(TOM, refuse=refuse, refusal=status)) as server:
            model = model_at(server)
            assert [a_cat(model), a_cat(model)] == [Cat(name="Tom")] * 2
        *_, in_words, second = server.requests
        assert len(server.requests) == 4
        assert "its name" in in_words["messages"][0]["content"]  # the descriptions of the schema
        assert in_words == second

    @pytest.mark.parametrize(
        "words",
        [
            TOM,
            f"```json\n{TOM}\n```",
            f"Here is {{the}} cat: {TOM} It is a good one.",
            '{"Cat": {"name": "Tom"}}',
            '{"name": "Tom", "tail": "long"}',
            '{"title": "Cat", "properties": {"name": {"type": "string"}}} {"name": "Tom"}',
        ],
    )
    @pytest.mark.parametrize("tools", [True, False])
    def test_an_object_is_found_in_what_is_around_it(self, words: str, tools: bool) -> None:
        refuse = without("response_format", "unknown: response_format") if tools else None
        with serving(Script(words, refuse=refuse, calls_tools=False)) as server:
            assert a_cat(model_at(server)) == Cat(name="Tom")
        assert len(server.requests) == 1 + tools

    def test_a_server_that_ignores_the_schema_is_asked_in_words(self) -> None:
        def reply(request: dict[str, Any]) -> str:
            return TOM if "JSON schema" in request["messages"][0]["content"] else "Tom is a cat."

        with serving(Script(reply=reply)) as server:
            model, meter = model_at(server), Meter()
            assert [a_cat(model, meter), a_cat(model, meter)] == [Cat(name="Tom")] * 2
            assert meter.calls == len(server.requests) == 3

    @pytest.mark.parametrize(
        "words", ["", "Tom.", '{"name": ', '{"name": {"first": "Tom"}}', "{}", "[1]", '{"query": "x"}']
    )
    def test_what_is_no_object_is_an_error(self, words: str) -> None:
        with serving(Script(words)) as server:
            model = model_at(server)
            with pytest.raises(ModelError, match="did not reply in the form"):
                a_cat(model)
            assert len(server.requests) == 2
            assert model.quirks.way == 0

    def test_what_else_is_refused_is_no_reason_to_ask_otherwise(self) -> None:
        for why in ("temperature is unknown", "Bad request"):
            with serving(Script(TOM, refuse=without("temperature", why))) as server:
                model = model_at(server)
                assert [a_cat(model), a_cat(model)] == [Cat(name="Tom")] * 2
                assert "response_format" in server.requests[-1]

    def test_any_model_of_langchain_will_do(self) -> None:
        model = ChatModel(FakeListChatModel(responses=[TOM]), "fake:one", PATIENT)
        assert a_cat(model) == Cat(name="Tom")

    def test_leaving_closes_the_connection(self) -> None:
        with serving(Script(TOM, first=60)) as server:
            asking = model_at(server).structured(Cat, ("You know cats.", "any"), {}, Meter())
            while not server.requests:
                next(asking)
            asking.close()
            assert server.left.wait(PATIENCE)


class TestLimits:
    def test_limits_of_langchain_do_not_end_what_ours_allow(self) -> None:
        model: Any = open_model(
            Settings(
                model="openai:tiny",
                model_url="http://127.0.0.1:9/v1",
                limits=Limits(seconds=900, first_token=600, silence=300, step_seconds=1000),
            )
        ).chat
        assert model.stream_chunk_timeout is None
        assert model.request_timeout == 1000

    def test_a_call_has_the_seconds_it_is_given(self) -> None:
        with serving(Script(TOM, first=60)) as server, pytest.raises(ModelError, match=r"0\.4 seconds"):
            for _ in model_at(server).reply(PROMPT, Meter(), seconds=0.4):
                pass
        with serving(Script(TOM, first=60)) as server, pytest.raises(ModelError, match=r"0\.4 seconds"):
            for _ in model_at(server).structured(Cat, ("", "any"), {}, Meter(), seconds=0.4):
                pass

    def test_a_question_has_a_budget(self) -> None:
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        limits = replace(PATIENT, calls=3, tokens=300)
        with serving(Script("Tigers swim.", usage=usage)) as server:
            model = model_at(server, limits=limits)
            turn = Models(default=model).turn(None)
            assert turn.budget.allows(keep=2)
            assert not turn.budget.allows(keep=3)
            assert not turn.budget.allows(tokens=301)
            told(model, meter=turn.meter)
            assert turn.budget.allows(keep=1, tokens=180)
            assert not turn.budget.allows(tokens=181)
            told(model, meter=turn.meter)
            told(model, meter=turn.meter)
            assert not turn.budget.allows()

    def test_tokens_that_nobody_reports_are_estimated(self) -> None:
        meter = Meter()
        with serving(Script("Tigers swim.")) as server:
            told(model_at(server), meter=meter)
        assert 10 < meter.spent < 40
        assert meter.usage().tokens_in is None

    def test_the_steps_of_a_question_are_counted_apart(self) -> None:
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120, "cost": 0.5}
        meter = Meter()
        with serving(Script(TOM, usage=usage)) as server:
            model = model_at(server)
            with meter.step("grade"):
                a_cat(model, meter)
            with meter.step("write"):
                told(model, meter=meter)
            with meter.step("grade"):
                a_cat(model, meter)
            told(model, meter=meter)
        used = meter.usage()
        assert [(s.name, s.calls, s.tokens_in, s.tokens_out) for s in used.steps] == [
            ("grade", 2, 200, 40),
            ("write", 1, 100, 20),
        ]
        assert (used.calls, used.tokens_in, used.tokens_out) == (4, 400, 80)
        assert 0 < sum(s.seconds for s in used.steps) <= used.seconds


class TestJudge:
    def test_another_model_may_judge(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-for-openai")
        url = "http://127.0.0.1:9/v1"
        models = open_models(Settings(model="openai:large", judge="openai:small", model_url=url))
        turn = models.turn(None)
        assert turn.model is not None
        assert turn.judge is not None
        assert (turn.model.name, turn.judge.name) == ("openai:large", "openai:small")
        judge: Any = turn.judge.chat
        assert judge.openai_api_base == url
        assert judge.openai_api_key.get_secret_value() == "none"  # the server's, and not OpenAI's

    def test_else_the_writer_judges_itself(self) -> None:
        model = ChatModel(FakeListChatModel(responses=[""]), "fake:one")
        turn = Models(default=model).turn(None)
        assert turn.judge is model
        assert Models(default=model).turn(EXTRACTIVE).judge is None

    def test_it_is_set_as_the_model_is(self) -> None:
        environ = {"ASSISTANT_JUDGE": "openai:small", "ASSISTANT_MODEL_TOKENS": "5000"}
        read = Settings.read(environ=environ)
        assert (read.judge, read.limits.tokens) == ("openai:small", 5000)


class Blocks(GenericFakeChatModel):
    """Streams the blocks of one message, each by itself."""

    messages: Any = ()
    message: AIMessage

    async def _astream(self, *_: Any, **__: Any) -> AsyncIterator[ChatGenerationChunk]:
        for block in self.message.content:
            chunk = AIMessageChunk([block], response_metadata=self.message.response_metadata)
            yield ChatGenerationChunk(message=chunk)
