"""The contract of a download client.

A client takes an aiohttp session and knows nothing of Home Assistant. Its downloads are known by
the client's own id; for torrents all info hashes travel along, because the id of a hybrid torrent
changes once its metadata has arrived.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Final, Self

from ..engine.options import DownloadOptions
from ..engine.release import Protocol
from .errors import NotSupported

TAG: Final = "greenlight"
# So many completed downloads are told at once.
MOST_FINISHED: Final = 500


class DownloadState(StrEnum):
    """What a download is doing, in one set for all clients.

    ``WARNING`` is still on its way but needs a look, ``FAILED`` is given up by the client; both say
    why in ``Download.problem`` and ``Download.message``. ``COMPLETED`` is done and neither
    post-processed nor shared any more.
    """

    QUEUED = "queued"
    FETCHING_METADATA = "fetching_metadata"
    CHECKING = "checking"
    DOWNLOADING = "downloading"
    STALLED = "stalled"
    PAUSED = "paused"
    POST_PROCESSING = "post_processing"
    COMPLETED = "completed"
    SEEDING = "seeding"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Problem(StrEnum):
    """What is wrong with a download, as far as its client tells."""

    DISK_FULL = "disk_full"
    MISSING_FILES = "missing_files"
    MISSING_ARTICLES = "missing_articles"
    ENCRYPTED = "encrypted"
    UNPACKING = "unpacking"
    TRACKER = "tracker"
    CLIENT_PAUSED = "client_paused"
    DUPLICATE = "duplicate"
    ERROR = "error"


class Feature(StrEnum):
    """What only some kinds of clients can do."""

    ALTERNATIVE_SPEED = "alternative_speed"
    CATEGORY_LIMITS = "category_limits"
    CATEGORY_SPEED = "category_speed"
    RECHECK = "recheck"
    SEED = "seed"
    UPLOAD = "upload"


class FoundBy(StrEnum):
    """By what a download was recognised: ``ID`` is its own id, a hash or our mark."""

    ID = "id"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """By what one download is found in a client: whatever of it is known.

    ``id`` is the client's own, ``hashes`` are those of a torrent, ``title`` is the release's and
    ``mark`` is a token of ours, for clients that carry one along. ``handed`` is when it was first
    handed to this client, in epoch seconds: what a usenet client finished before is not ours.
    """

    id: str = ""
    hashes: frozenset[str] = frozenset()
    title: str = ""
    mark: str = ""
    handed: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """What a client does for one request.

    Sizes are in bytes, speeds in bytes per second, ``eta`` in seconds, ``progress`` 0 to 1.
    ``complete`` says that all wanted data is there, checked and in its final place; ``message`` is
    the client's own word on a ``problem``; what is complete and has one may be damaged. ``private`` is None
    while nobody knows.
    """

    id: str
    hashes: frozenset[str] = frozenset()
    name: str
    state: DownloadState
    progress: float
    complete: bool
    size: int | None = None
    done: int = 0
    download_speed: int = 0
    upload_speed: int = 0
    eta: int | None = None
    seeders: int | None = None
    peers: int | None = None
    ratio: float | None = None
    private: bool | None = None
    category: str = ""
    content_path: str = field(default="", repr=False)
    problem: Problem | None = None
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A download that was looked for, and by what it was recognised."""

    download: Download
    by: FoundBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of an add: the download as the client shows it.

    ``already_there`` is None when it was added now, else by what it was found there.
    """

    download: Download
    already_there: FoundBy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInfo:
    """What a client is: its program and version."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What a client does as a whole.

    Speeds and limits are in bytes per second; a limit of 0 is none, None is not known. ``paused``
    tells whether the client as a whole is paused, None where there is no such thing; ``trouble`` is
    what keeps the client as a whole from downloading, in its own words.
    """

    download_speed: int = 0
    upload_speed: int = 0
    alternative_speed: bool | None = None
    paused: bool | None = None
    download_limit: int | None = None
    upload_limit: int | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One steady poll: the followed downloads that are there, by the caller's keys, and totals."""

    downloads: Mapping[str, Download]
    transfer: Transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """Room on a disk in bytes; None is not known."""

    free: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What is looked up rarely: counts over all downloads by state, room, names of categories."""

    counts: Mapping[DownloadState, int] = field(default_factory=dict)
    space: Space = field(default_factory=Space)
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A download that was completed, whoever added it; ``at`` is in epoch seconds by its clock."""

    id: str
    name: str
    category: str
    at: float
    size: int | None = None
    content_path: str = field(default="", repr=False)

    @classmethod
    def of(cls, download: Download, at: float) -> Self:
        """Return a complete download as one that was completed then."""
        return cls(
            id=download.id,
            name=download.name,
            category=download.category,
            at=at,
            size=download.size,
            content_path=download.content_path,
        )


