"""Room: the disk guard. What a client has free, less what is promised, must stay above a limit."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from ..clients.base import Download, Space
from ..clients.errors import ClientError
from ..engine.decided import is_decided
from ..engine.files.metainfo import MAX_SIZE
from ..engine.lately import lately
from ..engine.reason import Reason
from ..engine.release import Protocol
from ..engine.request import Request, State
from .attached import Attached
from .ports import Environment, reserved
from .requests import Requests
from .takers import Takers

# Why a request waits for room.
NO_ROOM: Final = "no_room"
# What a question says if nobody can take it.
_NONE: Final = {
    Protocol.TORRENT: Reason("no_torrent_client"),
    Protocol.USENET: Reason("no_usenet_client"),
}
_FORESEEN: Final = frozenset({"little_room", *(why.code for why in _NONE.values())})
# Seconds after which what was last heard of a disk is not told in a question any more.
STALE_AFTER: Final = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The disk where something would go, in bytes: free, promised to others, to be kept free."""

    client: str
    free: int
    promised: int
    reserve: int

    def left(self, needed: int) -> int:
        """Return what would be left of the disk."""
        return self.free - self.promised - needed


class Room:
    """Knows how much room clients have and how much of it is promised to whom.

    What is promised follows from the requests themselves, so it survives a restart, and two grabs
    cannot be promised the same room: whoever is let in is written down before anything is waited
    for.
    """

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        takers: Takers,
        downloads: Mapping[str, Download],
        environment: Environment,
    ) -> None:
        """Start knowing of no disk; ``downloads`` is what clients said last, by request."""
        self._requests = requests
        self._attached = attached
        self._takers = takers
        self._downloads = downloads
        self._now = environment.now
        self._known: dict[str, tuple[Space, float]] = {}
        # What is promised in each client, as long as it is asked for many requests at once.
        self._summed: Counter[str] | None = None

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Add up only once what is promised, for whoever asks of many requests without waiting."""
        self._summed = Counter()
        for request in self._requests.open.values():
            if request.client and self._is_promised(request):
                self._summed[request.client] += self._missing(request)
        try:
            yield
        finally:
            self._summed = None

    def know(self, client_id: str, space: Space) -> bool:
        """Take up what a client says of the disk where it saves; tell whether there is more room."""
        before = self.known(client_id).free or 0
        self._known[client_id] = space, self._now()
        return space.free is not None and space.free > before

    def known(self, client_id: str) -> Space:
        """Return what is known of the disk where a client saves."""
        return self._known[client_id][0] if client_id in self._known else Space()

    def promised(self, client_id: str, *, but: str = "") -> int:
        """Return the bytes that unfinished downloads of a client still need, without one's own.

        What has no known size counts nothing, as nobody can tell.
        """
        if self._summed is not None:
            own = self._requests.open.get(but)
            counted = own and own.client == client_id and self._is_promised(own)
            return self._summed[client_id] - (
                self._missing(own) if own and counted else 0
            )
        return sum(
            self._missing(request)
            for request in self._requests.open.values()
            if request.client == client_id
            and request.id != but
            and self._is_promised(request)
        )

    def _is_promised(self, request: Request) -> bool:
        return request.state is State.DOWNLOADING or request.unconfirmed

    def _missing(self, request: Request) -> int:
        download = self._downloads.get(request.id)
        if download is not None and download.size is not None:
            # Of some torrents only a part is wanted.
            return max(download.size - download.done, 0)
        return round((request.bytes or 0) * (1 - request.progress))

    def reserve(self, client_id: str, space: Space) -> int:
        """Return how many bytes have to stay free."""
        settings = self._attached.settings[client_id]
        return reserved(settings.reserve, settings.reserve_percent, space.total)

    def too_little(
        self, client_id: str, request: Request, space: Space
    ) -> Reason | None:
        """Return why a client has no room for a request, None if it has or nobody knows."""
        needs_none = request.ignore_space or request.options.skip_check
        if needs_none or space.free is None:
            return None
        needed = (request.bytes or 0) + self.promised(client_id, but=request.id)
        reserve = self.reserve(client_id, space)
        if space.free - needed >= reserve:
            return None
        params = (
            ("client", self._attached.name(client_id)),
            ("free", space.free),
            # Several of a size that nobody has are more than can be stored.
            ("needed", min(needed, MAX_SIZE - 1)),
            ("reserve", reserve),
        )
        return Reason(NO_ROOM, params)

    async def ask(
        self, client_ids: Iterable[str], request: Request
    ) -> dict[str, Space]:
        """Ask clients how much room there is where they would save a request."""
        if request.ignore_space:
            return {}
        wanted = list(client_ids)
        spaces = await asyncio.gather(
            *(self._ask(one, request.options.save_path) for one in wanted)
        )
        return dict(zip(wanted, spaces, strict=True))

    async def _ask(self, client_id: str, folder: str) -> Space:
        client = self._attached.clients[client_id]
        try:
            space = await client.space(folder)
        except ClientError:
            # Whether it works at all comes out when it is handed something.
            return Space() if folder else self.known(client_id)
        if not folder:
            self.know(client_id, space)
        return space

    def free_for(self, request: Request) -> int | None:
        """Return the bytes that are free where a request would go first, less what is promised."""
        protocol = request.protocol or request.release.protocol
        for client_id in self._takers.of(request, protocol):
            if self._attached.settings[client_id].enabled:
                free = self._lately(client_id).free
                return None if free is None else free - self.promised(client_id)
        return None

    def outlook(self, request: Request) -> Outlook | None:
        """Return how full the disk is where a request would go, None if nobody knows lately.

        That is the first client that has room for it, else the first that takes such.
        """
        first: Outlook | None = None
        protocol = request.protocol or request.release.protocol
        takers = self._takers.of(request, protocol)
        if is_decided(request.release.link) and (request.pinned or len(takers) > 1):
            # Which of them gets it is not ours to say.
            return None
        for client_id in takers:
            if not self._attached.settings[client_id].enabled:
                continue
            space = self._lately(client_id)
            found = self._outlook(client_id, space, but=request.id)
            if found is None:
                return None
            if found.left(request.bytes or 0) >= found.reserve:
                return found
            first = first or found
        return first

    def disk(self, client_id: str) -> Outlook | None:
        """Return how full the disk of a client is, as it said last; None if it never has."""
        return self._outlook(client_id, self.known(client_id))

    def _outlook(
        self, client_id: str, space: Space, *, but: str = ""
    ) -> Outlook | None:
        if space.free is None or client_id not in self._attached.settings:
            return None
        return Outlook(
            client=self._attached.name(client_id),
            free=space.free,
            promised=self.promised(client_id, but=but),
            reserve=self.reserve(client_id, space),
        )

    def told(self, request: Request) -> Request:
        """Return a question with the fact that no client can take it, as far as is known.

        Once it is answered that is told no more: what becomes of it says the rest.
        """
        others = tuple(one for one in request.reasons if one.code not in _FORESEEN)
        foreseen = self._foreseen(request) if request.state is State.PENDING else ()
        if (*others, *foreseen) == request.reasons:
            return request
        return replace(request, reasons=(*others, *foreseen))

    def waited_for(self, request: Request) -> Reason | None:
        """Return why a request waits for room, with what is known now; None if it does not."""
        why = request.journal[-1].why
        if request.state is not State.APPROVED or why.code != NO_ROOM:
            return None
        lately = self._foreseen(request)
        return Reason(NO_ROOM, lately[0].params) if lately and lately[0].params else why

    def _foreseen(self, request: Request) -> tuple[Reason, ...]:
        if is_decided(request.release.link):
            # Which client gets it is not ours to say.
            return ()
        protocol = request.protocol or request.release.protocol
        clients = self._attached.clients.values()
        if clients and all(client.protocol is not protocol for client in clients):
            return (_NONE[protocol],)
        first: Reason | None = None
        for client_id in self._takers.of(request, protocol):
            if not self._attached.settings[client_id].enabled:
                continue
            short = self.too_little(client_id, request, self._lately(client_id))
            if short is None:
                return ()
            first = first or short
        return (Reason("little_room", first.params),) if first else ()

    def _lately(self, client_id: str) -> Space:
        space, at = self._known.get(client_id, (Space(), 0.0))
        return space if lately(at, STALE_AFTER, now=self._now()) else Space()
