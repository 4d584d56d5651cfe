"""The sheet on which one title is taken apart: what has been read so far, and where."""

from collections.abc import Sequence

from ..quality.quality import Confidence
from .tokens import Token

Span = tuple[int, int]


class Numbers:
    """What the numbers of a title say, and where they stand."""

    # These stand for all until a title says otherwise, as those of a sheet do.
    date: str | None = None
    short_date = False
    version: int | None = None
    half = False
    # True for "OVA 2", "NCOP1": no number of the series' own.
    special = False
    # Where the episode number ends, for what may follow it.
    end = 0
    # True where the number stands for a title's own words, as in "Episode 1".
    word = False
    # True for "5of9".
    counted = False

    def __init__(self) -> None:
        """Open a list of numbers that holds none yet."""
        self.seasons: list[int] = []
        self.episodes: list[int] = []
        self.absolute: list[int] = []
        self.spans: list[Span] = []
        # What had to be inferred from the rest of the title.
        self.unsure: dict[str, Confidence] = {}

    def add(self, start: int, end: int) -> None:
        """Remember a place that is taken."""
        self.spans.append((start, end))
        self.end = max(self.end, end)


class Sheet:
    """One title on its way through the slots; ``slots.py`` says who fills what, and from what.

    Every place in ``text`` is the same place in the title: what is taken off the end shortens it,
    what is taken out of the middle leaves blanks. ``lower`` is the same in lower case, with blanks
    for underscores.
    """

    # These stand for all sheets until a slot fills its own: most titles fill but some.
    lower = ""
    # Where in the title as it was given there were characters that cannot be seen.
    hidden: Sequence[int] = ()
    # Where the name can begin, and where it ends.
    start = 0
    name_end = 0
    container: str | None = None
    site: str | None = None
    crc: str | None = None
    checksum: Span = (0, 0)
    numbers = Numbers()
    # Every known word; of those, the ones before the name and the ones behind it.
    words: Sequence[Token] = ()
    opened: Sequence[Token] = ()
    # Whether some word may count seasons or episodes.
    counts = False
    tags: Sequence[Token] = ()
    group: str | None = None
    group_guess = False
    group_span: Span = (0, 0)
    # Where the group at the end begins, or what else stands there behind the tags.
    group_start = 0
    # Whether the group stands before the name, and what else stands there in brackets.
    leading = False
    second: Span = (0, 0)
    year: int | None = None
    year_span: Span | None = None
    name = ""
    others: tuple[str, ...] = ()

    def __init__(self, title: str) -> None:
        """Take a title that nothing was read of yet."""
        self.title = self.text = title

    def original(self, place: int) -> int:
        """Return where something stands in the title as it was given."""
        for hidden in self.hidden:
            if hidden > place:
                break
            place += 1
        return place

    def places(self) -> list[Span]:
        """Return where something was read, in no order."""
        second = self.second
        read = [
            (len(self.text), len(self.title)),
            (0, second[0]),
            (second[1], self.name_end),
            self.checksum,
            self.group_span,
        ]
        read += self.numbers.spans
        read += [(token.start, token.end) for token in self.tags]
        if self.year_span is not None:
            read.append(self.year_span)
        return read
