"""A library that decides, and whose download client we are: what it fetches comes back to us."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any, override

import pytest

from custom_components.greenlight.askers.base import Handed
from custom_components.greenlight.const import SOURCE
from custom_components.greenlight.engine.decided import Ticket
from custom_components.greenlight.engine.opinion import Opinion, Stand
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.libraries.decides import (
    Decides,
    Decisions,
    Standing,
    Taken,
)
from custom_components.greenlight.sources.base import Payload
from tests.integration.scene import part
from tests.support.torrents import Torrent

from .conftest import LIBRARY_ID, SONARR, Asking, GrabbingLibrary, film, grab

TITLE = "Sintel.2010.1080p.WEB-DL.H.264-GRP"
DECIDES = "decides0"


class Deciding(GrabbingLibrary, Decides):
    """One with a single release, which it orders from us."""

    orders: Callable[[], Awaitable[str]]
    taken_as: str = ""

    @override
    async def looks_by_itself(self) -> int:
        return 0

    @override
    async def decisions(self) -> Decisions:
        release = Release(
            guid="1_g",
            title=TITLE,
            link=Ticket(guid="g", indexer=1, item=1).link,
            source="",
            opinion=Opinion(by="Sonarr", stand=Stand.APPROVED),
        )
        return Decisions(releases=(release,))

    @override
    async def take(self, ticket: Ticket) -> None:
        Deciding.taken_as = await Deciding.orders()

    @override
    async def search(self, ticket: Ticket) -> bool:
        return False

    @override
    async def taken(self, ticket: Ticket, title: str, since: float) -> Taken | None:
        known = Deciding.taken_as
        return Taken(download=known.upper(), client="Greenlight") if known else None

    @override
    async def standings(self, downloads: Collection[str]) -> Mapping[str, Standing]:
        return {}

    @override
    async def drop(self, download: str) -> bool:
        return True


@pytest.fixture
async def deciding(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Set Greenlight up with a library that decides, its asker and a rule of nobody."""
    monkeypatch.setattr(
        "custom_components.greenlight.parts.handlers.build_library",
        lambda session, library_id, data: Deciding(asking.server, library_id),
    )
    monkeypatch.setattr(Deciding, "taken_as", "")
    asking.library()
    asking.asker(SONARR, "Sonarr", "sonarr", library=LIBRARY_ID)
    source = {"type": "arr", "library": LIBRARY_ID, "interval": 60}
    rule: dict[str, Any] = {"include": ["sintel"]}
    await asking.start(
        part(SOURCE, DECIDES, "Sonarr decides", source),
        part("rule", "rule0", "Films", rule),
    )
    await asking.scene.hub.sources[DECIDES].async_refresh()
    await asking.scene.settle()
    return asking


@pytest.mark.parametrize("sized", [5000, 90_000])
@pytest.mark.parametrize("slow", [False, True])
async def test_nobody_is_asked_again(
    deciding: Asking, monkeypatch: pytest.MonkeyPatch, sized: int, *, slow: bool
) -> None:
    torrent: Torrent = film(TITLE, size=sized)
    known = torrent.v1 or ""
    deciding.server.grabs[known] = grab(title=TITLE, items=("1",), by_hand=True)

    async def orders() -> str:
        order = await deciding.hand_over(torrent) if slow else await _quick(torrent)
        return order.id

    async def _quick(what: Torrent) -> Any:
        desk = await deciding.desk()
        payload, wished = Payload(file=what.content), DownloadOptions(category="tv")
        handed = Handed(payload=payload, name="", options=wished, agent="")
        return await desk.take(handed)

    monkeypatch.setattr(Deciding, "orders", staticmethod(orders), raising=False)
    scene = deciding.scene
    (asked,) = scene.requests()
    assert asked == TITLE
    request = scene.request(TITLE)
    await scene.act("approve", request_id=request.id)
    await scene.settle()
    assert [one.id for one in scene.hub.gate.requests.every()] == [request.id]
    now = deciding.now(request)
    assert (now.state, now.client) == (State.DOWNLOADING, "torrents")
    assert now.release.source == SONARR
    assert deciding.torrents.taken == [known]
    (order,) = scene.hub.askers.orders
    assert order.request == request.id
    assert deciding.torrents.commands == []
    # It sees it as its own.
    assert set(await deciding.look()) == {order.id}
    await deciding.reload()
    assert scene.requests() == {TITLE: "downloading"}
