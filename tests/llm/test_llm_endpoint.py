"""Calls to a real server that answers well and badly."""

from __future__ import annotations

import socket

import pytest

from corrobora.errors import ModelBudget, ModelError
from corrobora.llm import Endpoint
from corrobora.llm.endpoint import ANSWER_BYTES, ATTEMPTS, LONGEST_WAIT
from llm.model_server import ModelServer, Said, completion

KEY = "sk-very-secret-0123"
GOOD = completion("good")


def test_a_question_goes_out_with_the_key_and_the_answer_comes_back(server: ModelServer) -> None:
    server.in_turn(GOOD)
    answered = server.endpoint(key=KEY).ask('{"model":"tiny"}')
    assert (answered.content, answered.ended, answered.model) == ("good", "stop", "tiny-0")
    (asked,) = server.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert asked.body == {"model": "tiny"}


def test_without_a_key_none_is_sent(server: ModelServer) -> None:
    server.endpoint().ask("{}")
    assert "Authorization" not in server.asked[0].headers


@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/", "/v1/chat/completions"])
def test_the_address_may_be_given_in_each_usual_way(server: ModelServer, path: str) -> None:
    Endpoint(server.url + path).ask("{}")
    assert server.asked[0].path == path.rstrip("/").removesuffix("/chat/completions") + (
        "/chat/completions"
    )


@pytest.mark.parametrize(
    "passing",
    [
        Said(status=429),
        Said(status=500, body=b"<html>oops"),
        Said(status=503),
        Said(drop=True),
        Said(body=GOOD.body, drop=True),
        Said(body=GOOD.body, wait=0.6),
    ],
    ids=["429", "500", "503", "hangs up", "breaks off", "too slow"],
)
def test_what_passes_is_tried_again(server: ModelServer, passing: Said) -> None:
    server.in_turn(passing, passing, GOOD)
    endpoint = server.endpoint(seconds=0.3)
    assert endpoint.ask("{}").content == "good"
    assert endpoint.calls == len(server.asked) == 3
    assert server.waits == [1.0, 2.0]


@pytest.mark.parametrize("passing", [Said(status=429), Said(status=500), Said(drop=True)])
def test_what_does_not_pass_ends_in_an_error_that_says_what_to_do(
    server: ModelServer, passing: Said
) -> None:
    server.in_turn(passing)
    with pytest.raises(ModelError, match=f"did not answer in {ATTEMPTS} calls") as caught:
        server.endpoint(key=KEY).ask("{}")
    assert "run the same command again" in caught.value.hint
    assert len(server.asked) == ATTEMPTS
    assert len(server.waits) == ATTEMPTS - 1
    assert KEY not in str(caught.value) + repr(caught.value.facts)


@pytest.mark.parametrize(
    ("header", "waited"),
    [("7", 7.0), ("0", 1.0), ("86400", LONGEST_WAIT), ("soon", 1.0), ("-5", 1.0), ("nan", 1.0)],
)
def test_an_endpoint_may_ask_for_time_within_bounds(
    server: ModelServer, header: str, waited: float
) -> None:
    server.in_turn(Said(status=429, headers={"Retry-After": header}), GOOD)
    server.endpoint().ask("{}")
    assert server.waits == [waited]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(server: ModelServer, status: int) -> None:
    elsewhere = f"{server.url}/elsewhere"
    server.in_turn(Said(status=status, headers={"Location": elsewhere}), GOOD)
    with pytest.raises(ModelError, match="redirects to another address, which is not followed"):
        server.endpoint(key=KEY).ask("{}")
    assert [asked.path for asked in server.asked] == ["/v1/chat/completions"]


