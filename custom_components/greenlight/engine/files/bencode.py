"""A strict reader of bencode, the format of ``.torrent`` files (BEP 3).

Only reading is needed, and the exact bytes of one value (the ``info`` dictionary, which is what
gets hashed), so this stays smaller than any library. Numbers must be canonical and keys unique; their order is
not looked at, because torrents with unsorted keys exist and are hashed as they are.
"""

from typing import Final

type Value = int | bytes | list[Value] | dict[bytes, Value]

MAX_DEPTH: Final = 32
MAX_DIGITS: Final = 20
# Enough for a torrent of some hundred thousand files, and no more than some 100 MB as objects: 16 MiB
# of empty lists would take half a gigabyte.
MAX_VALUES: Final = 1_000_000


class BencodeError(ValueError):
    """The bytes are not one bencoded value, or one too large to be sane."""


class _Reader:
    """One pass over a buffer; remembers where the top-level dictionary's values lie."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.left = MAX_VALUES
        self.spans: dict[bytes, tuple[int, int]] = {}

    def value(self, depth: int = 0) -> Value:
        if depth > MAX_DEPTH:
            raise BencodeError("nested too deeply")
        self.left -= 1
        if self.left < 0:
            raise BencodeError("too many values")
        kind = self.data[self.at : self.at + 1]
        if kind.isdigit():
            return self.string()
        self.at += 1
        if kind == b"i":
            return self.number(b"e")
        if kind == b"l":
            items: list[Value] = []
            while not self.ended():
                items.append(self.value(depth + 1))
            return items
        if kind == b"d":
            return self.dictionary(depth)
        raise BencodeError(f"unexpected byte at {self.at - 1}")

    def dictionary(self, depth: int) -> dict[bytes, Value]:
        found: dict[bytes, Value] = {}
        while not self.ended():
            key = self.string()
            if key in found:
                raise BencodeError("key given twice")
            start = self.at
            found[key] = self.value(depth + 1)
            if depth == 0:
                self.spans[key] = (start, self.at)
        return found

    def ended(self) -> bool:
        if self.at >= len(self.data):
            raise BencodeError("cut off")
        if self.data[self.at] == ord("e"):
            self.at += 1
            return True
        return False

    def number(self, end: bytes) -> int:
        stop = self.data.find(end, self.at, self.at + MAX_DIGITS + 1)
        text = self.data[self.at : stop] if stop >= 0 else b""
        digits = text.removeprefix(b"-")
        if (
            not digits.isdigit()
            or (digits != b"0" and digits[:1] == b"0")
            or text == b"-0"
        ):
            raise BencodeError(f"bad number at {self.at}")
        self.at = stop + 1
        return int(text)

    def string(self) -> bytes:
        length = self.number(b":")
        if length < 0 or self.at + length > len(self.data):
            raise BencodeError("cut off")
        self.at += length
        return self.data[self.at - length : self.at]


def read_dictionary(data: bytes) -> tuple[dict[bytes, Value], dict[bytes, bytes]]:
    """Read one dictionary that fills ``data``: its values, and the raw bytes of each value.

    Raises ``BencodeError`` for anything else.
    """
    reader = _Reader(data)
    value = reader.value()
    if not isinstance(value, dict):
        raise BencodeError("not a dictionary")
    if reader.at != len(data):
        raise BencodeError("bytes after the end")
    return value, {key: data[start:stop] for key, (start, stop) in reader.spans.items()}
