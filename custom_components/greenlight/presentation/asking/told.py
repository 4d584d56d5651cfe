"""Told: the pieces of one question, as codes and numbers. Each channel puts them into words its way."""

from dataclasses import dataclass
from enum import StrEnum

from ...engine.quality.comparison import Choice
from ...engine.question import QuestionKind
from ...engine.records import Record
from ..saying import Piece


class Fate(StrEnum):
    """What becomes of the file that is there."""

    KEEP = "keep"  # both stay
    BIN = "bin"  # it goes to the recycle bin
    GONE = "gone"  # it is deleted for good
    THEIRS = "theirs"  # a library decides, which usually deletes it
    INSTEAD = "instead"  # it would be replaced by whoever sorts the new one in


class Fit(StrEnum):
    """Whether there is room."""

    FITS = "fits"
    TIGHT = "tight"  # it leaves less than what is kept free again
    NONE = "none"
    UNKNOWN = "unknown"


class Sure(StrEnum):
    """How far what is said of a release can be trusted."""

    SURE = "sure"
    FAIRLY = "fairly"
    UNSURE = "unsure"


class No(StrEnum):
    """What the program that ordered it makes of a no."""

    LOOKS = "looks"  # it is told, blocks it and looks for another
    FAILS = "fails"  # it sees it fail, and looks for another
    UNTOLD = "untold"  # there is no way to tell it


@dataclass(frozen=True, slots=True)
class Ordered:
    """The program that ordered it, and what it makes of a ``no``, None where that is not known."""

    name: str
    no: No | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Which work: its title, behind it the year, the episode or the season, and words nobody read."""

    title: str
    year: int | None = None
    run: str = ""
    season: int | None = None
    words: str = ""
    signs: int = 0
    letters: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """What differs: the key of its label, what is there and what is offered."""

    label: str
    have: str
    offered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """The file that is there: what becomes of it, and its bytes; ``together`` with the new one.

    ``files`` is how many go, ``days`` how long a recycle bin keeps them, ``library`` who decides.
    """

    fate: Fate
    size: int | None = None
    together: int | None = None
    files: int = 1
    days: int = 0
    library: str = ""

    @property
    def deletes(self) -> bool:
        """Tell whether bytes are gone for good, as far as anybody here can say."""
        return self.fate in (Fate.GONE, Fate.THEIRS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """Where it would go, in bytes: ``free`` after what is under way, ``keep`` of it stays free."""

    size: int | None
    free: int
    way: int
    keep: int
    client: str = ""

    @property
    def usable(self) -> int:
        """Return what can be used."""
        return max(0, self.free - self.keep)

    @property
    def left(self) -> int:
        """Return what would be left."""
        return max(0, self.free - (self.size or 0))

    @property
    def fit(self) -> Fit:
        """Tell whether there is room."""
        if self.size is None:
            return Fit.UNKNOWN
        if self.free - self.size < self.keep:
            return Fit.NONE
        return Fit.TIGHT if self.left < 2 * self.keep else Fit.FITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How the votes stand: how many count, who said what and who has not; ``mine`` is one's own."""

    yes: int
    need: int
    no: int
    against: int
    in_favour: tuple[str, ...] = ()
    opposed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    mine: bool | None = None
    awaited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another release of the same: what it is made of, its bytes, seeders and source."""

    words: tuple[str, ...]
    size: int | None
    seeders: int | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """One of several works that may be meant, the libraries that know it, and what is had of it.

    Whether it is ``there`` is None where nobody knows.
    """

    title: str
    year: int | None
    libraries: tuple[str, ...]
    there: bool | None = None
    have: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that is told of a question. What there is nothing to say of is None or empty.

    Strangers' texts are clean and short, ``title`` is the release's own. ``age`` is in seconds,
    ``until`` in epoch seconds; ``asker`` is who handed it in, ``ordered`` which program did; in the ``last`` seconds before it is ``soon`` over. ``then_rule``
    approves what nobody answers. ``beneath`` is the kind that it would be if nothing spoke against it,
    and ``lacking`` names those of its episodes that are not there. There is ``more`` where the next best
    release is asked about after a no. ``mark`` is
    what answers bring along of what was seen; ``record`` is how often its group kept
    its word, None where nothing was measured, and ``trust`` says that, or that the group is new here; ``origin`` is how
    often what came from the same place was as promised.
    What is ``blocked`` has come, and is not imported before somebody says so.
    """

    id: str
    kind: QuestionKind | None
    beneath: QuestionKind | None = None
    tell: bool
    work: Named
    title: str
    size: int | None
    asker: str = ""
    ordered: Ordered | None = None
    lacking: str = ""
    # Those of them that are offered singly, if all are.
    singles: tuple[str, ...] = ()
    more: bool = False
    summary: Piece | None = None
    better: tuple[Row, ...] = ()
    worse: tuple[Row, ...] = ()
    offered: tuple[Row, ...] = ()
    unsure: tuple[Piece, ...] = ()
    # Why the program that found it would not fetch it: no word against the release itself.
    overruled: tuple[Piece, ...] = ()
    warnings: tuple[Piece, ...] = ()
    file: File | None = None
    disk: Disk | None = None
    sure: Sure = Sure.SURE
    ground: Piece | None = None
    mark: str = ""
    record: Record | None = None
    trust: Piece | None = None
    origin: Record | None = None
    until: float = 0.0
    last: float = 0.0
    soon: bool = False
    then_rule: str = ""
    votes: Tally | None = None
    seeders: int | None = None
    age: float | None = None
    source: str = ""
    group: str = ""
    rule: str = ""
    client: str = ""
    choices: tuple[Choice, ...] = ()
    meant: tuple[Meant, ...] = ()
    others: tuple[Other, ...] = ()
    notes: tuple[Piece, ...] = ()
    blocked: bool = False
