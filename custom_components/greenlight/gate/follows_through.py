"""Follows through: how downloads stand that only a library knows of, by what it says of its queue."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from ..clients.base import Identity, Poll
from ..clients.errors import ClientError
from ..engine.reason import Reason
from ..engine.request import SYSTEM, IllegalMove, State
from .alarm import Alarm
from .attached import Attached
from .grabbed_through import GrabbedThrough
from .ports import Environment, LedgerError
from .requests import Requests

# Seconds between looks at what is followed by its queue.
EVERY: Final = 60.0


class FollowsThrough:
    """One timer for all libraries, which are asked one after the other."""

    def __init__(
        self, requests: Requests, attached: Attached, environment: Environment
    ) -> None:
        """Know what they are to be asked for. ``take_poll`` is set by whoever has it."""
        self._requests = requests
        self._attached = attached
        self._environment = environment
        self._alarm = Alarm(environment, self._due)
        self._silent: set[str] = set()
        self.take_poll: Callable[..., Awaitable[None]]

    def start(self) -> None:
        """Look now and then how those stand that are followed by what a library says."""
        if self._followed():
            self._alarm.set_once(EVERY)

    def stop(self) -> None:
        """Look no more."""
        self._alarm.stop()

    def _due(self) -> None:
        self._environment.spawn(self.look(), "look how downloads of libraries stand")

    def _followed(self) -> list[str]:
        return [
            client_id
            for client_id, client in self._attached.clients.items()
            if isinstance(client, GrabbedThrough) and self._requests.of(client_id)
        ]

    async def look(self) -> None:
        """Ask once how they stand."""
        try:
            for client_id in self._followed():
                await self._look_at(client_id)
        finally:
            self.start()

    async def _look_at(self, client_id: str) -> None:
        client = self._attached.clients.get(client_id)
        if client is None:
            # It was removed while another was asked.
            return
        followed = dict[str, Identity]()
        for one in self._requests.of(client_id):
            if one.download:
                followed[one.id] = Identity(id=one.download, title=one.release.title)
                continue
            # The process ended, or the disk was full, before that was said.
            with suppress(LedgerError):
                await self.leave(one.id)
        try:
            poll: Poll = await client.poll(followed)
        except ClientError:
            self._silent.add(client_id)
            return
        # What began anew while a slow one was about to answer is another download.
        now = {one.id: one.download for one in self._requests.of(client_id)}
        same = {
            key: found
            for key, found in poll.downloads.items()
            if now.get(key) == followed[key].id
        }
        poll = replace(poll, downloads=same)
        back = client_id in self._silent
        self._silent.discard(client_id)
        with suppress(LedgerError):
            await self.take_poll(client_id, poll, back=back)

    async def leave(self, request_id: str) -> None:
        """Take it that what such a client is given to do is done: nobody ever hears anything of it."""
        request = self._requests.find(request_id)
        took = (one.why for one in request.journal if one.why.code == "program_took_it")
        told = [why.params for why in took][-1:]
        done = Reason("program_not_followed", told[0] if told else ())
        with suppress(IllegalMove):
            await self._requests.move(request_id, State.COMPLETED, SYSTEM, done)