@pytest.mark.parametrize(
    ("status", "hint"),
    [(401, "CORROBORA_LLM_KEY"), (403, "CORROBORA_LLM_KEY"), (404, "--llm-url"), (400, "--llm")],
)
def test_a_refused_call_is_not_repeated(server: ModelServer, status: int, hint: str) -> None:
    body = f'{{"error": {{"message": "Incorrect\\nkey {KEY}."}}}}'.encode()
    server.in_turn(Said(body, status))
    with pytest.raises(ModelError, match=f"status {status}: Incorrect key .key.") as caught:
        server.endpoint(key=KEY).ask("{}")
    assert hint in caught.value.hint
    assert KEY not in str(caught.value)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"null", b"[]", b"{}", b'{"choices": []}', b'{"choices": {"0": 1}}',
     b'{"choices": [{"message": "no"}]}', b"[" * 100_000, b'{"choices": [' + b"9" * 9000 + b"]}"],
)  # fmt: skip
def test_what_is_no_completion_is_an_error(server: ModelServer, body: bytes) -> None:
    server.in_turn(Said(body))
    with pytest.raises(ModelError, match="does not answer in the form of chat completions"):
        server.endpoint().ask("{}")


@pytest.mark.parametrize("content", [None, 7, ["a"], {"text": "a"}])
def test_an_answer_without_words_is_an_answer(server: ModelServer, content: object) -> None:
    server.in_turn(completion(content, message={"refusal": "I would rather not."}))
    reply = server.endpoint().ask("{}")
    assert (reply.content, reply.refusal) == (None, "I would rather not.")


def test_an_enormous_answer_is_not_taken(server: ModelServer) -> None:
    server.in_turn(Said(b" " * (ANSWER_BYTES + 1)))
    with pytest.raises(ModelError, match="more than 4 MB"):
        server.endpoint().ask("{}")


def test_the_key_does_not_come_back_in_an_answer(server: ModelServer) -> None:
    server.in_turn(completion(f"Your key is {KEY}!"))
    endpoint = server.endpoint(key=KEY)
    assert endpoint.ask("{}").content == "Your key is [key]!"
    assert KEY not in repr(endpoint)


def test_calls_are_counted_repeated_ones_too(server: ModelServer) -> None:
    server.in_turn(Said(status=500), GOOD)
    endpoint = server.endpoint(most_calls=3)
    endpoint.ask("{}")
    endpoint.ask("{}")
    with pytest.raises(ModelBudget, match="called 3 times, as often as allowed") as caught:
        endpoint.ask("{}")
    assert "--llm-max-calls" in caught.value.hint
    assert len(server.asked) == 3


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf"), 86_401.0])
def test_times_that_are_none(seconds: float) -> None:
    with pytest.raises(ModelError, match="No call of a language model can take"):
        Endpoint("https://models.example/v1", seconds=seconds)


def test_a_body_that_drips_is_given_no_more_time_than_a_call_has(server: ModelServer) -> None:
    server.in_turn(Said(GOOD.body, drip=0.05))
    with pytest.raises(ModelError, match=r"no answer within 0\.2 seconds"):
        server.endpoint(seconds=0.2).ask("{}")


def test_an_encrypted_call_to_a_server_that_does_not_encrypt(server: ModelServer) -> None:
    waits: list[float] = []
    secure = server.url.replace("http:", "https:")
    with pytest.raises(ModelError, match="SSLError"):
        Endpoint(secure, seconds=1.0, sleep=waits.append).ask("{}")
    assert server.asked == []


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    waits: list[float] = []
    with pytest.raises(ModelError, match="ConnectionRefusedError"):
        Endpoint(f"http://127.0.0.1:{port}/v1", sleep=waits.append).ask("{}")
    assert waits == [1.0, 2.0, 4.0]


def test_reports_do_not_travel_in_the_open_through_the_public_network(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = server.endpoint()
    monkeypatch.setattr(socket.socket, "getpeername", lambda _: ("8.8.8.8", 80))
    with pytest.raises(ModelError, match="not encrypted"):
        endpoint.ask("{}")
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    ["", "models.example/v1", "ftp://models.example", "file:///etc/passwd", "http://", "http://[::",
     "https://me:secret@models.example/v1", "https://models.example/v1?key=secret",
     "https://models.example/v1#x", "https://models.example/a b", "https://models.example:x/",
     "https://models.example\\@inside/", "https://models.example/\n"],
)  # fmt: skip
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(ModelError, match="none that can be called") as caught:
        Endpoint(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("key", ["ab cd", "ab\nHost: cd", "clé", " abcd"])
def test_keys_that_are_none(key: str) -> None:
    with pytest.raises(ModelError, match="key of the language model") as caught:
        Endpoint("https://models.example/v1", key)
    assert key not in str(caught.value)
