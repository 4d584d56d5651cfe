"""Stored shelves: all items of one library as lines of a file, and read again.

Line by line, because a whole library in one document is decoded in one go, during which nothing
else can run, in no thread. A file that is cut off or damaged costs the lines that are.

Both ways are for another thread: they touch no shelf that others use. The lines are

* ``["shelf", version, library, as_of]``, which comes first;
* ``["habits", what the library does with files by name]``, where it has said so;
* ``["facts", number, quality and origins]``, each before the first item that has it;
* ``["item", item]``;
* ``["episodes", id of the series, packed]``;
* ``["end", number of items]``.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
import json
from typing import Any, Final

from ..stored import Reading, stored_text
from .item import Item
from .item_stored import Facts, item_from_dict, item_to_dict
from .lean import Lean
from .shelf import Shelf

VERSION: Final = 1


class ShelfError(ValueError):
    """The file is no shelf of this library, or of a version that is not known."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is on a shelf at one moment."""

    library: str
    as_of: float | None
    items: tuple[Item, ...]
    episodes: Mapping[str, bytes]
    habits: Mapping[str, bool | int | None] = field(default_factory=dict)


def snapshot(shelf: Shelf) -> Snapshot:
    """Return what is on a shelf now. It takes a moment only; writing it down takes longer."""
    return Snapshot(
        shelf.library,
        shelf.as_of,
        tuple(shelf),
        shelf.episodes.all(),
        shelf.habits,
    )


def shelf_lines(shelf: Snapshot) -> Iterator[str]:
    """Yield what ``shelf_from_lines`` reads, each line with its end."""
    yield _line("shelf", VERSION, shelf.library, shelf.as_of)
    if shelf.habits:
        yield _line("habits", dict(shelf.habits))
    facts = Facts()
    written = 0
    for item in shelf.items:
        data = item_to_dict(item, facts)
        for one in facts.to_list(written):
            yield _line("facts", written, one)
            written += 1
        yield _line("item", data)
    for item_id, packed in shelf.episodes.items():
        yield _line("episodes", item_id, base64.b64encode(packed).decode())
    yield _line("end", len(shelf.items))


def _line(*parts: object) -> str:
    return json.dumps(parts, separators=(",", ":")) + "\n"


def shelf_from_lines(
    lines: Iterable[str],
    library: str,
    lean: Lean | None = None,
    reading: Reading | None = None,
) -> Shelf:
    """Read a stored shelf. What is damaged in it is left out, and counted in ``reading``.

    Raises ``ShelfError`` where the first line does not say that this is it.
    """
    read = reading or Reading()
    shelf = Shelf(library, lean)
    rows = iter(lines)
    _begin(next(rows, ""), shelf, read)
    taking = _Taking(shelf, read)
    for line in rows:
        try:
            taking.row(*json.loads(line))
        except KeyError, TypeError, ValueError, AttributeError, RecursionError:
            read.mended += 1
    if taking.ended != len(shelf):
        read.mended += 1
    return shelf


def _begin(line: str, shelf: Shelf, read: Reading) -> None:
    try:
        what, version, library, as_of = json.loads(line)
    except (TypeError, ValueError, RecursionError) as error:
        raise ShelfError("not a shelf") from error
    if (what, version, library) != ("shelf", VERSION, shelf.library):
        raise ShelfError("another shelf")
    shelf.as_of = read.time(as_of, None)


class _Taking:
    """Takes one row after the other."""

    def __init__(self, shelf: Shelf, read: Reading) -> None:
        self.ended: int | None = None
        self._shelf = shelf
        self._read = read
        self._facts = Facts()

    def row(self, what: str, *parts: Any) -> None:
        """Take a row. Raises one of many errors if it is damaged."""
        shelf = self._shelf
        match what:
            case "habits":
                (said,) = parts
                shelf.habits = {key: _plain(value) for key, value in said.items()}
            case "facts":
                number, data = parts
                self._facts.read(number, data, self._read, shelf.lean)
            case "item":
                (data,) = parts
                item = item_from_dict(
                    data, shelf.library, self._read, self._facts, shelf.lean
                )
                shelf.restore(item)
            case "episodes":
                item_id, packed = map(stored_text, parts)
                shelf.episodes.put_packed(item_id, base64.b64decode(packed))
            case "end":
                (number,) = parts
                self.ended = self._read.whole(number, None)
            case _:
                raise ValueError("of another version")


def _plain(value: Any) -> bool | int | None:
    """Return a value of a habit. Raises ``TypeError``."""
    if value is None or isinstance(value, bool | int):
        return value
    raise TypeError("no habit")
