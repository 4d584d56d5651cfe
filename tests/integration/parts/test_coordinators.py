"""When clients are polled and sources looked at, and what becomes of their failures."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock, patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.update_coordinator import UpdateFailed
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.clients.base import Space, Survey
from custom_components.greenlight.clients.errors import (
    CannotConnect,
    ClientError,
    ClientTimeout,
    InvalidAuth,
)
from custom_components.greenlight.gate.follow import GONE_AFTER
from custom_components.greenlight.ledger.source_memory import SourceMemory
from custom_components.greenlight.ledger.store import LedgerStore
from custom_components.greenlight.parts.client import (
    LONGEST_PAUSE,
    SURVEY_RETRY,
    ClientCoordinator,
)
from custom_components.greenlight.parts.source import SourceCoordinator
from custom_components.greenlight.sources.base import (
    Fetched,
    NotAFeed,
    SourceAuth,
    SourceBusy,
    SourceError,
    SourceTimeout,
)
from tests.gate.fakes import FakeSource, World
from tests.gate.scene import approve, ask, by_magnet, file_of, torrent
from tests.support.fake_client import FakeClient

from ..scene import part

COORDINATOR = "custom_components.greenlight.parts.client"
HASH = torrent("Film").v1 or ""


@pytest.fixture
async def world() -> AsyncGenerator[World]:
    """Provide a gate in memory."""
    world = World()
    yield world
    await world.end()


@pytest.fixture
def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Provide an entry with a client and a source."""
    polling = {"idle_interval": 40, "active_interval": 4}
    client = {"type": "qbittorrent", "url": "http://x", "verify_ssl": True, **polling}
    source = {"type": "feed", "url": "http://x", "interval": 20}
    entry = MockConfigEntry(
        domain="greenlight",
        subentries_data=[
            part("client", "qb", "Box", client),
            part("source", "site", "Site", source),
        ],
    )
    entry.add_to_hass(hass)
    return entry


def reauths(hass: HomeAssistant) -> list[str]:
    """Return the parts that new credentials are asked for."""
    flows = hass.config_entries.flow.async_progress()
    return [flow["context"]["title_placeholders"]["subentry_id"] for flow in flows]


async def look(hass: HomeAssistant, part: ClientCoordinator) -> None:
    """Poll a client, and wait for its survey if one is due."""
    await part.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)