class Client(ABC):
    """A download client. Every method raises ``ClientError``."""

    protocol: ClassVar[Protocol]
    features: ClassVar[frozenset[Feature]] = frozenset()
    # The options of a download that it has no equal of, in any version.
    lacks: ClassVar[frozenset[str]] = frozenset()
    # Seconds between surveys: as often as costs the server next to nothing.
    survey_interval: ClassVar[float] = 600
    # Seconds between looks at what was completed.
    finished_interval: ClassVar[float] = 60

    @abstractmethod
    async def connect(self) -> ClientInfo:
        """Log in where needed and tell what the server is. Safe to call again at any time."""

    @abstractmethod
    async def add(
        self,
        identity: Identity,
        *,
        magnet: str | None,
        file: bytes | None,
        options: DownloadOptions,
    ) -> Added:
        """Hand over a magnet link or a file, and return once the client shows it.

        What the client already has counts as success; a job of usenet that failed does not. An
        answer that was lost is resolved by looking. Raises ``ReleaseRefused`` when the client will
        not have it, and ``ClientTimeout`` when it may have it and does not show it; after
        ``CannotConnect`` it surely does not have it.
        """

    @abstractmethod
    async def find(self, identity: Identity) -> Found | None:
        """Look one download up by whatever is known of it, whoever added it."""

    @abstractmethod
    async def poll(self, followed: Mapping[str, Identity]) -> Poll:
        """Return those of the followed downloads that are there, with their present ids.

        The keys are the caller's. What somebody removed in the client is not there.
        """

    @abstractmethod
    async def survey(self) -> Survey:
        """Look up what costs the server more: to be called rarely."""

    @abstractmethod
    async def space(self, folder: str = "") -> Space:
        """Return the room where the client saves, or in a folder of its own machine."""

    @abstractmethod
    async def finished(
        self, categories: Collection[str], *, since: float
    ) -> tuple[Finished, ...]:
        """Return what was completed at or after ``since`` in these categories, oldest first.

        Categories match in any case. Asks only for what is new, and returns ``MOST_FINISHED`` at
        most, so there may be more behind the last of so many.
        """

    @abstractmethod
    async def pause(self, download: str) -> None:
        """Pause a download; one that is shared stops being so.

        Raises ``UnknownDownload``, and ``NotSupported`` where nothing goes on any more.
        """

    @abstractmethod
    async def resume(self, download: str) -> None:
        """Resume a download; a complete one is shared again. Raises as ``pause`` does."""

    @abstractmethod
    async def remove(self, download: str, *, delete_data: bool) -> None:
        """Remove a download, and its data if so asked. Nothing to remove counts as success.

        Raises ``NotSupported``, and changes nothing, where the client cannot delete the data.
        """

    @abstractmethod
    async def pause_all(self) -> None:
        """Pause everything, as the client's own button does."""

    @abstractmethod
    async def resume_all(self) -> None:
        """Resume everything, as the client's own button does."""

    @abstractmethod
    async def set_speed_limits(
        self, *, download: int | None = None, upload: int | None = None
    ) -> None:
        """Limit the client as a whole, in bytes per second; 0 is no limit, None leaves it.

        A client that counts in larger units rounds up. Raises ``NotSupported`` for an upload limit
        without ``Feature.UPLOAD``.
        """

    async def set_alternative_speed(self, *, enabled: bool) -> None:
        """Switch the alternative speed limits on or off, with ``Feature.ALTERNATIVE_SPEED``."""
        raise NotSupported

    async def set_category_limits(
        self, category: str, options: DownloadOptions
    ) -> None:
        """Limit what is in a category, with ``Feature.CATEGORY_LIMITS``.

        Takes the speed and seeding limits of the options; None leaves one as it is. Raises
        ``NotSupported`` for a limit that this version has none of.
        """
        raise NotSupported

    async def set_category_speed(
        self, category: str, *, download: int | None = None, upload: int | None = None
    ) -> None:
        """Limit each download that is in a category now, with ``Feature.CATEGORY_SPEED``.

        In bytes per second; 0 is no limit, None leaves it. No client keeps such limits, so what
        comes later has to bring its own.
        """
        raise NotSupported

    async def recheck(self, download: str) -> None:
        """Have the client check the data of a download, with ``Feature.RECHECK``."""
        raise NotSupported

    @abstractmethod
    async def close(self) -> None:
        """End the session with the server, without raising."""
