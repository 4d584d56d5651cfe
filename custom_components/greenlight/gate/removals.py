"""Removals: what people take out of a client."""

from collections.abc import Callable
from typing import Any

from ..engine.reason import Reason
from ..engine.request import Actor, Request, State
from .attached import Attached
from .requests import Requests


class Removals:
    """Removes downloads from clients, and says so in their requests."""

    def __init__(
        self, requests: Requests, attached: Attached, room_made: Callable[[], None]
    ) -> None:
        """Know the clients, and whom to tell that there is room again."""
        self._requests = requests
        self._attached = attached
        self._room_made = room_made

    async def remove(
        self, request_id: str, who: Actor, why: Reason, *, delete_data: bool
    ) -> Request:
        """Remove a request's download. Raises as ``Gate.pause`` does."""
        before = self._requests.find(request_id)
        client, download = self._attached.download_of(before)
        await client.remove(download, delete_data=delete_data)
        gone: dict[str, Any] = {"download": None, "handed": None}
        # The client was waited for: the request may have ended or begun anew in the meantime.
        request = self._requests.find(request_id)
        if request.attempt != before.attempt:
            return await self._requests.note(request_id, who, why)
        if request.state is State.DOWNLOADING:
            return await self._requests.move(
                request_id, State.CANCELLED, who, why, **gone
            )
        noted = await self._requests.note(request_id, who, why, **gone)
        self._room_made()
        return noted
