"""The client desk: what is told of clients, and by what is asked for the downloads that are followed."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from ..clients.base import Client, Identity, Poll, Space
from .attached import Attached
from .choose import Chooser
from .follow import Follower
from .grab import Grabber
from .ports import ClientSettings, Health
from .room import Room


class ClientDesk:
    """The verbs of clients that run. Each raises ``LedgerError`` if it was not written."""

    def __init__(
        self,
        attached: Attached,
        chooser: Chooser,
        follower: Follower,
        grabber: Grabber,
        room: Room,
        announce: Callable[[], None],
    ) -> None:
        """Know whom to tell."""
        self._attached = attached
        self._chooser = chooser
        self._follower = follower
        self._grabber = grabber
        self._room = room
        self._announce = announce

    # ------------------------------------------------------ what comes and goes

    def attach(self, client_id: str, client: Client, settings: ClientSettings) -> None:
        """Take a client, one that is new or one that was changed."""
        self._attached.clients[client_id] = client
        self._attached.settings[client_id] = settings

    def detach(self, client_id: str) -> None:
        """Let go of a client; ``cancel_orphans`` ends what it was doing."""
        self._attached.clients.pop(client_id, None)
        self._chooser.forget(client_id)

    async def cancel_orphans(self) -> None:
        """End what removed clients were doing: nobody is left to follow it."""
        await self._follower.cancel_orphans()

    # ------------------------------------------------------------ what they say

    def followed(self, client_id: str) -> Mapping[str, Identity]:
        """Return what a client is to be asked for, by request."""
        return self._follower.followed(client_id)

    def still(self, client_id: str, asked: Mapping[str, Identity], poll: Poll) -> Poll:
        """Return what a slow client says without what began anew after it was ``asked``: that is another download."""
        marks = {key: one.mark for key, one in self.followed(client_id).items()}
        same = {
            key: found
            for key, found in poll.downloads.items()
            if key in asked and marks.get(key) == asked[key].mark
        }
        return replace(poll, downloads=same)

    async def take_poll(self, client_id: str, poll: Poll, *, back: bool) -> None:
        """Take up what a client has just said; ``back`` if it did not answer before."""
        if back:
            self._follower.forget_missing(client_id)
        await self._follower.on_poll(client_id, poll)
        if back:
            # Not each time: what it is handed may fail although it answers its polls.
            self._chooser.worked(client_id)
            self._grabber.start_waiting()

    def failed(self, client_id: str, detail: str) -> None:
        """Take it that a client does not answer, and what it said instead."""
        self._chooser.failed(client_id, detail)

    def take_space(self, client_id: str, space: Space) -> None:
        """Take up what a client says of the disk where it saves."""
        more = self._room.know(client_id, space)
        if self._grabber.patient:
            # What they say holds how much is free.
            self._announce()
        if more:
            self._grabber.room_made()

    def health(self, client_id: str) -> Health:
        """Return how a client fares that is to be handed something."""
        return self._chooser.health(client_id)
