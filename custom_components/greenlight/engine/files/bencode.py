"""A reader of bencode, the format of ``.torrent`` files (BEP 3), as liberal as clients are.

Only reading is needed, and the exact bytes of one value (the ``info`` dictionary, which is what
gets hashed), so this stays smaller than any library. Torrents with unsorted keys, keys given twice,
zeros before a number and bytes behind the end exist, and are hashed as they are.
"""

from dataclasses import dataclass
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
        self.odd = False

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
            start = self.at
            value = self.value(depth + 1)
            if key in found:
                # The first counts, as in the library that most clients are made with.
                self.odd = True
                continue
            found[key] = value
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
        if not digits.isdigit():
            raise BencodeError(f"bad number at {self.at}")
        if text == b"-0" or (digits != b"0" and digits[:1] == b"0"):
            self.odd = True
        self.at = stop + 1
        return int(text)

    def string(self) -> bytes:
        length = self.number(b":")
        if length < 0 or self.at + length > len(self.data):
            raise BencodeError("cut off")
        self.at += length
        return self.data[self.at - length : self.at]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One dictionary: its ``values``, and the exact bytes of each in ``raw``.

    ``clean`` is the whole of it as every client reads it: as it came, but without what follows its
    end; written anew around the same values where it was odd.
    """

    values: dict[bytes, Value]
    raw: dict[bytes, bytes]
    clean: bytes


def read_dictionary(data: bytes) -> Document:
    """Read the dictionary that ``data`` starts with. Raises ``BencodeError`` for anything else."""
    reader = _Reader(data)
    values = reader.value()
    if not isinstance(values, dict):
        raise BencodeError("not a dictionary")
    raw = {key: data[start:stop] for key, (start, stop) in reader.spans.items()}
    if not reader.odd:
        return Document(values=values, raw=raw, clean=data[: reader.at])
    pairs = (b"%d:%b%b" % (len(key), key, raw[key]) for key in sorted(raw))
    return Document(values=values, raw=raw, clean=b"d%be" % b"".join(pairs))
