"""The gate as a program meets it: one address, and a key."""

from typing import Any

from aiohttp import ClientResponse, FormData
from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant

from tests.support.fake_usenet_desk import KEY, FakeUsenetDesk
from tests.support.nzb import make_post

PATH = "/api/greenlight/client/sonarr/api"
ARR = "Sonarr/4.0.17.2952 (ubuntu 22.04)"


def nzb(name: str = "A.Show.S01E01.1080p.WEB-DL.x264-GRP", size: int = 5000) -> bytes:
    """Return an NZB file of so many bytes of something."""
    return make_post(name, {f"{name}.mkv": bytes(size)}).nzb


class Gate:
    """Asks with the right key, unless told otherwise."""

    def __init__(
        self, hass: HomeAssistant, client: TestClient, desk: FakeUsenetDesk
    ) -> None:
        """Know the way."""
        self.hass, self.client, self.desk = hass, client, desk

    async def ask(self, mode: str, **fields: Any) -> Any:
        """Ask something by its address, and return what is answered."""
        answer = await self.client.get(
            PATH, params={"mode": mode, "apikey": KEY, "output": "json", **fields}
        )
        assert answer.status == 200, await answer.text()
        return await answer.json()

    async def post(
        self,
        file: bytes | None = None,
        *,
        file_name: str = "upload.nzb",
        field: str = "name",
        agent: str = ARR,
        body: dict[str, str] | None = None,
        path: str = PATH,
        **query: str,
    ) -> ClientResponse:
        """Post something, and return the answer."""
        # As it is, like most programs do.
        form = FormData(body or {}, quote_fields=False, default_to_multipart=True)
        if file is not None:
            form.add_field(
                field, file, filename=file_name, content_type="application/x-nzb"
            )
        return await self.client.post(
            path, params=query, data=form, headers={"User-Agent": agent}
        )

    async def add(self, file: bytes, file_name: str = "", **query: Any) -> Any:
        """Hand over a file as Sonarr does, and return what is answered."""
        sent = await self.post(
            file,
            file_name=file_name or "A.Show.S01E01.1080p.WEB-DL.x264-GRP.nzb",
            **{"mode": "addfile", "apikey": KEY, "output": "json", **query},
        )
        assert sent.status == 200, await sent.text()
        return await sent.json()

    async def ordered(self, name: str = "", **query: Any) -> str:
        """Hand over a file that is taken, and return its id."""
        name = name or "A.Show.S01E01.1080p.WEB-DL.x264-GRP"
        answered = await self.add(nzb(name), f"{name}.nzb", **query)
        assert answered["status"] is True
        [job] = answered["nzo_ids"]
        return job

    async def queue(self, **fields: Any) -> list[dict[str, Any]]:
        """Return the rows of the queue."""
        return (await self.ask("queue", **fields))["queue"]["slots"]

    async def history(self, **fields: Any) -> list[dict[str, Any]]:
        """Return the rows of the history."""
        return (await self.ask("history", **fields))["history"]["slots"]
