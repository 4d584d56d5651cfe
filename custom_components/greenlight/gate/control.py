"""Control: what people do to a download that runs."""

from ..clients.base import Client
from .attached import Attached
from .requests import Requests


class Control:
    """Each raises ``UnknownRequest``, ``IllegalMove`` if there is no download, or ``ClientError``."""

    def __init__(self, requests: Requests, attached: Attached) -> None:
        """Know the requests and the clients."""
        self._requests = requests
        self._attached = attached

    async def pause(self, request_id: str) -> None:
        """Pause a request's download."""
        client, download = self._download_of(request_id)
        await client.pause(download)

    async def resume(self, request_id: str) -> None:
        """Resume a request's download."""
        client, download = self._download_of(request_id)
        await client.resume(download)

    async def recheck(self, request_id: str) -> None:
        """Have the data of a request's download checked."""
        client, download = self._download_of(request_id)
        await client.recheck(download)

    def _download_of(self, request_id: str) -> tuple[Client, str]:
        return self._attached.download_of(self._requests.find(request_id))
