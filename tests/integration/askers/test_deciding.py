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
    Dropped,
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
    async def search(self, ticket: Ticket) -> Ticket | None:
        return None

    @override
    async def taken(self, ticket: Ticket, title: str, since: float) -> Taken | None:
        known = Deciding.taken_as
        return Taken(download=known.upper(), client="Greenlight") if known else None

    @override
    async def standings(self, downloads: Collection[str]) -> Mapping[str, Standing]:
        return {}

    @override
    async def drop(self, download: str, *, delete_data: bool) -> Dropped:
        return Dropped.REMOVED


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


async def test_what_it_has_not_ordered_here_is_nobodys(deciding: Asking) -> None:
    gate = deciding.scene.hub.gate
    request = deciding.scene.request(TITLE)
    assert await gate.through.joins("B" * 40, request.id) is None
    order = await deciding.hand_over(film("Sintel.2010.720p.WEB-DL-OTHER"))
    assert await gate.through.joins(order.id, "gone") is None
    joined = await gate.through.joins(order.id.upper(), request.id)
    assert joined is not None
    assert joined.release.source == SONARR
    assert joined.options.category == "tv"
    # Said again, as after a restart, it is the same.
    assert await gate.through.joins(order.id, request.id) == joined


async def test_what_was_withdrawn_meanwhile_is_nobodys(
    deciding: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = deciding.scene.hub
    order = await deciding.hand_over(film("Sintel.2010.720p.WEB-DL-OTHER"))

    async def gone(*_: object) -> None:
        return None

    monkeypatch.setattr(hub.askers.orders, "change", gone)
    request = deciding.scene.request(TITLE)
    assert await hub.gate.through.joins(order.id, request.id) is None
