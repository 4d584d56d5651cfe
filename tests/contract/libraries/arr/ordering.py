"""What is on offer to the fakes of Sonarr and Radarr, and how somebody with the key talks to them."""

from typing import Any

from aiohttp import ClientSession

from tests.contract.clients.qbittorrent.replay import Replay
from tests.support.arr_clients import qbittorrent_row
from tests.support.arr_offers import Offer
from tests.support.fake_arr import FakeArr
from tests.support.torrents import Torrent, make_torrent

VIDEO = bytes(range(256)) * 40


def torrent(name: str) -> Torrent:
    return make_torrent(name, {name: VIDEO + name.encode()})


BEST, GOOD, POOR = map(torrent, ("best.mkv", "good.mkv", "poor.mkv"))


def a_film(of: Torrent, **changes: Any) -> Offer:
    title = f"A.Year.of.Small.Weather.2025.1080p.WEB-DL-{of.name.removesuffix('.mkv')}"
    known: dict[str, Any] = {"title": title, "work": 4, "file": of.content}
    return Offer(**(known | changes))


def a_pack(of: Torrent, **changes: Any) -> Offer:
    title = f"The.Glass.Orchard.S01.1080p.WEB-DL-{of.name.removesuffix('.mkv')}"
    known: dict[str, Any] = {"title": title, "work": 2, "file": of.content}
    return Offer(**(known | {"episodes": (6, 7)} | changes))


def digest(of: Torrent) -> str:
    return (of.v1 or "").upper()


def set_up(arr: FakeArr, client: Replay, **changes: Any) -> dict[str, Any]:
    row = qbittorrent_row(
        arr.program, client.url, client.username, client.password, **changes
    )
    return arr.downloads.add_client(row)


class Owner:
    """Somebody with the key."""

    def __init__(self, arr: FakeArr, session: ClientSession) -> None:
        self.arr, self.session = arr, session

    async def __call__(
        self, method: str, path: str, body: Any = None, **query: str
    ) -> Any:
        answer = await self.session.request(
            method,
            f"{self.arr.url}/api/v3/{path}",
            json=body,
            params=query,
            headers={"X-Api-Key": self.arr.key},
        )
        async with answer:
            told = await answer.json()
            return told if answer.ok else answer.status

    async def queue(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self("GET", "queue/details")
        return found
