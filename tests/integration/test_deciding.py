"""A Radarr that decides, set up as a source: people are asked, and on a yes it fetches by itself."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.const import MATCH_ALL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.greenlight.clients.qbittorrent import (
    client as qbittorrent_client,
)
from custom_components.greenlight.const import CLIENT, LIBRARY, RULE, SOURCE
from custom_components.greenlight.diagnostics import async_get_config_entry_diagnostics
from custom_components.greenlight.gate.follows_through import EVERY
from custom_components.greenlight.gate.libraries import SETTLING
from custom_components.greenlight.libraries import errors
from custom_components.greenlight.parts.deciding import as_source_error
from custom_components.greenlight.presentation.card.download import Downloads
from custom_components.greenlight.presentation.card.rows import Row
from custom_components.greenlight.sources.arr.source import LEAST
from custom_components.greenlight.sources.base import (
    SourceError,
    SourceTimeout,
    SourceTls,
)
from custom_components.greenlight.sources.deciding import LibraryGone, LookFailed
from tests.contract.clients.qbittorrent.replay import Replay
from tests.contract.libraries.arr.ordering import BEST, GOOD, a_film
from tests.integration.project.written_code import read_json
from tests.support import fake_radarr
from tests.support.arr_clients import qbittorrent_row
from tests.support.fake_radarr import FakeRadarr

from .flows.steps import add, change, settle, submit
from .scene import CLIENT_ID, RULE_ID, Scene, part

RADARR_ID, DECIDES_ID = "radarr0", "decides0"
TEXTS: dict[str, Any] = read_json("translations/en.json")
ERRORS = TEXTS["config_subentries"][SOURCE]["error"]


@pytest.fixture
async def box(
    socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Replay]:
    """Run the client of both, with no room to measure."""
    monkeypatch.setattr(qbittorrent_client, "_MEASURING", 0)
    async with Replay("4.5.2") as server:
        server.going = "downloading"
        server.add_category("radarr")
        yield server


@pytest.fixture
async def radarr(scene: Scene, box: Replay) -> AsyncGenerator[FakeRadarr]:
    """Run a Radarr with two releases on offer and the same client as Greenlight."""
    async with fake_radarr.example() as server:
        server.downloads.add_client(
            qbittorrent_row("Radarr", box.url, box.username, box.password)
        )
        server.downloads.offers = [a_film(BEST, score=120), a_film(GOOD)]
        server.downloads.decisions.interval = 0
        yield server


def parts(scene: Scene, radarr: FakeRadarr, *, decides: bool = True) -> list[Any]:
    """Return what is set up."""
    access = {
        "type": "radarr",
        "url": radarr.url,
        "api_key": radarr.key,
        "verify_ssl": True,
    }
    source = {"type": "arr", "library": RADARR_ID, "interval": 60}
    return [
        part(CLIENT, CLIENT_ID, "Box", scene.client.data(type="qbittorrent")),
        part(LIBRARY, RADARR_ID, "Films", access),
        part(RULE, RULE_ID, "All", {}),
        *([part(SOURCE, DECIDES_ID, "Radarr decides", source)] if decides else []),
    ]


async def look(scene: Scene) -> None:
    """Look at it, once the library was read."""
    async with asyncio.timeout(10):
        while not scene.hub.libraries[RADARR_ID].answers:
            await asyncio.sleep(0)
    await scene.hub.sources[DECIDES_ID].async_refresh()
    await scene.settle()


def trouble(scene: Scene) -> str:
    """Return what is wrong with the source, in words."""
    return str(scene.hub.sources[DECIDES_ID].last_exception)


class TestTheWholeWay:
    async def test_from_its_decision_to_its_download(
        self, scene: Scene, radarr: FakeRadarr, box: Replay
    ) -> None:
        best, good = radarr.downloads.offers
        radarr.downloads.decisions.words = {good.title: ("Not wanted in profile",)}
        login = {"username": box.username, "password": box.password}
        client = part(
            *(CLIENT, CLIENT_ID, "Box"),
            scene.client.data(type="qbittorrent", url=box.url, **login),
        )
        _, *others = parts(scene, radarr)
        await scene.start([client, *others])
        await look(scene)
        assert scene.requests() == {best.title: "pending"}
        reasons = scene.hub.views.request(scene.request(best.title))["reasons"]
        assert "Radarr would fetch it, with a score of 120" in reasons
        await scene.act("approve", request_id=scene.request(best.title).id)
        await scene.settle()
        request = scene.request(best.title)
        assert (request.state, request.client) == ("downloading", CLIENT_ID)
        # It is Radarr's download: in its category, and in its history.
        assert box.rows[BEST.v1 or ""]["category"] == "radarr"
        (grab,) = radarr.downloads.journal.history
        assert (grab["eventType"], grab["sourceTitle"]) == ("grabbed", best.title)
        explained = await scene.act("explain", title=good.title, answer=True)
        assert "Radarr said no: Not wanted in profile" in str(explained)

    async def test_what_it_waits_with_is_asked_about_once_it_does_not(
        self, scene: Scene, radarr: FakeRadarr
    ) -> None:
        best, _ = radarr.downloads.offers
        radarr.downloads.offers = [best]
        radarr.downloads.decisions.words = {best.title: ("Delayed for 10 minutes",)}
        radarr.downloads.decisions.waits = {best.title}
        await scene.start(parts(scene, radarr))
        await look(scene)
        assert scene.requests() == {}
        radarr.downloads.decisions.words.clear()
        await look(scene)
        assert radarr.downloads.decisions.looks == 1
        scene.freezer.tick(LEAST)
        await look(scene)
        assert scene.requests() == {best.title: "pending"}

    async def test_nothing_is_asked_twice_after_a_change_of_the_source(
        self, scene: Scene, radarr: FakeRadarr
    ) -> None:
        await scene.start(parts(scene, radarr))
        await look(scene)
        entry = scene.entry
        subentry = entry.subentries[DECIDES_ID]
        scene.hass.config_entries.async_update_subentry(entry, subentry, title="Other")
        await scene.settle()
        assert scene.hub.sources[DECIDES_ID].last_update_success
        assert radarr.downloads.decisions.looks == 1


class TestInAClientThatOnlyItKnows:
    async def test_it_is_shown_and_followed_as_the_library_says(
        self, scene: Scene, radarr: FakeRadarr, box: Replay
    ) -> None:
        best, _ = radarr.downloads.offers
        radarr.downloads.offers = [best]
        await scene.start(parts(scene, radarr))
        await look(scene)
        await scene.act("approve", request_id=scene.request(best.title).id)
        await scene.settle()
        request = scene.request(best.title)
        assert (request.state, request.client) == ("downloading", DECIDES_ID)
        row = shown_row(scene, best.title)
        assert row.data["client"] == "Radarr decides"
        await radarr.downloads.refresh()
        await scene.pass_time(EVERY + 1)
        row = shown_row(scene, best.title)
        assert row.data["state"] == "downloading"
        (listed,) = (await scene.act("list_downloads", answer=True))["downloads"]
        assert listed["client"] == "Radarr decides"
        with pytest.raises(HomeAssistantError):
            await scene.act("pause_download", request_id=request.id)
        assert row.keeps == ("delete",)
        await scene.act("remove_download", request_id=request.id, delete_data=True)
        await scene.settle()
        assert box.rows == {}
        assert scene.requests() == {best.title: "cancelled"}

    async def test_what_it_takes_in_is_done(
        self, scene: Scene, radarr: FakeRadarr, box: Replay
    ) -> None:
        best, _ = radarr.downloads.offers
        radarr.downloads.offers = [best]
        await scene.start(parts(scene, radarr))
        await look(scene)
        await scene.act("approve", request_id=scene.request(best.title).id)
        await scene.settle()
        known = {"implementationName": "qBittorrent", "name": "qBittorrent"}
        radarr.downloads.journal.imported(best, (BEST.v1 or "").upper(), known, "/x")
        await scene.pass_time(EVERY + 1)
        assert scene.requests()[best.title] in ("completed", "imported")


def shown_row(scene: Scene, title: str) -> Row:
    """Return the row of a download as the card is told."""
    hub, request = scene.hub, scene.request(title)
    rows = Downloads(
        *(hub.clients, hub.gate.attached.settings, hub.views.name),
        *(lambda _: "", hub.gate.room.waited_for, lambda _: None),
        now=hub.now,
    )
    return rows.row(request, hub.gate.downloads.get(request.id), {})


class TestTroubles:
    async def test_its_own_rss_is_on_again(
        self, scene: Scene, radarr: FakeRadarr
    ) -> None:
        radarr.downloads.decisions.interval = 30
        await scene.start(parts(scene, radarr))
        await look(scene)
        assert radarr.downloads.decisions.looks == 0
        assert trouble(scene).endswith("Minutes it is set to: 30")
        radarr.downloads.decisions.interval = 0
        await look(scene)
        assert scene.hub.sources[DECIDES_ID].last_update_success

    async def test_one_broken_release_is_told(
        self, scene: Scene, radarr: FakeRadarr
    ) -> None:
        radarr.downloads.decisions.broken = "Value cannot be null"
        await scene.start(parts(scene, radarr))
        await look(scene)
        assert "Value cannot be null" in trouble(scene)
        await look(scene)
        assert radarr.downloads.decisions.looks == 1

    async def test_its_library_is_removed(
        self, scene: Scene, radarr: FakeRadarr
    ) -> None:
        await scene.start(parts(scene, radarr))
        await look(scene)
        scene.hass.config_entries.async_remove_subentry(scene.entry, RADARR_ID)
        await scene.settle()
        await scene.hub.sources[DECIDES_ID].async_refresh()
        assert "not set up here any more" in trouble(scene)

    async def test_its_library_is_away(self, scene: Scene, radarr: FakeRadarr) -> None:
        await scene.start(parts(scene, radarr))
        await look(scene)
        source = scene.hub.sources[DECIDES_ID]
        scene.hub.gate.libraries.away(RADARR_ID)
        await source.async_refresh()
        # It may only be starting anew.
        assert source.last_update_success
        scene.freezer.tick(SETTLING + LEAST)
        await source.async_refresh()
        assert "Films cannot be asked" in trouble(scene)
        looks = radarr.downloads.decisions.looks
        scene.hub.gate.library.here(RADARR_ID)
        await scene.settle()
        assert source.last_update_success
        assert radarr.downloads.decisions.looks == looks + 1

    async def test_it_is_looked_at_once_its_library_was_read(
        self, scene: Scene, radarr: FakeRadarr
    ) -> None:
        await scene.start(parts(scene, radarr))
        source = scene.hub.sources[DECIDES_ID]
        async with asyncio.timeout(10):
            while not radarr.downloads.decisions.looks:
                await asyncio.sleep(0)
        await scene.settle()
        assert source.last_update_success
        assert len(scene.requests()) == 1
        assert radarr.downloads.decisions.looks == 1

    @pytest.mark.parametrize(
        ("failure", "instead"),
        [
            (errors.LibraryTimeout(), SourceTimeout),
            (errors.LibraryTls("bad"), SourceTls),
            (errors.LibraryOff(), LibraryGone),
            (errors.BadAnswer("null"), LookFailed),
            (errors.NotFound("gone"), LookFailed),
            # Another key is asked for by the library itself.
            (errors.LibraryAuth(), SourceError),
            (errors.StartingUp("soon"), SourceError),
        ],
    )
    def test_what_fails_is_told_as_what_it_is(
        self, failure: errors.LibraryError, instead: type[SourceError]
    ) -> None:
        told = as_source_error(failure)
        assert type(told) is instead
        assert told.detail == failure.detail


async def test_nothing_secret_of_it_is_to_be_seen(
    scene: Scene,
    radarr: FakeRadarr,
    box: Replay,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The GUIDs and links of some sites hold passkeys, and so may its words."""
    caplog.set_level("DEBUG")
    secret = "f00dfeedf00dfeedf00dfeedf00dfeed"
    best, good = radarr.downloads.offers
    page = f"https://tracker.invalid/details?id=7&passkey={secret}"
    radarr.downloads.offers = [best.with_(page=page), good.with_(page=page)]
    words = f"Failed at {page} with {radarr.key}"
    radarr.downloads.decisions.words = {good.title: (words,)}
    events = async_capture_events(scene.hass, MATCH_ALL)
    await scene.start(parts(scene, radarr))
    await look(scene)
    await scene.act("approve", request_id=scene.request(best.title).id)
    await scene.settle()
    radarr.downloads.decisions.broken = words
    scene.freezer.tick(LEAST)
    await look(scene)
    explained = await scene.act("explain", title=good.title, answer=True)
    assert "Radarr said no" in str(explained)
    told = [
        *(str(state.as_dict()) for state in scene.hass.states.async_all()),
        *(str(event.as_dict()) for event in events),
        str(explained),
        str(await scene.act("list_requests", answer=True)),
        str(await scene.act("list_downloads", answer=True)),
        str(await async_get_config_entry_diagnostics(scene.hass, scene.entry)),
        trouble(scene),
        *(one.getMessage() for one in caplog.records if one.name.startswith("custom")),
    ]
    for one in told:
        assert secret not in one
        assert radarr.key not in one


