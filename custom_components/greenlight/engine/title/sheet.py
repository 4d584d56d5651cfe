"""The sheet on which one title is taken apart: what has been read so far, and where."""

from dataclasses import dataclass, field

from ..quality.quality import Confidence
from .tokens import Token

Span = tuple[int, int]


@dataclass(slots=True)
class Numbers:
    """What the numbers of a title say, and where they stand."""

    seasons: list[int] = field(default_factory=list)
    episodes: list[int] = field(default_factory=list)
    absolute: list[int] = field(default_factory=list)
    date: str | None = None
    short_date: bool = False
    version: int | None = None
    half: bool = False
    # True for "OVA 2", "NCOP1": no number of the series' own.
    special: bool = False
    spans: list[tuple[int, int]] = field(default_factory=list)
    # Where the episode number ends, for what may follow it.
    end: int = 0
    # True where the number stands for a title's own words, as in "Episode 1".
    word: bool = False
    # True for "5of9".
    counted: bool = False
    # What had to be inferred from the rest of the title.
    unsure: dict[str, Confidence] = field(default_factory=dict)

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

    __slots__ = (
        "checksum", "container", "crc", "group", "group_guess", "group_span", "group_start", "leading", "lower",
        "name", "name_end", "numbers", "opened", "others", "second", "site", "start", "tags", "text", "words",
        "year", "year_span",
    )  # fmt: skip

    def __init__(self, title: str) -> None:
        """Take a title that nothing was read of yet."""
        self.text = title
        self.lower = ""
        # Where the name can begin, and where it ends.
        self.start = 0
        self.name_end = 0
        self.container: str | None = None
        self.site: str | None = None
        self.crc: str | None = None
        self.checksum: Span = (0, 0)
        self.numbers = Numbers()
        # Every known word outside the numbers; of those, the ones before the name and behind it.
        self.words: list[Token] = []
        self.opened: list[Token] = []
        self.tags: list[Token] = []
        self.group: str | None = None
        self.group_guess = False
        self.group_span: Span = (0, 0)
        # Where the group at the end begins, or what else stands there behind the tags.
        self.group_start = 0
        # Whether the group stands before the name, and what else stands there in brackets.
        self.leading = False
        self.second: Span = (0, 0)
        self.year: int | None = None
        self.year_span: Span | None = None
        self.name = ""
        self.others: tuple[str, ...] = ()

    def places(self) -> list[Span]:
        """Return where something was read, in no order."""
        second = self.second
        read = [
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
