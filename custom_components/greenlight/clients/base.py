"""The contract of a download client, and the few ways in which one can fail.

A client takes an aiohttp session and knows nothing of Home Assistant. Its downloads are known by
the client's own id; for torrents all info hashes travel along, because the id of a hybrid torrent
changes once its metadata has arrived.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Final

from ..engine.release import Protocol
from ..engine.rules import DownloadOptions

TAG: Final = "greenlight"


class ClientError(Exception):
    """The client could not do it. ``key`` names the message a person is shown.

    ``retry`` says whether the same call may work later without anybody's help; ``detail`` is the
    server's own word on it, without secrets.
    """

    key: ClassVar[str] = "cannot_connect"
    retry: ClassVar[bool] = True

    def __init__(self, detail: str = "") -> None:
        """Keep the detail apart from the message, which is translated where it is shown."""
        super().__init__(detail or self.key)
        self.detail = detail


class CannotConnect(ClientError):
    """Nobody answers at that address."""


class ClientTimeout(ClientError):
    """The server did not answer in time; it may have done what was asked."""

    key = "timeout"


class TlsFailed(ClientError):
    """The encrypted connection could not be made, or its certificate is not trusted."""

    key = "tls_failed"


class InvalidAuth(ClientError):
    """The server refuses the user, password or key; trying again would lead to a ban."""

    key = "invalid_auth"
    retry = False


class Banned(ClientError):
    """The server refuses to talk to us for a while after too many failed logins."""

    key = "banned"


class HostRejected(ClientError):
    """The server refuses the Host header, so the address is not one it expects."""

    key = "host_rejected"
    retry = False


class NotThisClient(ClientError):
    """Something else answers at that address."""

    key = "not_this_client"
    retry = False


class TooOld(ClientError):
    """The server's version is older than what is supported."""

    key = "too_old"
    retry = False


class BadAnswer(ClientError):
    """The server answered with an error or with something that cannot be read."""

    key = "bad_answer"


class ReleaseRefused(ClientError):
    """The client will not have this torrent or file, now or later."""

    key = "release_refused"
    retry = False


class UnknownDownload(ClientError):
    """The client has no such download."""

    key = "unknown_download"
    retry = False


class DownloadState(StrEnum):
    """What a download is doing, in one set for all clients."""

    QUEUED = "queued"
    FETCHING_METADATA = "fetching_metadata"
    CHECKING = "checking"
    DOWNLOADING = "downloading"
    STALLED = "stalled"
    PAUSED = "paused"
    MOVING = "moving"
    COMPLETED = "completed"
    SEEDING = "seeding"
    MISSING_FILES = "missing_files"
    DISK_FULL = "disk_full"
    ERROR = "error"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """What a client does for one request.

    Sizes are in bytes, speeds in bytes per second, ``eta`` in seconds, ``progress`` 0 to 1.
    ``complete`` says that all wanted data is there, checked and in its final place; ``message`` is
    the client's own word on a problem.
    """

    id: str
    hashes: frozenset[str]
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
    content_path: str = field(default="", repr=False)
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInfo:
    """What a client is: its program, version and what it can do."""

    name: str
    version: str
    alternative_speed: bool = True
    free_space: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What a client does as a whole: speeds in bytes per second."""

    download_speed: int = 0
    upload_speed: int = 0
    alternative_speed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One steady poll: the followed downloads that are there, and the transfer totals."""

    downloads: tuple[Download, ...]
    transfer: Transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What is looked up rarely: counts over all downloads by state, free space in bytes."""

    counts: Mapping[DownloadState, int] = field(default_factory=dict)
    free_space: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A download we follow: the client's id for it and all its hashes."""

    id: str
    hashes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of an add: the download as the client shows it, and whether it was there before."""

    download: Download
    already_there: bool


class Client(ABC):
    """A download client. Every method raises ``ClientError``."""

    protocol: ClassVar[Protocol]

    @abstractmethod
    async def connect(self) -> ClientInfo:
        """Log in where needed and tell what the server is. Safe to call again at any time."""

    @abstractmethod
    async def add(
        self,
        *,
        magnet: str | None,
        file: bytes | None,
        hashes: frozenset[str],
        options: DownloadOptions,
    ) -> Added:
        """Hand over a magnet link or a file, and return once the client shows it.

        What the client already has counts as success. Raises ``ReleaseRefused`` when the client
        will not have it, and ``ClientTimeout`` when it took it but does not show it in time.
        """

    @abstractmethod
    async def find(self, hashes: frozenset[str]) -> Download | None:
        """Look one download up by any of its hashes, whoever added it."""

    @abstractmethod
    async def poll(self, followed: Collection[Followed]) -> Poll:
        """Return those of the followed downloads that are there, under their present ids."""

    @abstractmethod
    async def survey(self) -> Survey:
        """Look up what costs the server more: to be called rarely."""

    @abstractmethod
    async def pause(self, download: str) -> None:
        """Pause a download. Raises ``UnknownDownload``."""

    @abstractmethod
    async def resume(self, download: str) -> None:
        """Resume a download. Raises ``UnknownDownload``."""

    @abstractmethod
    async def recheck(self, download: str) -> None:
        """Have the client check the data of a download. Raises ``UnknownDownload``."""

    @abstractmethod
    async def remove(self, download: str, *, delete_data: bool) -> None:
        """Remove a download, and its data if so asked. Nothing to remove counts as success."""

    @abstractmethod
    async def set_alternative_speed(self, *, enabled: bool) -> None:
        """Switch the client's alternative speed limits on or off."""

    @abstractmethod
    async def close(self) -> None:
        """End the session with the server, without raising."""
