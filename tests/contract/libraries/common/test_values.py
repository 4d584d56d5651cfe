"""Whatever a server writes, what is taken of it can be stored and shown."""

import math
from typing import Any

import pytest

from custom_components.greenlight.libraries.common.values import (
    flag,
    moment,
    objects,
    of,
    path,
    some,
    text,
    texts,
    whole,
)

NOTHING: list[Any] = [None, [], {}, object()]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a \x00\n b", "a b"),
        ("half \ud83d", "half"),
        ("x" * 10**6, "x" * 300),
        ("", ""),
        *((value, "") for value in (*NOTHING, 1, True)),
    ],
)
def test_text(value: Any, expected: str) -> None:
    assert text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/films/ a\n", "/films/ a\n"),
        ("/half \ud83d", "/half ?"),
        ("/" + "x" * 5000, ""),
        *((value, "") for value in NOTHING),
    ],
)
def test_path(value: Any, expected: str) -> None:
    assert path(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0),
        (7.0, 7),
        ("12", 12),
        (2**53 - 1, 2**53 - 1),
        *((value, None) for value in NOTHING),
        *((value, None) for value in (-1, 2**53, "1" * 17, "x", "²", "٣", "", True)),
        *((value, None) for value in (math.nan, math.inf, 1e300)),
    ],
)
def test_whole(value: Any, expected: int | None) -> None:
    assert whole(value) == expected
    assert some(value) == (expected or None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((value, True) for value in (True, 1, "1", "true")),
        *((value, False) for value in (False, 0, "0", "false")),
        *((value, None) for value in (*NOTHING, 2, "yes")),
    ],
)
def test_flag(value: Any, expected: bool | None) -> None:
    assert flag(value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-01T18:00:00Z", 1772388000.0),
        ("2026-03-01T19:00:00+01:00", 1772388000.0),
        ("2026-03-01T18:00:00.0000000Z", 1772388000.0),
        ("2026-03-01", 1772323200.0),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("soon", None),
        ("2026-03-01" + " " * 50, None),
        *((value, None) for value in (*NOTHING, 1772388000)),
    ],
)
def test_moment(value: Any, expected: float | None) -> None:
    assert moment(value) == expected


def test_what_lies_below() -> None:
    assert of({"a": {"b": 1}}, "a", "b") == 1
    assert of({"a": [1]}, "a", "b") is None
    assert of(None, "a") is None


def test_lists() -> None:
    assert list(objects([{}, 1, None, {"a": 1}])) == [{}, {"a": 1}]
    assert list(objects({"a": 1})) == []
    assert len(list(objects([{}] * 10_000))) == 500
    assert texts(["a", "b", "a ", 1, ""]) == ("a", "b")
    assert texts("ab") == ()
