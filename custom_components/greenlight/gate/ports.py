"""What the gate is given and what it tells: its ledger, time and tasks, events and errors."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Protocol as Interface

from ..engine.library.index import Said
from ..engine.library.works import Answers
from ..engine.options import DownloadOptions
from ..engine.quiet import Quiet
from ..engine.release import Release
from ..engine.request import IllegalMove, Request
from ..engine.rules import Rule
from ..engine.skips import Skips
from ..sources.base import Payload
from .files import Files


class Ledger(Interface):
    """What survives a restart, as the gate sees it."""

    @property
    def open(self) -> Mapping[str, Request]:
        """Return the open requests by id, oldest first."""

    @property
    def history(self) -> Mapping[str, Request]:
        """Return the ended requests by id, oldest first."""

    @property
    def skips(self) -> Skips:
        """Return the releases that no rule is to ask about again."""

    @property
    def quiet(self) -> Quiet:
        """Return since when rules wait for what is missing, and what was said of that."""

    def quiet_changed(self) -> None:
        """Put that on disk soon."""

    def skips_changed(self) -> None:
        """Put the list of skipped releases on disk soon; the next commit does, too."""

    def skips_counted(self) -> None:
        """Put on disk some time later how many releases were kept away."""

    async def commit(self, *requests: Request) -> None:
        """Put requests on disk before returning. Raises ``LedgerError`` and keeps the old ones."""

    def update_later(self, request: Request) -> None:
        """Take a request now and put it on disk some time later."""

    def lookup(self, release: Release) -> Request | None:
        """Return the request, open or ended, that was made for the same release."""

    def offers_of(self, request: Request) -> list[Release]:
        """Return where a request's release is or was on offer, the newest first."""

    @property
    def left_out(self) -> int:
        """Return how many releases are to be asked about once fewer questions wait."""

    def leave_out(self, release: Release) -> None:
        """Remember that a release is to be asked about later."""

    def take_left_out(self, most: int) -> list[Release]:
        """Return some of what was left out, the newest first, which is not left out any more."""

    @property
    def held(self) -> int:
        """Return how many releases wait until a library can be asked."""

    def hold(self, release: Release, since: float) -> None:
        """Remember that a release waits for a library, since then (epoch seconds)."""

    def take_held(self) -> list[tuple[Release, float]]:
        """Return all that waits for a library, which it does not any more, and since when."""

    @property
    def answers(self) -> Answers:
        """Return which works people meant, by the names of releases."""

    @property
    def said(self) -> Said:
        """Return people's word on single files."""

    async def keep_words(self, answers: Answers, said: Said) -> None:
        """Put on disk what people say of their libraries. Raises ``LedgerError``."""

    def known_releases(self) -> Iterable[Release]:
        """Return every release that is still offered or remembered, newest first."""

    def count_matches(self, rules: Iterable[str]) -> None:
        """Add one match to each of these rules."""

    def looked_back(self, rule: str) -> str:
        """Return the mark of the last look back of a rule."""

    def set_looked_back(self, rule: str, mark: str) -> None:
        """Remember that a rule has looked back."""


class LedgerError(Exception):
    """A decision could not be put on disk; nothing was done."""


class UnknownRequest(Exception):
    """There is no request with that id."""


class UnknownItem(Exception):
    """No library has an item, or a file, with that id."""


class OtherItem(UnknownItem):
    """What a person means a release to be cannot be that."""


class UnknownRelease(Exception):
    """No search has found a release with that id, or it was too long ago."""


class UnknownSkip(Exception):
    """No skipped release has that id."""


class AlreadyRequested(Exception):
    """There is a request for that release already."""

    def __init__(self, request: Request) -> None:
        """Keep the request that is there."""
        super().__init__(request.id)
        self.request = request


class QuestionChanged(Exception):
    """A question is not as the person saw it who answers."""

    def __init__(self, request: Request) -> None:
        """Keep the question as it is now."""
        super().__init__(request.id)
        self.request = request


class NotOffered(Exception):
    """A question does not offer what the person wants of it."""

    def __init__(self, request: Request) -> None:
        """Keep the question as it is."""
        super().__init__(request.id)
        self.request = request


class NothingElse(Exception):
    """There is no other release that people could be asked about instead."""

    def __init__(self, request: Request) -> None:
        """Keep the request as it is."""
        super().__init__(request.id)
        self.request = request


class NotYet(Exception):
    """A client may still have what was approved before and taken back; soon it has not."""

    def __init__(self, request: Request) -> None:
        """Keep the request as it is."""
        super().__init__(request.id)
        self.request = request


