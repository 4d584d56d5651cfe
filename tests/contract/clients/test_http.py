"""What a server says is told in one line, and without what opens the server."""

import base64

import aiohttp
import pytest
from yarl import URL

from custom_components.greenlight.clients.common.http import (
    Reply,
    basic_auth,
    decoded,
    send,
)
from custom_components.greenlight.clients.errors import BadAnswer, CannotConnect
from custom_components.greenlight.engine.told import MAX_DETAIL, plain

SECRET = "open sesame/1"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (f"wrong: {SECRET}!", "wrong: (secret)!"),
        # As it was sent in a form, or in an address.
        ("wrong: open+sesame%2F1!", "wrong: (secret)!"),
        ("wrong: open%20sesame%2F1!", "wrong: (secret)!"),
        ("sent Basic dTpw+/=, sorry", "sent (secret), sorry"),
        ("sent bearer qbt_a.b-c, sorry", "sent (secret), sorry"),
        ("see https://nas/x?apikey=1 \n now", "see (link) now"),
    ],
)
def test_a_text_loses_what_opens_the_server(said: str, told: str) -> None:
    assert plain(said, SECRET, "") == told
    assert Reply(400, said.encode()).without(SECRET, "") == told


@pytest.mark.parametrize("length", [MAX_DETAIL, MAX_DETAIL * 10])
def test_no_half_of_a_secret_is_left_where_a_text_is_cut(length: int) -> None:
    for shift in range(len(SECRET)):
        before = ("http://" + "x" * length)[: length - shift - 1] + " "
        assert "open" not in plain(f"{before}{SECRET}", SECRET)
        before = "x" * (length - shift)
        assert "open" not in plain(f"{before}{SECRET}", SECRET)


def test_a_page_is_not_repeated() -> None:
    reply = Reply(403, f"<html>{SECRET}".encode(), "text/html")
    assert reply.without() == reply.detail == "HTTP 403, a web page"
    assert Reply(500, b" ").detail == "HTTP 500"


@pytest.mark.parametrize(
    ("username", "password", "pair"),
    [("me", "wörd", "me:wörd"), ("a:b", "", "a:b:"), ("", "x", ":x")],
)
def test_a_login_is_one_header(username: str, password: str, pair: str) -> None:
    kind, encoded = basic_auth(username, password).split(" ")
    assert (kind, base64.b64decode(encoded).decode()) == ("Basic", pair)


@pytest.mark.parametrize("body", [b"", b"\xff", b'{"a":', b"[" * 200_000, b"1" * 5000])
def test_what_is_no_json_is_a_bad_answer(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        decoded(body)


def test_no_login_is_no_header() -> None:
    assert basic_auth("", "") == ""


async def test_a_session_that_was_closed_reaches_nobody() -> None:
    async with aiohttp.ClientSession() as session:
        pass
    with pytest.raises(CannotConnect, match="reloaded"):
        await send(session, "GET", URL("http://box.test"), headers={}, timeout=1)
