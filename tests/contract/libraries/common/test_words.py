"""A server's own words in one line, whatever they come in."""

import json
from typing import Any

import pytest

from custom_components.greenlight.libraries.common.http import Reply
from custom_components.greenlight.libraries.common.words import said


def body(answer: Any) -> Reply:
    return Reply(400, json.dumps(answer).encode(), "application/json")


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ("No such film", "No such film"),
        ({"message": "No such film", "description": "   at x.cs"}, "No such film"),
        ({"errorMessage": "Wrong path", "message": "x"}, "Wrong path"),
        ({"error": {"code": 1}, "title": "Bad Request"}, "Bad Request"),
        ({"message": "", "detail": "Read-only"}, "Read-only"),
        # As what was sent is refused: one for each field.
        (
            [{"errorMessage": "Wrong path"}, {"errorMessage": "No profile"}],
            "Wrong path; No profile",
        ),
        ([{"propertyName": "path"}, "Wrong path", 7, None], "Wrong path"),
        ([["Wrong path", ["deeper"]]], "Wrong path; deeper"),
        ([*"abcdefg"], "a; b; c; d; e"),
        ([], "HTTP 400"),
        ([{}], "HTTP 400"),
        ({"description": "   at x.cs"}, "HTTP 400"),
        (7, "HTTP 400"),
        (None, "HTTP 400"),
    ],
)
def test_words_in_json(answer: Any, line: str) -> None:
    assert said(body(answer)) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Not now\n   at x.cs:line 42", "Not now"),
        ("", "HTTP 400"),
        # Cut off or nested without end it is no text for people.
        ('{"message": "No su', "HTTP 400"),
        (" [" * 3000, "HTTP 400"),
        ("<html>", "HTTP 400, a web page"),
    ],
)
def test_words_that_are_no_json(text: str, line: str) -> None:
    assert said(Reply(400, text.encode(), "text/plain")) == line


def test_no_secret_is_repeated() -> None:
    for answer in ({"message": "Wrong key: hush-hush"}, ["Wrong key: hush-hush"]):
        line = said(body(answer), "hush-hush")
        assert line.startswith("Wrong key")
        assert "hush" not in line


def test_what_is_no_text_is_still_one_line() -> None:
    assert said(Reply(500, b"\xff\xfe bad")).isprintable()
