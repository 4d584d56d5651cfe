"""Names: under which names works are known, found at once, and searched through.

A library has ten names a work, in many languages. As texts in a dictionary they would be most of
what an index weighs, so they lie one after the other in one array of bytes, a line each.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import Final

# How many short lists of lines there are; each holds fifty for 20,000 works with ten names.
_LISTS: Final = 0xFFF
# Nobody can choose from more works of one name.
MOST_FOUND: Final = 100
_END: Final = b"\n"
_NOBODY: Final = -1


def _line(name: str) -> bytes:
    return name.replace("\n", " ").encode("utf-8", "surrogatepass")


class Names:
    """Names and the numbers of those who bear them; one name can have many bearers."""

    def __init__(self) -> None:
        """Begin with none."""
        self._text = bytearray(_END)
        self._starts = array("I")
        self._bearers = array("i")
        self._lists: dict[int, array[int]] = {}
        # Lines nobody needs any more, by their length: taken again by the next of that length.
        self._free: dict[int, list[int]] = {}

    def add(self, name: str, bearer: int) -> None:
        """Add a name, which is not empty."""
        line = _line(name)
        if free := self._free.get(len(line)):
            number = free.pop()
            start = self._starts[number]
            self._text[start : start + len(line)] = line
            self._bearers[number] = bearer
        else:
            number = len(self._starts)
            self._starts.append(len(self._text))
            self._bearers.append(bearer)
            self._text += line + _END
        self._lists.setdefault(hash(line) & _LISTS, array("I")).append(number)

    def remove(self, name: str, bearer: int) -> None:
        """Take away a name that was added."""
        line = _line(name)
        for number in self._numbers(line):
            if self._bearers[number] == bearer:
                self._lists[hash(line) & _LISTS].remove(number)
                self._bearers[number] = _NOBODY
                self._free.setdefault(len(line), []).append(number)
                return

    def find(self, name: str) -> list[int]:
        """Return who bears exactly this name, of very many only some."""
        numbers = islice(self._numbers(_line(name)), MOST_FOUND)
        return [self._bearers[number] for number in numbers]

    def containing(self, parts: list[str], most: int) -> Iterator[tuple[int, str]]:
        """Yield who bears a name with all of these parts in it, of which none is empty, and that name.

        No more than ``most`` names are looked at closely; one that begins with the first part comes
        before one in which that is found later.
        """
        first, *others = map(_line, parts)
        seen: set[int] = set()
        for part in (_END + first + _END, _END + first, first):
            for number in self._with(part, most):
                if number in seen or self._bearers[number] == _NOBODY:
                    continue
                seen.add(number)
                start = self._starts[number]
                line = bytes(self._text[start : self._text.index(_END, start)])
                if all(other in line for other in others):
                    yield self._bearers[number], line.decode("utf-8", "surrogatepass")

    def _numbers(self, line: bytes) -> Iterator[int]:
        ended = line + _END
        for number in self._lists.get(hash(line) & _LISTS, ()):
            if self._text.startswith(ended, self._starts[number]):
                yield number

    def _with(self, part: bytes, most: int) -> Iterator[int]:
        """Yield the lines in which something is found, each once."""
        at = self._text.find(part)
        while at >= 0 and most > 0:
            # A part may begin with the end of the line before.
            number = bisect_right(self._starts, at + part.startswith(_END)) - 1
            yield number
            most -= 1
            at = self._text.find(part, self._text.index(_END, self._starts[number]))
