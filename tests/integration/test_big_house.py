"""A house with 10,000 films, 500 series and 2,000 requests: nothing that people do holds the others up.

``-s`` shows for how long each holds the loop at a time, in milliseconds of its own thread.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
import gc
from time import thread_time
from types import MappingProxyType
from typing import Any, Final
from unittest.mock import AsyncMock, patch

from homeassistant.config_entries import ConfigSubentry
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from benchmarks.shelves import episodes, movies, series
from custom_components.greenlight.const import RULE
from custom_components.greenlight.diagnostics import async_get_config_entry_diagnostics
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Actor, ActorKind, State
from custom_components.greenlight.websocket_api.live import live

from .people import House, settle_in
from .scene import Scene
from .shelves import LIBRARY_ID, Shelves
from .websocket_api.test_many import question

FILMS, SERIES, NAMED, REQUESTS, OPEN = 10_000, 500, 300, 2_000, 50
# Milliseconds of the processor: four times what it takes, as other work on the machine counts, too.
MOST: Final = 80
RULE_ID: Final = "shows0"


@contextmanager
def holding() -> Iterator[list[float]]:
    """Note for how many milliseconds of this thread the loop is held at a time."""
    found = [0.0]
    run = asyncio.Handle._run

    def watched(handle: asyncio.Handle) -> None:
        began = thread_time()
        run(handle)
        found.append((thread_time() - began) * 1000)

    # What is collected is mostly of the tests that ran before.
    gc.disable()
    try:
        with pytest.MonkeyPatch.context() as changed:
            changed.setattr(asyncio.Handle, "_run", watched)
            yield found
    finally:
        gc.enable()


class BigHouse:
    """What people do there, and for how long each held the loop."""

    def __init__(self, scene: Scene, names: list[str]) -> None:
        """Begin with nothing measured; ``names`` are those of series that are there."""
        self.scene = scene
        self.names = names
        self.held: dict[str, float] = {}

    async def measure(self, what: str, call: Callable[[], Awaitable[Any]]) -> Any:
        """Do something, and wait until all that follows is done."""
        # In a task of its own, as this one is at it already.
        with holding() as found:
            answer = await asyncio.ensure_future(call())
            await self.scene.settle()
        self.held[what] = max(found)
        return answer

    async def follow(self) -> None:
        """Add a rule that follows hundreds of series."""
        data = {"kind": "series", "titles": self.names[:NAMED]}
        rule = ConfigSubentry(
            data=MappingProxyType(data),
            subentry_id=RULE_ID,
            subentry_type=RULE,
            title="Shows",
            unique_id=None,
        )
        self.scene.hass.config_entries.async_add_subentry(self.scene.entry, rule)


@pytest.fixture
async def people(scene: Scene, shelves: Shelves) -> AsyncGenerator[House]:
    """Set Greenlight up in a house of people; files, which other threads write, are not written."""
    # Undone before what was there to begin with, which is no longer than this test, is.
    with patch.object(Store, "_async_write_data", AsyncMock()):
        found = await settle_in(scene.hass)
        scene.options = found.options
        await shelves.start(*scene.parts())
        yield found


@pytest.fixture
def big(scene: Scene, people: House) -> BigHouse:
    """Fill the library and the ledger."""
    shows = [
        replace(one, id=f"s{one.id}") for one in series(SERIES, 6, library=LIBRARY_ID)
    ]
    shelf = scene.hub.gate.libraries.index.shelf(LIBRARY_ID)
    shelf.replace([*movies(FILMS, LIBRARY_ID), *shows])
    for one in shows:
        shelf.episodes.put(one.id, episodes(replace(one, id=one.id[1:])))
    now = dt_util.utcnow().timestamp()
    who = Actor(ActorKind.USER, people.ids["owner"], "Owner")
    ledger = scene.hub.ledger
    for number in range(REQUESTS):
        asked = question(number, now)
        if number < OPEN:
            ledger.open[asked.id] = asked
        else:
            ledger.history[asked.id] = asked.move(
                State.DECLINED, at=now, who=who, why=Reason("declined_by_person")
            )
    return BigHouse(scene, [one.title for one in shows])


async def test_nothing_holds_the_loop_for_long(
    big: BigHouse, people: House, hass_ws_client: WebSocketGenerator
) -> None:
    scene, measure, owner = big.scene, big.measure, people.ids["owner"]
    hass = scene.hass

    async def act(action: str, **data: Any) -> Any:
        what = f"{action}, {data}" if data else action
        return await measure(
            what, lambda: scene.act(action, user=owner, answer=True, **data)
        )

    await measure("a rule with 300 series is added", big.follow)
    assert scene.told("sensor.shows_episodes_missing") == "0"
    await measure("a new question", lambda: scene.ask("Film one"))
    await measure(
        "an answer", lambda: scene.act("decline", user=owner, request_id="question6")
    )
    await measure("a minute passes", lambda: scene.pass_time(60))
    # All views of series have to be made anew by then, and files to be written.
    await measure("two hours pass", lambda: scene.pass_time(7200))
    assert (await act("list_requests", limit=500))["total"] == REQUESTS + 1
    listed = await act("list_episodes", rule="Shows")
    assert len(listed["series"]) == NAMED
    await act("list_skips")

    told: list[Any] = []
    user = await hass.auth.async_get_user(owner)
    assert user is not None

    async def look() -> None:
        leaves.append(live(hass).async_join(user, told.append))

    leaves: list[Callable[[], None]] = []
    await measure("a card is opened", look)
    assert told
    leaves.pop()()
    kept = await hass.auth.async_create_refresh_token(user, "https://house.example/")
    client = await hass_ws_client(hass, hass.auth.async_create_access_token(kept))

    async def ask(name: str, **data: Any) -> None:
        async def send() -> Any:
            await client.send_json_auto_id({"type": f"greenlight/{name}", **data})
            return await client.receive_json()

        answer = await measure(f"the card asks for {name}, {data}", send)
        assert answer["success"], answer

    await ask("history")
    await ask("history", text="film 19")
    await ask("statistics")
    await ask("series")
    await ask("series", open=big.names[3])
    await ask("search_items", text="wood")
    await ask("preview")
    await ask("preview", rule="Shows")
    await measure(
        "diagnostics", lambda: async_get_config_entry_diagnostics(hass, scene.entry)
    )
    print(*(f"\n{took:6.1f} ms: {what}" for what, took in big.held.items()))
    assert {what: took for what, took in big.held.items() if took > MOST} == {}