class TestAdding:
    async def test_what_it_costs_is_said_and_its_rss_has_to_be_off(
        self, hass: HomeAssistant, scene: Scene, radarr: FakeRadarr
    ) -> None:
        await scene.start(parts(scene, radarr, decides=False))
        radarr.downloads.decisions.interval = 60
        flow = await add(hass, scene.entry, SOURCE, "arr")
        assert flow["step_id"] == "arr"
        flow = await submit(hass, flow, name="", library=RADARR_ID, interval=30)
        assert flow["errors"] == {"library": "looks_by_itself"}
        said = ERRORS["looks_by_itself"].format(**flow["description_placeholders"])
        assert "every 60 minutes" in said
        radarr.downloads.decisions.interval = 0
        flow = await submit(hass, flow, name="", library=RADARR_ID, interval=30)
        if flow["type"] is FlowResultType.FORM:
            # The library is called so already.
            flow = await submit(hass, flow, name="", library=RADARR_ID, interval=30)
        assert flow["type"] is FlowResultType.CREATE_ENTRY
        assert radarr.downloads.decisions.looks <= 1
        await settle(hass, scene.entry)
        (source,) = scene.entry.get_subentries_of_type(SOURCE)
        assert dict(source.data) == {
            "type": "arr",
            "library": RADARR_ID,
            "interval": 30,
        }

    async def test_one_is_added_once_and_can_be_changed(
        self, hass: HomeAssistant, scene: Scene, radarr: FakeRadarr
    ) -> None:
        await scene.start(parts(scene, radarr, decides=False))
        values = {"library": RADARR_ID, "interval": 60}
        flow = await add(hass, scene.entry, SOURCE, "arr")
        done = await submit(hass, flow, name="Decides", **values)
        assert done["type"] is FlowResultType.CREATE_ENTRY
        await settle(hass, scene.entry)
        flow = await add(hass, scene.entry, SOURCE, "arr")
        flow = await submit(hass, flow, name="Again", **values)
        assert flow["errors"] == {"library": "already_configured"}
        (source,) = scene.entry.get_subentries_of_type(SOURCE)
        flow = await change(hass, scene.entry, source.subentry_id)
        done = await submit(hass, flow, name="Decides", **values | {"interval": 90})
        assert done["reason"] == "reconfigure_successful"
        (source,) = scene.entry.get_subentries_of_type(SOURCE)
        assert source.data["interval"] == 90

    async def test_it_takes_a_library_that_decides(
        self, hass: HomeAssistant, scene: Scene
    ) -> None:
        await scene.start()
        flow = await add(hass, scene.entry, SOURCE, "arr")
        assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "no_decider")

    @pytest.mark.parametrize("there", [True, False])
    async def test_it_is_not_among_the_first_where_no_library_can_be(
        self, hass: HomeAssistant, scene: Scene, radarr: FakeRadarr, there: bool
    ) -> None:
        await scene.start(parts(scene, radarr, decides=False) if there else [])
        flow = await hass.config_entries.subentries.async_init(
            (scene.entry.entry_id, SOURCE), context={"source": SOURCE_USER}
        )
        assert ("arr" in flow["menu_options"]) is there

    async def test_its_library_is_gone_when_it_is_changed(
        self, hass: HomeAssistant, scene: Scene, radarr: FakeRadarr
    ) -> None:
        await scene.start(parts(scene, radarr))
        scene.hass.config_entries.async_remove_subentry(scene.entry, RADARR_ID)
        await scene.settle()
        flow = await change(hass, scene.entry, DECIDES_ID)
        values = {"library": RADARR_ID, "interval": 60}
        flow = await submit(hass, flow, name="Radarr decides", **values)
        assert flow["errors"] == {"library": "library_gone"}
