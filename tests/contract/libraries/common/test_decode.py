"""JSON is decoded as it arrives, whatever the pieces, and what is none is said to be."""

import json
import random
from typing import Any

import pytest

from custom_components.greenlight.libraries.common.decode import (
    LARGE,
    Elements,
    decode,
    decoded,
)
from custom_components.greenlight.libraries.errors import BadAnswer

ROWS: list[Any] = [
    {
        "title": "Die Brücke, 橋 \N{CLAPPER BOARD}",
        "files": [{"id": 1}, []],
        "none": None,
    },
    {"text": 'a "quoted", [listed] {thing} \\ \t'},
    12,
    -1.5e3,
    "half \ud83d",
    [[], {}],
    True,
]


def in_pieces(body: bytes, size: int) -> list[Any]:
    elements = Elements()
    found = [
        row
        for start in range(0, len(body), size)
        for row in elements.feed(body[start : start + size])
    ]
    return found + elements.feed(b"", last=True)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 10_000])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_list_is_the_same_in_whatever_pieces(size: int, ascii_only: bool) -> None:
    rows = ROWS if ascii_only else [row for row in ROWS if row != "half \ud83d"]
    for indent in (None, 2):
        body = json.dumps(rows, ensure_ascii=ascii_only, indent=indent).encode()
        assert in_pieces(b"\xef\xbb\xbf " + body + b"\n", size) == rows


def test_elements_are_there_before_the_list_ends() -> None:
    elements = Elements()
    assert elements.feed(b' [ {"a":1} , {"b"') == [{"a": 1}]
    assert elements.feed(b":2} ") == []
    assert elements.feed(b"] ") == [{"b": 2}]
    assert elements.feed(b"", last=True) == []


@pytest.mark.parametrize("body", [b"[]", b" [ ] "])
@pytest.mark.parametrize("size", [1, 9])
def test_an_empty_list(body: bytes, size: int) -> None:
    assert in_pieces(body, size) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{}",
        b"[1, 2",
        b"[1, {",
        b"[1,]",
        b"[1 2]",
        b"[1] [2]",
        b"[1, nonsense, 2]",
        b"[" * 200_000,
    ],
)
@pytest.mark.parametrize("size", [3, 1_000_000])
def test_what_is_no_list_is_a_bad_answer(body: bytes, size: int) -> None:
    # A piece of such a depth is not tried as often as it has bytes.
    size = max(size, len(body) // 100)
    with pytest.raises(BadAnswer):
        in_pieces(body, size)


def test_a_long_element_is_not_tried_with_every_piece() -> None:
    row = {"names": ["x" * 50] * 20_000}
    assert in_pieces(json.dumps([row, row]).encode(), 1000) == [row, row]


@pytest.mark.parametrize("body", [b"", b"\xff", b'{"a":', b"1 2", b"[" * 200_000])
def test_what_is_no_json_is_a_bad_answer(body: bytes) -> None:
    with pytest.raises(BadAnswer, match="JSON"):
        decoded(body)


def test_a_number_beyond_all_counting_costs_only_itself() -> None:
    digits = b"1" * 5000
    assert decoded(b'{"size": %b, "id": 7}' % digits) == {"size": None, "id": 7}
    assert in_pieces(b'[{"size": %b}, {"id": 7}]' % digits, 999) == [
        {"size": None},
        {"id": 7},
    ]


async def test_a_long_answer_is_decoded_elsewhere(monkeypatch) -> None:
    moved: list[int] = []

    async def aside(decode: Any, body: bytes) -> Any:
        moved.append(len(body))
        return decode(body)

    monkeypatch.setattr("asyncio.to_thread", aside)
    answer = {"rows": random.Random(1).choices(range(10**9), k=LARGE)}
    body = json.dumps(answer).encode()
    assert await decode(b"{}") == {}
    assert moved == []
    assert await decode(body) == answer
    assert moved == [len(body)]
