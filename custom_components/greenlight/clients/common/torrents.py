"""What torrent clients share: a torrent is known by its hashes, so adding it twice is no harm."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, override

from ...engine.options import DownloadOptions
from ...engine.release import Protocol
from ..base import Added, Client, Download, Found, FoundBy, Identity
from ..errors import BadAnswer, ClientTimeout, ReleaseRefused, UnknownDownload
from .looking import LOST_ANSWERS, before_handing_over, taken_after_all, tries


@dataclass(frozen=True, slots=True)
class TorrentRow:
    """One torrent as listed; what else is of use in a client's own folder is added there."""

    download: Download


class TorrentClient[R: TorrentRow](Client):
    """A torrent client."""

    protocol: ClassVar[Protocol] = Protocol.TORRENT

    @override
    async def add(
        self,
        identity: Identity,
        *,
        magnet: str | None,
        file: bytes | None,
        options: DownloadOptions,
    ) -> Added:
        hashes = hashes_of(identity)
        with before_handing_over():
            if (row := await self._find(hashes)) is None:
                fields = await self._fields(options)
        if row is not None:
            return await self._already_there(row)
        there = False
        try:
            release = _file_or_magnet(magnet, file)
            added, there = await self._hand_over(release, fields)
        except ReleaseRefused:
            # It may be there by other means.
            if (row := await self._find(hashes)) is None:
                raise
            there = True
        except LOST_ANSWERS as err:
            row = await taken_after_all(lambda: self._find(hashes), err)
        else:
            row = await self._shown(hashes | added)
        if there:
            return await self._already_there(row)
        return Added(download=(await self._settle(row, options)).download)

    @abstractmethod
    async def _fields(self, options: DownloadOptions) -> Mapping[str, Any]:
        """Return the fields of an add, beside the release; what they need is made sure of."""

    @abstractmethod
    async def _hand_over(
        self, release: bytes | str, fields: Mapping[str, Any]
    ) -> tuple[frozenset[str], bool]:
        """Send the add of a file or a magnet link. Raises ``ReleaseRefused``.

        Returns the hashes the server tells, and whether it says that it was there already.
        """

    @abstractmethod
    async def _settle(self, row: R, options: DownloadOptions) -> R:
        """Give a download what the add could not, again until it reads back."""

    async def _already_there(self, row: R) -> Added:
        """Report a download of somebody else's; our tag is all that is added to it."""
        row = await self._settle(row, DownloadOptions())
        return Added(download=row.download, already_there=FoundBy.ID)

    async def _shown(self, hashes: frozenset[str]) -> R:
        """Wait until what was taken is shown."""
        async for _ in tries():
            if (row := await self._find(hashes)) is not None:
                return row
        raise ClientTimeout("taken, but not shown yet")

    @override
    async def find(self, identity: Identity) -> Found | None:
        row = await self._find(hashes_of(identity))
        return None if row is None else Found(download=row.download, by=FoundBy.ID)

    @abstractmethod
    async def _find(self, hashes: frozenset[str]) -> R | None:
        """Look a torrent up by any of its hashes."""

    async def _known(self, download: str) -> R:
        """Look one up by its id. Raises ``UnknownDownload``."""
        if (row := await self._find(frozenset({download}))) is None:
            raise UnknownDownload
        return row

    @override
    async def remove(self, download: str, *, delete_data: bool) -> None:
        if (row := await self._find(frozenset({download}))) is None:
            return
        await self._delete(row, delete_data=delete_data)
        async for _ in tries():
            if await self._find(frozenset({row.download.id})) is None:
                return
        raise ClientTimeout("removed, but still shown")

    @abstractmethod
    async def _delete(self, row: R, *, delete_data: bool) -> None:
        """Ask for a torrent to be removed."""


def _file_or_magnet(magnet: str | None, file: bytes | None) -> bytes | str:
    if file is None and not magnet:
        raise ReleaseRefused("neither a magnet link nor a file")
    return magnet or "" if file is None else file


def read_each[T, R](rows: Iterable[T], read: Callable[[T], R]) -> list[R]:
    """Read a list of torrents. Raises ``BadAnswer`` for anything else."""
    problem = "not a list of torrents"
    try:
        return [read(row) for row in rows]
    except KeyError as err:
        problem = f"a torrent has no {err}"
    except AttributeError, TypeError, ValueError, OverflowError:
        pass
    raise BadAnswer(problem)


def hashes_of(identity: Identity) -> frozenset[str]:
    """Return all hashes that are known of a torrent, its id among them."""
    known = {identity.id, *identity.hashes} - {""}
    return frozenset(value.lower() for value in known)
