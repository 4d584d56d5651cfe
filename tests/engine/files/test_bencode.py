from contextlib import suppress

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.files import bencode
from custom_components.greenlight.engine.files.bencode import (
    BencodeError,
    read_dictionary,
)

type Value = int | bytes | list[Value] | dict[bytes, Value]

VALUES = st.recursive(
    st.one_of(st.integers(-(2**63), 2**63), st.binary(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.binary(max_size=6), inner, max_size=4),
    ),
    max_leaves=20,
)
DICTIONARIES = st.dictionaries(st.binary(max_size=6), VALUES, max_size=5)


def encode(value: Value) -> bytes:
    """Write bencode in the plainest way, to hold the reader against."""
    match value:
        case int():
            return f"i{value}e".encode()
        case bytes():
            return str(len(value)).encode() + b":" + value
        case list():
            return b"l" + b"".join(encode(each) for each in value) + b"e"
        case dict():
            pairs = (encode(key) + encode(each) for key, each in value.items())
            return b"d" + b"".join(pairs) + b"e"


@given(DICTIONARIES)
def test_what_was_written_is_read(value: dict[bytes, Value]):
    whole = read_dictionary(encode(value))
    assert whole.values == value
    assert whole.clean == encode(value)
    assert whole.raw == {key: encode(each) for key, each in value.items()}


@given(st.binary(max_size=300))
def test_anything_at_all_is_read_or_refused(data: bytes):
    with suppress(BencodeError):
        whole = read_dictionary(data)
        assert whole.values.keys() == whole.raw.keys()
        again = read_dictionary(whole.clean)
        assert again.values == whole.values
        assert again.clean == whole.clean


@given(DICTIONARIES, st.data())
def test_a_damaged_dictionary_is_read_or_refused(
    value: dict[bytes, Value], data: st.DataObject
):
    whole = encode(value)
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=2)) + whole[at + 1 :]
    with suppress(BencodeError):
        read_dictionary(damaged)


@given(DICTIONARIES, st.data())
def test_a_cut_dictionary_is_refused(value: dict[bytes, Value], data: st.DataObject):
    whole = encode(value)
    at = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(BencodeError):
        read_dictionary(whole[:at])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"i1e",
        b"le",
        b"d",
        b"d1:ai-ee",
        b"d1:aiee",
        b"d1:ai+1ee",
        b"d1:ai 1ee",
        b"d1:ai1_0ee",
        b"d1:ai\xd9\xa1ee",
        b"d1:ai" + b"1" * 21 + b"ee",
        b"d1:a-1:e",
        b"d1:a2:xe",
        b"d1:a99999999999999999999:xe",
        b"di1ei2ee",
        b"d1:ae",
        b"d1:axe",
    ],
)
def test_what_is_no_dictionary_is_refused(data: bytes):
    with pytest.raises(BencodeError):
        read_dictionary(data)


@pytest.mark.parametrize(
    ("data", "values", "clean"),
    [
        (b"de ", {}, b"de"),
        (b"dede", {}, b"de"),
        (b"d1:ai1ee\r\n", {b"a": 1}, b"d1:ai1ee"),
        (b"d1:ai01ee", {b"a": 1}, b"d1:ai01ee"),
        (b"d1:ai-0ee", {b"a": 0}, b"d1:ai-0ee"),
        (b"d01:ai1ee", {b"a": 1}, b"d1:ai1ee"),
        (b"d1:a1:x1:a1:ye", {b"a": b"x"}, b"d1:a1:xe"),
        (b"d1:b1:x1:a1:y1:b1:ze", {b"b": b"x", b"a": b"y"}, b"d1:a1:y1:b1:xe"),
    ],
)
def test_what_clients_read_is_read_and_written_clean(
    data: bytes, values: dict[bytes, Value], clean: bytes
):
    whole = read_dictionary(data)
    assert whole.values == values
    assert whole.clean == clean


def test_keys_need_not_be_sorted():
    assert read_dictionary(b"d1:bi1e1:ai2ee").values == {b"b": 1, b"a": 2}


def nested(depth: int) -> bytes:
    return b"d1:a" + b"l" * (depth - 1) + b"i1e" + b"e" * depth


def test_nesting_has_an_end():
    assert b"a" in read_dictionary(nested(32)).values
    with pytest.raises(BencodeError, match="nested too deeply"):
        read_dictionary(nested(33))


def test_the_number_of_values_has_an_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bencode, "MAX_VALUES", 4)
    assert read_dictionary(b"d1:alleleee").values == {b"a": [[], []]}
    with pytest.raises(BencodeError, match="too many values"):
        read_dictionary(b"d1:alleleleee")
