"""Home: where a completed download is to go, and how far it has come."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ..reason import Reason


class Where(StrEnum):
    """Where a rule wants its downloads to come to in the end."""

    # Radarr or Sonarr takes it in, as its own settings have it.
    LIBRARY = "library"
    # It is downloaded into the folder that the film or series has already, beside what is there.
    BESIDE = "beside"
    # Into a folder that Home Assistant may write, named by a template.
    FOLDER = "folder"
    # It stays where its client saved it.
    LEAVE = "leave"


class Existing(StrEnum):
    """What is to become of a file that is there already."""

    # What a person says with each question; nothing is replaced that nobody was asked about.
    CHOOSE = "choose"
    REPLACE = "replace"
    KEEP_BOTH = "keep_both"


class Transfer(StrEnum):
    """How a file of ours comes into a folder."""

    # A hard link where the disk allows it, else a copy: what is shared goes on being shared.
    LINK = "link"
    MOVE = "move"


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """How a rule brings things home.

    ``folder`` and ``template`` count for ``Where.FOLDER`` (``engine.home.naming``), and for what is kept
    beside the file that a library has; the folder is as Home Assistant sees it.
    """

    where: Where = Where.LIBRARY
    existing: Existing = Existing.CHOOSE
    folder: str = field(default="", repr=False)
    template: str = ""
    transfer: Transfer = Transfer.LINK


USUAL: Final = Landing()


class Means(StrEnum):
    """By what something comes home."""

    # A library of ours is told to import it.
    IMPORT = "import"
    # We put the files where they belong.
    FILES = "files"
    # Some other program does it by itself: whoever ordered it, or a library that watches its category.
    THEIRS = "theirs"
    # It is where it belongs already, or is to stay where it is: libraries are only told to look.
    SCAN = "scan"


class Step(StrEnum):
    """How far something has come on its way home.

    ``WAITING`` is tried again by itself. ``BEGUN`` was put on disk before anything was done, so that
    after a power cut it is looked whether it was done before it is done again. ``TOLD`` is known to
    have been begun: its command is followed. ``LOOKING``: it should be there, and is looked for.
    ``BLOCKED`` waits for a person. ``DONE`` and ``LEFT`` are ends: it is there, or nobody brings it in.
    """

    WAITING = "waiting"
    BEGUN = "begun"
    TOLD = "told"
    LOOKING = "looking"
    BLOCKED = "blocked"
    LEFT = "left"
    DONE = "done"


# The name of the only file, where what was downloaded is that.
ITSELF: Final = "."
OVER: Final = frozenset({Step.LEFT, Step.DONE})
# What no word of a person gets around.
_NEVER: Final = frozenset({"home_dangerous", "home_locked"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the new file is, against what its title had promised; each in words, ``P7 FEL``.

    ``kept`` says whether it is no worse than promised, None where nothing of that was measured.
    ``fake_layer`` says that an enhancement layer was promised and is none. Of what is worse than promised
    ``better`` are the kinds of gains over what was there before that it has all the same.
    """

    now: str = ""
    promised: str = ""
    kept: bool | None = None
    fake_layer: bool = False
    size: int | None = None
    better: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The way home of one request. Never changed in place.

    ``library`` is the subentry that imports it and ``item`` its own id there; both are empty where none
    does. ``since`` is when this step began, in epoch seconds. ``command`` is the library's id of what it
    was told to do. ``had`` are the ids of the files that were there before, so that a new one is known, and ``sizes`` the
    bytes of what is brought. ``episodes`` are those that it brings, none for a film.
    ``files`` are their names below ``source`` where we bring them ourselves (``ITSELF`` for the only one).
    ``source`` is where the library, or Home Assistant for ``Means.FILES``, sees what was downloaded,
    ``targets`` where it is in the end; all of these are paths and shown to administrators only. ``names``
    are files that are told of in ``why``. ``forced`` says that a person wants it imported whatever speaks
    against it, ``tries`` how often it was begun, and ``scanned`` which media servers were told of it.
    """

    step: Step
    means: Means
    since: float
    library: str = ""
    item: str = ""
    command: str = ""
    had: frozenset[str] = frozenset()
    sizes: tuple[int, ...] = ()
    files: tuple[str, ...] = field(default=(), repr=False)
    episodes: tuple[tuple[int, int], ...] = ()
    source: str = field(default="", repr=False)
    targets: tuple[str, ...] = field(default=(), repr=False)
    why: Reason | None = None
    forced: bool = False
    tries: int = 0
    scanned: frozenset[str] = frozenset()
    measured: Measured | None = None

    @property
    def over(self) -> bool:
        """Tell whether nothing more comes by itself."""
        return self.step in OVER

    @property
    def blocked(self) -> bool:
        """Tell whether a person has to say what is to become of it."""
        return self.step is Step.BLOCKED

    @property
    def barred(self) -> bool:
        """Tell whether it is never brought in, whatever people say."""
        return self.why is not None and self.why.code in _NEVER