class TooLate(Exception):
    """An answer was given too long ago to be taken back."""

    def __init__(self, request: Request) -> None:
        """Keep the request as it is."""
        super().__init__(request.id)
        self.request = request


class BeingImported(IllegalMove):
    """It is being put where it belongs: whoever does so needs its files, and nobody can call it back."""


class NeedsWord(Exception):
    """Some of a download is there: a person has to say whether to keep or to delete it."""

    def __init__(self, request: Request, size: int) -> None:
        """Keep the request, and how many bytes are there, 0 if nobody knows."""
        super().__init__(request.id)
        self.request = request
        self.size = size


class OnlyTold(Exception):
    """People are only told of that release: nothing may be fetched from there by a machine."""


class UnusableLink(Exception):
    """A link that is neither http(s) nor a magnet link, or that leads to no torrent."""


class OnFailure(StrEnum):
    """What becomes of a failed download in its client."""

    KEEP = "keep"
    REMOVE = "remove"
    REMOVE_WITH_DATA = "remove_with_data"


def reserved(size: int, percent: float | None, total: int | None) -> int:
    """Return the bytes to keep free: percent of the disk if both are known, else ``size``."""
    if percent is None or total is None:
        return size
    return round(total * percent / 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """How a person wants a client to be used.

    ``priority`` is 1 (first) to 50. A client with ``tags`` takes only what has one of them. Free
    space has to stay above ``reserve_percent`` of the disk where that can be told, else above
    ``reserve`` bytes. The timeouts are in seconds, None is never: without metadata, stalled without
    seeders, and with an error or missing files. ``on_failure`` spares private torrents, and those
    that may be private, with ``keep_private``. One that is not ``enabled`` is asked nothing and given
    nothing. ``ha_paths`` are
    folders as it sees them, and as Home Assistant does. ``category_speeds`` are the limits of what has a category, in small letters: of download
    and upload, in bytes per second, None is none.
    """

    name: str
    enabled: bool = True
    category_speeds: Mapping[str, tuple[int | None, int | None]] = field(
        default_factory=dict
    )
    ha_paths: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    priority: int = 1
    tags: frozenset[str] = frozenset()
    reserve: int = 100 * 10**9
    reserve_percent: float | None = None
    metadata_timeout: float | None = 6 * 3600.0
    stalled_timeout: float | None = 24 * 3600.0
    error_timeout: float | None = 30 * 60.0
    on_failure: OnFailure = OnFailure.KEEP
    keep_private: bool = True

    def limited(self, options: DownloadOptions) -> DownloadOptions:
        """Return options with the speed limits of their category, where they have none."""
        limits = self.category_speeds.get(options.category.casefold(), (None, None))
        download, upload = options.download_limit, options.upload_limit
        return replace(
            options,
            download_limit=limits[0] if download is None else download,
            upload_limit=limits[1] if upload is None else upload,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a client fares: until when it is passed over (epoch seconds), and its last word."""

    passed_over_until: float | None
    said: str


# Why something that was fetched has a problem although it is complete.
NOT_AS_PROMISED: Final = "not_as_promised"
# Why something that was fetched is what it was said to be.
AS_PROMISED: Final = "measured_as_promised"
# The kinds of events besides the states: a problem on the way, a question that ends soon, what
# people say of one that waits on, and that it waits again because an answer was taken back.
PROBLEM: Final = "problem"
REMINDER: Final = "reminder"
VOTED: Final = "voted"
PUT_OFF: Final = "put_off"
TAKEN_BACK: Final = "taken_back"
# Seconds until what could not be put on disk is tried again.
LEDGER_RETRY: Final = 60.0
# So many questions wait at the same time, unless somebody wishes otherwise.
MAX_OPEN: Final = 10


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to a request: it came into a new state, or one of what is listed above."""

    kind: str
    request: Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What the gate is given: time in epoch seconds, tokens, timers, tasks and plain fetching.

    ``fetch_outward`` fetches from public addresses only. ``holds`` tells whether what a rule wants
    of the house is so, None if nobody knows. ``max_open`` is how many questions wait at most,
    ``files`` the disks that Home Assistant sees, None where there are none.
    """

    now: Callable[[], float]
    new_id: Callable[[], str]
    call_later: Callable[[float, Callable[[], None]], Callable[[], None]]
    spawn: Callable[[Coroutine[Any, Any, None], str], None]
    fetch: Callable[[str], Awaitable[Payload]]
    fetch_outward: Callable[[str], Awaitable[Payload]]
    holds: Callable[[Rule], Awaitable[bool | None]]
    max_open: Callable[[], int] = lambda: MAX_OPEN
    files: Files | None = None
