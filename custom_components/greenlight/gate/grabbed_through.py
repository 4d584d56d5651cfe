"""What a library has had fetched, as if the library were a client: in the place of one that is not set up here.

It is asked how such a download stands, and to let go of it. Nobody hands it anything, and it steers nothing.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, NoReturn, cast, override

from ..clients.base import (
    Client,
    ClientInfo,
    Download,
    DownloadState,
    Finished,
    Found,
    FoundBy,
    Identity,
    Poll,
    Problem,
    Space,
    Survey,
    Transfer,
)
from ..clients.errors import BadAnswer, CannotConnect, ClientError, NotSupported
from ..engine.decided import Ticket
from ..engine.release import Protocol
from ..engine.request import Request
from ..libraries.decides import Decides, Dropped, Stage, Standing
from ..libraries.errors import LibraryError

# Seconds in which a library may still be about to fetch what it has not answered for.
QUIET: Final = 120.0

_STATES: Final = {
    Stage.QUEUED: DownloadState.QUEUED,
    Stage.PAUSED: DownloadState.PAUSED,
    Stage.DOWNLOADING: DownloadState.DOWNLOADING,
    Stage.WAITING: DownloadState.POST_PROCESSING,
    Stage.IMPORTED: DownloadState.COMPLETED,
    Stage.FAILED: DownloadState.FAILED,
}


class GrabbedThrough(Client):
    """``library`` returns the library, None where it cannot be asked; ``request`` finds one by its mark.

    ``now`` is in epoch seconds.
    """

    # Of none: whoever looks for a client for something looks for one of its protocol.
    protocol = cast(Protocol, None)

    def __init__(
        self,
        library: Callable[[], Decides | None],
        request: Callable[[str], Request | None],
        now: Callable[[], float],
    ) -> None:
        """Remember how to reach the library."""
        self._library = library
        self._request = request
        self._now = now

    def _reach(self) -> Decides:
        library = self._library()
        if library is None:
            raise CannotConnect("the library cannot be asked")
        return library

    @override
    async def find(self, identity: Identity) -> Found | None:
        request = self._request(identity.mark)
        ticket = Ticket.read(request.release.link) if request else None
        if ticket is None:
            return None
        library = self._reach()
        try:
            since = looked_for_since(identity.handed or 0.0, self._now())
            taken = await library.taken(ticket, identity.title, since)
        except LibraryError as err:
            raise _failed(err) from err
        if taken is None or not taken.download:
            return None
        return Found(download=just_begun(taken.download, identity.title), by=FoundBy.ID)

    @override
    async def poll(self, followed: Mapping[str, Identity]) -> Poll:
        library = self._reach()
        try:
            found = await library.standings([one.id for one in followed.values()])
        except LibraryError as err:
            raise _failed(err) from err
        downloads = {
            key: _download(identity, found[identity.id])
            for key, identity in followed.items()
            if identity.id in found
        }
        return Poll(downloads=downloads, transfer=Transfer())

    @override
    async def remove(self, download: str, *, delete_data: bool) -> None:
        await self.let_go(download, delete_data=delete_data)

    async def let_go(self, download: str, *, delete_data: bool) -> bool:
        """Remove a download as far as the library can; tell whether its client goes on with it.

        Raises ``NotSupported`` for data that are to go and that the library has taken in already.
        """
        library = self._reach()
        try:
            dropped = await library.drop(download, delete_data=delete_data)
            if dropped is not Dropped.UNKNOWN:
                return dropped is Dropped.LET_GO
            past = (await library.standings([download])).get(download)
        except LibraryError as err:
            raise _failed(err) from err
        goes_on = past is not None and past.stage is Stage.IMPORTED
        if goes_on and delete_data:
            raise NotSupported
        return goes_on

    # ----------------------------------------------- what only a client can do

    @override
    async def connect(self) -> ClientInfo:
        raise NotSupported

    @override
    async def add(self, identity: Identity, **_: Any) -> NoReturn:
        raise NotSupported

    @override
    async def survey(self) -> Survey:
        raise NotSupported

    @override
    async def space(self, folder: str = "") -> Space:
        raise NotSupported

    @override
    async def finished(
        self, categories: Collection[str], *, since: float
    ) -> tuple[Finished, ...]:
        return ()

    @override
    async def pause(self, download: str) -> None:
        raise NotSupported

    @override
    async def resume(self, download: str) -> None:
        raise NotSupported

    @override
    async def pause_all(self) -> None:
        raise NotSupported

    @override
    async def resume_all(self) -> None:
        raise NotSupported

    @override
    async def set_speed_limits(
        self, *, download: int | None = None, upload: int | None = None
    ) -> None:
        raise NotSupported

    @override
    async def close(self) -> None:
        pass


def looked_for_since(handed: float, now: float) -> float:
    """Return since when something may have been fetched that was left to a library then.

    Where the clock was set back since, nobody knows: whatever it has ever fetched of it counts.
    """
    return handed if handed <= now else 0.0


async def take_out(client: Client, download: str, *, delete_data: bool) -> bool:
    """Remove a download from its client; tell whether that goes on with it. Raises ``ClientError``."""
    if isinstance(client, GrabbedThrough):
        return await client.let_go(download, delete_data=delete_data)
    await client.remove(download, delete_data=delete_data)
    return False


def just_begun(download: str, name: str) -> Download:
    """Return a download of which nothing more is known than that it has begun."""
    return Download(
        id=download,
        name=name,
        state=DownloadState.QUEUED,
        progress=0.0,
        complete=False,
    )


def _download(identity: Identity, standing: Standing) -> Download:
    size, left = standing.size, standing.left
    done = 0 if size is None or left is None else max(size - left, 0)
    complete = standing.stage is Stage.IMPORTED
    failed = standing.stage is Stage.FAILED
    return Download(
        id=identity.id,
        name=standing.name or identity.title,
        state=_STATES[standing.stage],
        progress=1.0 if complete else min(done / size, 1.0) if size else 0.0,
        complete=complete,
        size=size,
        done=done,
        problem=Problem.ERROR if failed else None,
        message=standing.words,
    )


def _failed(err: LibraryError) -> ClientError:
    if err.detail and type(err) is not LibraryError:
        return BadAnswer(err.detail)
    return CannotConnect(err.detail)
