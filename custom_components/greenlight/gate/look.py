"""Look: what the clients say of a request at one moment, before it is handed to any of them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ..clients.base import Client, Download, DownloadState, Found, Space
from ..clients.errors import ClientError, ClientTimeout, ReleaseRefused
from ..engine.reason import Reason
from ..engine.release import Protocol
from ..engine.request import Request
from .attached import Attached
from .choose import Chooser
from .identity import identity_of
from .room import Room
from .takers import Takers

# Seconds for which a client is waited for that is not the first choice, or has been failing: it
# must not delay the others.
BRIEFLY: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Who has a request's download, who may have it, who may take it, and who is passed over.

    ``asked`` are the clients of its protocol; ``suspect`` was handed it and has not said what
    became of it. ``found`` is what they have of it, ``passed`` says why one could not be asked.
    Only where nobody has it: ``order`` are those that may take it, in the order of trying,
    ``first`` is the first choice among them whether or not it answers, and ``spaces`` is the room
    where they would save it.
    """

    asked: frozenset[str]
    suspect: str | None
    found: Mapping[str, Found]
    passed: Mapping[str, Reason]
    first: str | None = None
    order: tuple[str, ...] = ()
    spaces: Mapping[str, Space] = field(default_factory=dict)

    @property
    def suspect_is_silent(self) -> bool:
        """Tell whether the one that may have it cannot be asked."""
        return self.suspect in self.passed


class Looker:
    """Looks at all clients at once."""

    def __init__(
        self, attached: Attached, takers: Takers, chooser: Chooser, room: Room
    ) -> None:
        """Know whom to ask."""
        self._attached = attached
        self._takers = takers
        self._chooser = chooser
        self._room = room

    async def look(self, request: Request) -> Look:
        """Ask every client whether it has a request, and if none has, how much room there is."""
        suspect = request.client if request.unconfirmed else None
        protocol = request.protocol or Protocol.TORRENT
        clients = {
            client_id: client
            for client_id, client in self._attached.clients.items()
            if client.protocol is protocol
        }
        patient = {suspect, *self._takers.in_order(request, protocol)[:1]}
        answers = await asyncio.gather(
            *(
                self._find(one, client, request, patient=one in patient)
                for one, client in clients.items()
            )
        )
        said = dict(zip(clients, answers, strict=True))
        seen = Look(
            asked=frozenset(clients),
            suspect=suspect,
            found={one: it for one, it in said.items() if isinstance(it, Found)},
            passed={one: why for one, why in said.items() if isinstance(why, Reason)},
        )
        if seen.found or seen.suspect_is_silent:
            return seen
        # Only now: a client may have gone, or begun to fail, while the others were waited for.
        wanted = self._takers.of(request, protocol)
        order = self._chooser.order(wanted)
        asked = [one for one in order if one not in seen.passed]
        return replace(
            seen,
            first=next(iter(wanted), None),
            order=tuple(order),
            spaces=await self._room.ask(asked, request),
        )

    async def _find(
        self, client_id: str, client: Client, request: Request, *, patient: bool
    ) -> Found | Reason | None:
        """Return what a client has of a request, or why it could not be asked."""
        identity = identity_of(request)
        handed = request.client == client_id and request.unconfirmed
        try:
            async with asyncio.timeout(None if patient else BRIEFLY):
                found = await client.find(
                    identity if handed else replace(identity, handed=None)
                )
        except (ClientError, TimeoutError) as lost:
            err = lost if isinstance(lost, ClientError) else ClientTimeout()
            self._chooser.failed(client_id, err.detail)
            return why_not(self._attached.name(client_id), err)
        return (
            found
            if found and (handed or not _is_over(client, found.download))
            else None
        )


def why_not(name: str, err: ClientError) -> Reason:
    """Return why a client of that name did not take a request."""
    params = (("client", name), ("detail", err.detail))
    if isinstance(err, ReleaseRefused):
        return Reason(err.key, params)
    return Reason(f"client_{err.key}", params)


def _is_over(client: Client, download: Download) -> bool:
    """Tell whether it is what remains of a job that has failed: that is not on its way."""
    usenet = client.protocol is Protocol.USENET
    return usenet and download.state is DownloadState.FAILED