class TestClient:
    @pytest.fixture
    async def part(
        self, hass: HomeAssistant, entry: MockConfigEntry, world: World
    ) -> AsyncGenerator[ClientCoordinator]:
        """Provide the coordinator of the world's client."""
        part = ClientCoordinator(
            hass, entry, entry.subentries["qb"], world.gate, world.client
        )
        yield part
        await part.async_detach()

    async def test_is_polled_often_only_while_one_of_ours_runs(
        self, world: World, part: ClientCoordinator
    ) -> None:
        await part.async_refresh()
        assert part.update_interval == timedelta(seconds=40)
        world.gate.attached.rules["auto"] = approve()
        await world.gate.offer([by_magnet("Film")])
        await world.settle()
        await part.async_refresh()
        assert part.update_interval == timedelta(seconds=4)
        world.client.show(HASH, complete=True)
        await part.async_refresh()
        assert part.update_interval == timedelta(seconds=40)

    async def test_connects_once(self, world: World, part: ClientCoordinator) -> None:
        await part.async_refresh()
        await part.async_refresh()
        assert world.points.count("connect") == 1
        assert part.data.info.name == "Fake"

    async def test_is_asked_what_costs_more_as_rarely_as_it_wants(
        self,
        hass: HomeAssistant,
        world: World,
        part: ClientCoordinator,
        freezer: FrozenDateTimeFactory,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(FakeClient, "survey_interval", 900)
        for _ in range(3):
            await look(hass, part)
        assert world.points.count("survey") == 1
        assert part.data.survey == Survey(space=Space(free=10**12))
        for passed, surveys in ((899, 1), (1, 2), (1, 2)):
            freezer.tick(passed)
            await look(hass, part)
            assert world.points.count("survey") == surveys

    async def test_is_surveyed_when_the_clock_was_set_back(
        self,
        hass: HomeAssistant,
        world: World,
        part: ClientCoordinator,
        freezer: FrozenDateTimeFactory,
    ) -> None:
        await look(hass, part)
        freezer.tick(-3 * 86400)
        await look(hass, part)
        assert world.points.count("survey") == 2

    async def test_is_surveyed_sooner_after_that_has_failed(
        self,
        hass: HomeAssistant,
        world: World,
        part: ClientCoordinator,
        freezer: FrozenDateTimeFactory,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(FakeClient, "survey_interval", 3600)
        with patch.object(world.client, "survey", side_effect=CannotConnect):
            await look(hass, part)
        assert part.data.survey is None
        for passed, surveys in ((SURVEY_RETRY - 1, 0), (1, 1), (3599, 1), (1, 2)):
            freezer.tick(passed)
            await look(hass, part)
            assert world.points.count("survey") == surveys

    async def test_is_never_surveyed_twice_at_once(
        self,
        world: World,
        part: ClientCoordinator,
        freezer: FrozenDateTimeFactory,
    ) -> None:
        world.hold("survey")
        for _ in range(2):
            await part.async_refresh()
            freezer.tick(7200)
        await world.settle()
        assert world.points.count("survey") == 1

    async def test_that_is_down_is_left_alone_longer_each_time(
        self, world: World, part: ClientCoordinator
    ) -> None:
        for _ in range(2):
            # What was counted is forgotten once it is back.
            await part.async_refresh()
            assert part.last_update_success
            world.client.failure = CannotConnect()
            for wait in (40, 80, 160, LONGEST_PAUSE, LONGEST_PAUSE):
                await part.async_refresh()
                error = part.last_exception
                assert isinstance(error, UpdateFailed)
                assert error.retry_after == wait
            world.client.failure = None

    async def test_says_since_when_it_is_away_and_when_it_is_looked_at_again(
        self,
        world: World,
        part: ClientCoordinator,
        freezer: FrozenDateTimeFactory,
    ) -> None:
        assert part.looks_again is part.answered_at is part.away_since is None
        began = dt_util.utcnow().timestamp()
        await part.async_refresh()
        assert part.answered_at == began
        assert part.looks_again == began + 40
        world.client.failure = CannotConnect()
        freezer.tick(40)
        await part.async_refresh()
        freezer.tick(40)
        await part.async_refresh()
        assert part.answered_at == began
        assert part.away_since == began + 40
        assert part.looks_again == began + 80 + 80
        world.client.failure = None
        await part.async_refresh()
        assert part.away_since is None
        assert part.looks_again == began + 80 + 40

    async def test_that_is_asked_rarely_is_not_asked_more_often_when_it_is_down(
        self, world: World, part: ClientCoordinator
    ) -> None:
        part.update_interval = timedelta(seconds=600)
        world.client.failure = CannotConnect()
        await part.async_refresh()
        error = part.last_exception
        assert isinstance(error, UpdateFailed)
        assert error.retry_after == 600

    async def test_tells_the_disk_guard_how_much_room_there_is(
        self, hass: HomeAssistant, world: World, part: ClientCoordinator
    ) -> None:
        await look(hass, part)
        assert world.gate.room.known("qb") == Space(free=10**12)

    @pytest.mark.parametrize(("free", "taken"), [(0, []), (10**12, [HASH])])
    async def test_with_more_room_gets_what_waited_for_it(
        self,
        hass: HomeAssistant,
        world: World,
        part: ClientCoordinator,
        freezer: FrozenDateTimeFactory,
        free: int,
        taken: list[str],
    ) -> None:
        none = Space(free=0)
        survey = AsyncMock(return_value=Survey(space=none))
        with (
            patch.object(world.client, "space", AsyncMock(return_value=none)),
            patch.object(world.client, "survey", survey),
        ):
            await look(hass, part)
            world.gate.attached.rules["auto"] = approve()
            await world.gate.offer([by_magnet("Film", size=10**9)])
            await world.settle()
        assert not world.client.taken
        freezer.tick(world.client.survey_interval)
        survey.return_value = Survey(space=Space(free=free))
        with patch.object(world.client, "survey", survey):
            await look(hass, part)
            await world.settle()
        assert world.client.taken == taken

    async def test_that_is_down_is_passed_over_until_it_is_back(
        self, world: World, part: ClientCoordinator
    ) -> None:
        await part.async_refresh()
        chooser = world.gate.clients._chooser
        world.client.failure = CannotConnect("no route")
        await part.async_refresh()
        assert chooser.passed_over_until("qb") is not None
        assert chooser.detail("qb") == "no route"
        world.client.failure = None
        await part.async_refresh()
        assert chooser.passed_over_until("qb") is None

    async def test_that_takes_nothing_is_passed_over_although_it_is_polled(
        self, world: World, part: ClientCoordinator
    ) -> None:
        await part.async_refresh()
        world.gate.clients.failed("qb", "")
        await part.async_refresh()
        assert world.gate.clients._chooser.passed_over_until("qb") is not None
        await part.async_detach()
        assert world.gate.clients._chooser.passed_over_until("qb") is None

    async def test_may_answer_late_twice(
        self, world: World, part: ClientCoordinator
    ) -> None:
        await part.async_refresh()
        before = part.data
        world.client.failure = ClientTimeout()
        for available in (True, True, False, False):
            await part.async_refresh()
            assert part.last_update_success is available
        assert part.data == before
        world.client.failure = None
        await part.async_refresh()
        world.client.failure = ClientTimeout()
        await part.async_refresh()
        assert part.last_update_success

    async def test_that_never_answered_is_not_there(
        self, world: World, part: ClientCoordinator
    ) -> None:
        world.client.failure = ClientTimeout()
        await part.async_refresh()
        assert not part.last_update_success

    async def test_that_failed_does_not_seem_to_be_back_when_it_is_late(
        self, world: World, part: ClientCoordinator
    ) -> None:
        await part.async_refresh()
        for failure in (CannotConnect(), ClientTimeout(), ClientTimeout()):
            world.client.failure = failure
            await part.async_refresh()
            assert not part.last_update_success

    async def test_is_connected_to_anew_when_it_was_gone(
        self, world: World, part: ClientCoordinator
    ) -> None:
        await part.async_refresh()
        world.client.failure = CannotConnect("no route")
        await part.async_refresh()
        error = part.last_exception
        assert isinstance(error, UpdateFailed)
        assert error.translation_key == "client_cannot_connect"
        assert error.translation_placeholders == {
            "name": "Box",
            "detail": "no route",
            "said": "No route.",
        }
        world.client.failure = None
        await part.async_refresh()
        assert part.last_update_success
        assert world.points.count("connect") == 2

    async def test_that_refuses_us_is_asked_about_once(
        self, hass: HomeAssistant, world: World, part: ClientCoordinator
    ) -> None:
        world.client.failure = InvalidAuth()
        for _ in range(3):
            await part.async_refresh()
            await hass.async_block_till_done()
        assert reauths(hass) == ["qb"]
        world.client.failure = None
        await part.async_refresh()
        assert reauths(hass) == []

    @pytest.mark.parametrize("failure", [CannotConnect(), InvalidAuth()])
    async def test_that_is_back_gets_what_waited(
        self, world: World, part: ClientCoordinator, failure: ClientError
    ) -> None:
        await part.async_refresh()
        world.client.failure = failure
        world.gate.attached.rules["auto"] = approve()
        await world.gate.offer([by_magnet("Film")])
        await world.settle()
        await part.async_refresh()
        assert not world.client.taken
        world.client.failure = None
        await part.async_refresh()
        await world.settle()
        assert world.client.taken == [HASH]

    async def test_that_starts_is_given_time_to_show_its_downloads(
        self, world: World, part: ClientCoordinator
    ) -> None:
        world.gate.attached.rules["auto"] = approve()
        await world.gate.offer([by_magnet("Film")])
        await world.settle()
        found = world.client.downloads.pop(HASH)
        await part.async_refresh()
        world.client.failure = CannotConnect()
        await part.async_refresh()
        await world.advance(2 * GONE_AFTER)
        world.client.failure = None
        await part.async_refresh()
        world.client.downloads[HASH] = found
        await part.async_refresh()
        assert [one.state.value for one in world.ledger.open.values()] == [
            "downloading"
        ]

    async def test_a_full_disk_here_makes_nothing_unavailable(
        self, world: World, part: ClientCoordinator
    ) -> None:
        world.gate.attached.rules["auto"] = approve()
        await world.gate.offer([by_magnet("Film")])
        await world.settle()
        world.client.show(HASH, complete=True)
        world.ledger.failing = True
        await part.async_refresh()
        assert part.last_update_success

    async def test_that_fails_its_survey_is_available(
        self, hass: HomeAssistant, world: World, part: ClientCoordinator
    ) -> None:
        world.hold("survey")
        await part.async_refresh()
        world.client.failure = CannotConnect()
        world.let_go("survey")
        await hass.async_block_till_done(wait_background_tasks=True)
        assert part.last_update_success
        assert part.data.survey is None

    async def test_switches_its_speed_and_shows_it(
        self, world: World, part: ClientCoordinator
    ) -> None:
        await part.async_refresh()
        polls = world.points.count("poll")
        await part.async_set_alternative_speed(enabled=True)
        assert world.client.commands == [("alternative_speed", True)]
        assert world.points.count("poll") == polls + 1

    async def test_that_was_replaced_is_a_new_one(
        self, hass: HomeAssistant, world: World, part: ClientCoordinator
    ) -> None:
        await part.async_refresh()
        await hass.async_block_till_done(wait_background_tasks=True)
        new = FakeClient(world)
        part.async_attach(part.subentry, new)
        await part.async_refresh()
        await hass.async_block_till_done(wait_background_tasks=True)
        assert world.gate.attached.clients == {"qb": new}
        assert world.points.count("connect") == 2
        assert world.points.count("survey") == 2

    async def test_that_was_replaced_while_it_was_surveyed_tells_nothing_any_more(
        self, hass: HomeAssistant, world: World, part: ClientCoordinator
    ) -> None:
        world.hold("survey")
        await part.async_refresh()
        part.async_attach(part.subentry, FakeClient(world))
        world.let_go("survey")
        await hass.async_block_till_done(wait_background_tasks=True)
        assert part.data.survey is None
        assert world.gate.room.known("qb") == Space()

    @pytest.mark.parametrize("at", ["connect", "poll"])
    @pytest.mark.parametrize("failure", [None, InvalidAuth(), CannotConnect()])
    async def test_that_was_replaced_while_it_was_polled_tells_nothing_any_more(
        self,
        hass: HomeAssistant,
        world: World,
        part: ClientCoordinator,
        at: str,
        failure: ClientError | None,
    ) -> None:
        old, new = world.client, FakeClient(world)
        world.hold(at)
        polling = hass.async_create_task(part.async_refresh())
        await asyncio.sleep(0)
        old.failure = failure
        part.async_attach(part.subentry, new)
        world.let_go(at)
        await polling
        await hass.async_block_till_done(wait_background_tasks=True)
        assert part.last_update_success
        assert reauths(hass) == []
        # The new one was connected to, whatever the old one knew.
        assert world.points.count("connect") == 2

    async def test_that_was_removed_while_it_was_polled_asks_for_nothing(
        self, hass: HomeAssistant, world: World, part: ClientCoordinator
    ) -> None:
        world.hold("poll")
        polling = hass.async_create_task(part.async_refresh())
        await asyncio.sleep(0)
        world.client.failure = InvalidAuth()
        await part.async_detach()
        world.let_go("poll")
        await polling
        assert reauths(hass) == []

    async def test_that_does_not_answer_is_let_go_all_the_same(
        self, world: World, part: ClientCoordinator
    ) -> None:
        world.hold("close")
        with patch(f"{COORDINATOR}.CLOSE_TIMEOUT", 0.01):
            await part.async_detach()
        world.let_go("close")
        assert not world.gate.attached.clients

    async def test_that_is_removed_is_let_go(
        self, world: World, part: ClientCoordinator
    ) -> None:
        await part.async_refresh()
        await part.async_detach()
        assert not world.gate.attached.clients
        assert "close" in world.points
        await part.async_refresh()
        assert world.points.count("poll") == 1


def offered(*names: str, **changes: Any) -> Fetched:
    """Return a look at a source that offers these."""
    return Fetched(releases=tuple(by_magnet(name, **changes) for name in names))


class TestSource:
    @pytest.fixture
    async def memory(self, hass: HomeAssistant) -> AsyncGenerator[SourceMemory]:
        """Provide an empty memory."""
        memory = SourceMemory(hass, LedgerStore(hass, "entry.source.site"))
        yield memory
        await memory.async_flush()

    @pytest.fixture
    async def part(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        world: World,
        memory: SourceMemory,
    ) -> AsyncGenerator[SourceCoordinator]:
        """Provide the coordinator of the world's source."""
        world.gate.attached.rules["ask"] = ask()
        subentry: ConfigSubentry = entry.subentries["site"]
        part = SourceCoordinator(
            hass, entry, subentry, world.gate, world.source, memory
        )
        yield part
        await part.async_detach()

    async def test_is_asked_about_once_per_release(
        self, world: World, part: SourceCoordinator
    ) -> None:
        world.source.answer = offered("Film", "Other")
        await part.async_refresh()
        await part.async_refresh()
        assert len(world.ledger.open) == 2
        assert (part.data.seen, part.data.matched, part.data.offered) == (2, 2, 2)
        assert part.update_interval == timedelta(minutes=20)

    async def test_that_has_not_changed_costs_nothing(
        self, world: World, part: SourceCoordinator, freezer: FrozenDateTimeFactory
    ) -> None:
        world.source.answer = offered("Film")
        await part.async_refresh()
        before = part.data
        world.points.clear()
        freezer.tick(60)
        world.source.answer = Fetched(releases=None)
        await part.async_refresh()
        assert world.points == ["fetch"]
        assert part.data.seen == before.seen
        assert part.data.last_success is not None
        assert before.last_success is not None
        assert part.data.last_success > before.last_success

    async def test_with_more_seeders_is_considered_again(
        self, world: World, part: SourceCoordinator
    ) -> None:
        world.gate.attached.rules["ask"] = ask(min_seeders=5)
        for seeders, asked in ((1, 0), (4, 0), (5, 1), (6, 1)):
            world.source.answer = offered("Film", seeders=seeders)
            await part.async_refresh()
            assert len(world.ledger.open) == asked
        assert part.data.matched == 1

    async def test_that_could_not_be_stored_is_asked_about_later(
        self, world: World, part: SourceCoordinator, memory: SourceMemory
    ) -> None:
        world.source.validators = {"etag": "1"}
        world.source.answer = offered("Film")
        world.ledger.failing = True
        await part.async_refresh()
        error = part.last_exception
        assert isinstance(error, UpdateFailed)
        assert error.translation_key == "not_saved"
        assert world.source.validators == {}
        assert not memory.items
        world.ledger.failing = False
        await part.async_refresh()
        assert len(world.ledger.open) == 1
        assert part.data.seen == 1

    @pytest.mark.parametrize(
        ("failures", "waits"),
        [
            ([SourceTimeout()] * 7, [0, 1, 5, 15, 30, 60, 60]),
            ([SourceBusy(retry_after=600)] * 2, [10, 10]),
            ([SourceBusy(retry_after=7 * 24 * 3600)], [24 * 60]),
        ],
    )
    async def test_that_fails_is_left_alone_longer_each_time(
        self,
        world: World,
        part: SourceCoordinator,
        failures: list[SourceError],
        waits: list[float],
    ) -> None:
        for failure, wait in zip(failures, waits, strict=True):
            world.source.answer = failure
            await part.async_refresh()
            error = part.last_exception
            assert isinstance(error, UpdateFailed)
            assert error.retry_after == 60 * wait
            assert error.translation_key == f"source_{failure.key}"
        world.source.answer = Fetched(releases=None)
        await part.async_refresh()
        assert part.last_update_success
        world.source.answer = NotAFeed("a page")
        await part.async_refresh()
        error = part.last_exception
        assert isinstance(error, UpdateFailed)
        assert error.retry_after == 0

    async def test_that_refuses_us_once_may_not_mean_it(
        self, hass: HomeAssistant, world: World, part: SourceCoordinator
    ) -> None:
        world.source.answer = SourceAuth()
        await part.async_refresh()
        await hass.async_block_till_done()
        assert reauths(hass) == []

    @pytest.mark.parametrize(
        "failures",
        [
            [SourceAuth(), SourceAuth()],
            [SourceAuth()] * 4,
            [SourceAuth(), SourceTimeout(), SourceAuth()],
            [SourceTimeout(), SourceTimeout(), SourceAuth(), SourceAuth()],
        ],
    )
    async def test_that_refuses_us_again_is_asked_about_once(
        self,
        hass: HomeAssistant,
        world: World,
        part: SourceCoordinator,
        failures: list[SourceError],
    ) -> None:
        for failure in failures:
            world.source.answer = failure
            await part.async_refresh()
            await hass.async_block_till_done()
        assert reauths(hass) == ["site"]
        world.source.answer = offered("Film")
        await part.async_refresh()
        assert reauths(hass) == []

    async def test_that_failed_otherwise_is_not_asked_about(
        self, hass: HomeAssistant, world: World, part: SourceCoordinator
    ) -> None:
        for failure in (SourceTimeout(), SourceAuth(), NotAFeed()):
            world.source.answer = failure
            await part.async_refresh()
            await hass.async_block_till_done()
        assert reauths(hass) == []

    @pytest.mark.parametrize("changed", [False, True])
    async def test_that_is_back_lets_what_waited_go_on(
        self, world: World, part: SourceCoordinator, *, changed: bool
    ) -> None:
        world.gate.attached.rules = {"auto": approve()}
        world.source.answer = offered("Film", link="https://site.test/Film.torrent")
        world.source.files["https://site.test/Film.torrent"] = SourceAuth()
        await part.async_refresh()
        await world.settle()
        world.source.answer = SourceAuth()
        await part.async_refresh()
        world.source.files["https://site.test/Film.torrent"] = file_of("Film")
        world.source.answer = Fetched(releases=None)
        reattach = {True: [world.source], False: []}[changed]
        for source in reattach:
            part.async_attach(part.subentry, source)
        await part.async_refresh()
        await world.settle()
        assert world.client.taken == [HASH]

    @pytest.mark.parametrize("replaced", [False, True])
    async def test_that_is_removed_or_replaced_meanwhile_offers_nothing(
        self,
        world: World,
        part: SourceCoordinator,
        memory: SourceMemory,
        *,
        replaced: bool,
    ) -> None:
        world.source.answer = offered("Film")
        world.hold("fetch")
        looking = asyncio.create_task(part.async_refresh())
        await world.settle()
        for source in {True: [FakeSource(world)], False: []}[replaced]:
            part.async_attach(part.subentry, source)
        for gone in {True: [], False: [part]}[replaced]:
            await gone.async_detach()
        world.let_go("fetch")
        await looking
        assert not world.ledger.open
        assert not memory.items

    async def test_is_let_go(self, world: World, part: SourceCoordinator) -> None:
        await part.async_detach()
        assert not world.gate.attached.sources
        await part.async_refresh()
        assert "fetch" not in world.points
