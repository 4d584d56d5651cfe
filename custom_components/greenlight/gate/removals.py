"""Removals: what people give up, and take out of a client."""

from typing import Any

from ..engine.left import LETS_GO
from ..engine.reason import Reason
from ..engine.request import Actor, Request, State
from .attached import Attached
from .grab import Grabber
from .grabbed_through import take_out
from .requests import Requests


class Removals:
    """Removes downloads from clients, and says so in their requests."""

    def __init__(
        self, requests: Requests, attached: Attached, grabber: Grabber
    ) -> None:
        """Know the clients, and who hands requests to them."""
        self._requests = requests
        self._attached = attached
        self._grabber = grabber

    async def cancel(self, request_id: str, who: Actor, why: Reason) -> Request:
        """Give an open request up. Raises as ``Gate.cancel`` does."""
        request = self._requests.find(request_id)
        running = request.state is State.DOWNLOADING
        followed = running and request.client in self._attached.clients
        if followed and request.handed is not None:
            return await self.remove(request_id, who, why, delete_data=False)
        name = self._attached.name(request.client)
        stays = Reason("not_ours", (("client", name),)) if followed else None
        moved = await self._requests.move(
            request_id, State.CANCELLED, who, why, before=stays
        )
        self._grabber.forget(request_id)
        return moved

    async def remove(
        self, request_id: str, who: Actor, why: Reason, *, delete_data: bool
    ) -> Request:
        """Remove a request's download. Raises as ``Gate.pause`` does."""
        before = self._requests.find(request_id)
        client, download = self._attached.download_of(before)
        goes_on = await take_out(client, download, delete_data=delete_data)
        by = ("by", self._attached.name(before.client))
        stays = Reason(LETS_GO, (by,)) if goes_on else None
        gone: dict[str, Any] = {"download": None, "handed": None, "take_out": None}
        # The client was waited for: the request may have ended or begun anew in the meantime.
        request = self._requests.find(request_id)
        if request.attempt != before.attempt:
            return await self._requests.note(request_id, who, why)
        if request.state is State.DOWNLOADING:
            return await self._requests.move(
                request_id, State.CANCELLED, who, why, before=stays, **gone
            )
        done = await self._requests.note(request_id, who, why, before=stays, **gone)
        self._grabber.room_made()
        return done
