"""The hub keeps what runs in step with the subentries, and leaves nothing behind."""

import asyncio
from collections.abc import Callable
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.util.file import WriteError
import pytest

from custom_components.greenlight.const import CLIENT, RULE, SOURCE
from custom_components.greenlight.gate.ports import LedgerError

from .ledger.files import ANNA
from .scene import CLIENT_ID, RULE_ID, SOURCE_ID, Scene

WRITING = "custom_components.greenlight.ledger.store.Store._async_write_data"


def change(scene: Scene, part_id: str, title: str | None = None, **data: Any) -> None:
    """Change a subentry as its form does."""
    subentry = scene.entry.subentries[part_id]
    scene.hass.config_entries.async_update_subentry(
        scene.entry,
        subentry,
        data={**subentry.data, **data},
        title=title or subentry.title,
    )


def add(scene: Scene, kind: str, part_id: str, **data: Any) -> None:
    """Add a subentry as its form does."""
    scene.hass.config_entries.async_add_subentry(
        scene.entry,
        ConfigSubentry(
            data=MappingProxyType(data),
            subentry_id=part_id,
            subentry_type=kind,
            title=part_id,
            unique_id=None,
        ),
    )


def remove(scene: Scene, part_id: str) -> None:
    """Remove a subentry."""
    scene.hass.config_entries.async_remove_subentry(scene.entry, part_id)


class TestLanguage:
    async def test_it_speaks_as_the_house_does(self, scene: Scene) -> None:
        await scene.start([])
        hub = scene.hub
        assert hub.texts.text("reply_approved") == "Approved."
        await scene.hass.config.async_update(language="de")
        await scene.hass.async_block_till_done()
        assert scene.hub is not hub
        assert scene.hub.texts.text("reply_approved") == "Freigegeben."

    async def test_another_setting_of_the_house_changes_nothing(
        self, scene: Scene
    ) -> None:
        await scene.start([])
        hub = scene.hub
        await scene.hass.config.async_update(location_name="Mill House")
        await scene.hass.async_block_till_done()
        assert scene.hub is hub


class TestSync:
    async def test_a_part_that_is_added_runs(self, scene: Scene) -> None:
        await scene.start([])
        assert not scene.hub.clients
        add(scene, CLIENT, CLIENT_ID, **scene.client.data(type="qbittorrent"))
        add(scene, SOURCE, SOURCE_ID, type="feed", url=scene.site.rss_url)
        add(scene, RULE, RULE_ID, include=["film"])
        await scene.settle()
        assert scene.hub.clients[CLIENT_ID].last_update_success
        assert scene.hub.sources[SOURCE_ID].last_update_success
        await scene.download("Film")
        assert scene.requests() == {"Film": "downloading"}

    async def test_a_part_that_is_changed_begins_anew_and_no_other(
        self, scene: Scene
    ) -> None:
        await scene.start()
        hub = scene.hub
        client, source = (
            hub.clients[CLIENT_ID].client,
            hub.sources[SOURCE_ID].source,
        )
        change(scene, SOURCE_ID, url=scene.site.rss_url + "?other")
        await scene.settle()
        assert hub.sources[SOURCE_ID].source is not source
        assert hub.gate.attached.sources[SOURCE_ID] is hub.sources[SOURCE_ID].source
        assert hub.clients[CLIENT_ID].client is client
        source = hub.sources[SOURCE_ID].source
        change(scene, CLIENT_ID, title="Crate")
        await scene.settle()
        assert hub.clients[CLIENT_ID].client is not client
        assert hub.gate.attached.settings[CLIENT_ID].name == "Crate"
        assert hub.sources[SOURCE_ID].source is source
        assert scene.entry.state is ConfigEntryState.LOADED

    async def test_its_device_is_renamed_along(
        self, hass: HomeAssistant, scene: Scene
    ) -> None:
        await scene.start()
        change(scene, SOURCE_ID, title="Another site")
        await scene.settle()
        devices = dr.async_entries_for_config_entry(
            dr.async_get(hass), scene.entry.entry_id
        )
        names = {device.name for device in devices}
        assert "Another site" in names
        assert "Site" not in names

    async def test_a_rule_that_is_changed_counts_from_the_next_look_on(
        self, scene: Scene
    ) -> None:
        await scene.start()
        change(scene, RULE_ID, include=["series"])
        await scene.settle()
        scene.publish("Film one")
        scene.publish("Series one")
        await scene.look()
        assert scene.requests() == {"Series one": "pending"}

    @pytest.mark.parametrize("part_id", [CLIENT_ID, SOURCE_ID, RULE_ID])
    async def test_a_part_that_is_removed_is_gone_and_no_other(
        self, scene: Scene, part_id: str
    ) -> None:
        await scene.start()
        scene.publish("Film")
        await scene.look()
        hub = scene.hub
        remove(scene, part_id)
        await scene.settle()
        left = {CLIENT_ID, SOURCE_ID, RULE_ID} - {part_id}
        assert {*hub.clients, *hub.sources, *hub.gate.attached.rules} == left
        assert {*hub.gate.attached.clients, *hub.gate.attached.sources} == left - {
            RULE_ID
        }
        # A question goes with its rule, and with the only source of its release.
        state = "pending" if part_id == CLIENT_ID else "cancelled"
        assert scene.requests() == {"Film": state}

    async def test_what_a_removed_client_was_doing_is_ended(self, scene: Scene) -> None:
        await scene.start()
        await scene.download("Film")
        (waiting,) = await scene.ask("Film two")
        remove(scene, CLIENT_ID)
        await scene.settle()
        assert scene.requests() == {"Film": "cancelled", "Film two": "pending"}
        assert scene.client.rows
        await scene.act("approve", request_id=waiting)
        await scene.settle()
        add(scene, CLIENT, "client1", **scene.client.data(type="qbittorrent"))
        await scene.settle()
        assert scene.requests()["Film two"] == "downloading"

    async def test_what_a_client_was_doing_that_is_gone_at_the_start_is_ended(
        self, scene: Scene
    ) -> None:
        await scene.start()
        await scene.download("Film")
        entry_id = scene.entry.entry_id
        assert await scene.hass.config_entries.async_unload(entry_id)
        remove(scene, CLIENT_ID)
        assert await scene.hass.config_entries.async_setup(entry_id)
        await scene.settle()
        assert scene.requests() == {"Film": "cancelled"}

    async def test_the_memory_of_a_removed_source_goes_with_it(
        self, scene: Scene
    ) -> None:
        await scene.start()
        scene.publish("Film")
        await scene.look()
        assert list(scene.hub.ledger.known_releases())
        remove(scene, SOURCE_ID)
        await scene.settle()
        assert not list(scene.hub.ledger.known_releases())

    async def test_many_changes_at_once_end_in_the_last(self, scene: Scene) -> None:
        await scene.start()
        for number in range(5):
            change(scene, RULE_ID, include=[f"film {number}"])
            change(scene, SOURCE_ID, title=f"Site {number}")
        remove(scene, CLIENT_ID)
        await scene.settle()
        (term,) = scene.hub.gate.attached.rules[RULE_ID].include
        assert term.text == "film 4"
        assert scene.hub.sources[SOURCE_ID].subentry.title == "Site 4"
        assert not scene.hub.clients

    async def test_listeners_learn_of_each_part_once(self, scene: Scene) -> None:
        await scene.start()
        seen: list[str] = []
        stop = scene.hub.async_on_part(RULE, lambda one: seen.append(one.subentry_id))
        assert seen == [RULE_ID]
        add(scene, RULE, "rule1", include=["x"])
        await scene.settle()
        assert seen == [RULE_ID, "rule1"]
        stop()
        add(scene, RULE, "rule2", include=["x"])
        await scene.settle()
        assert seen == [RULE_ID, "rule1"]


class TestLookBack:
    @pytest.fixture
    async def known(self, scene: Scene) -> None:
        """Have releases known that no rule matched."""
        await scene.start(look_back="")
        scene.publish("Series one")
        await scene.look()
        assert scene.requests() == {}

    @pytest.mark.usefixtures("known")
    async def test_a_new_rule_asks_about_what_is_known(self, scene: Scene) -> None:
        add(scene, RULE, "rule1", include=["series"], look_back="mark")
        await scene.settle()
        assert scene.requests() == {"Series one": "pending"}

    @pytest.mark.usefixtures("known")
    async def test_it_does_so_once(self, scene: Scene) -> None:
        add(scene, RULE, "rule1", include=["nothing"], look_back="mark")
        await scene.settle()
        change(scene, "rule1", include=["series"])
        await scene.settle()
        assert scene.requests() == {}
        await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        await scene.settle()
        assert scene.requests() == {}
        change(scene, "rule1", look_back="again")
        await scene.settle()
        assert scene.requests() == {"Series one": "pending"}

    @pytest.mark.usefixtures("known")
    async def test_it_is_made_up_for_when_the_disk_was_full(self, scene: Scene) -> None:
        with patch(WRITING, side_effect=WriteError("full")):
            add(scene, RULE, "rule1", include=["series"], look_back="mark")
            await scene.settle()
        assert scene.requests() == {}
        await scene.hub.async_sync()
        assert scene.requests() == {"Series one": "pending"}

    @pytest.mark.usefixtures("known")
    async def test_nothing_is_asked_again_after_the_requests_were_lost(
        self, scene: Scene, hass_storage: dict[str, Any]
    ) -> None:
        add(scene, RULE, "rule1", include=["series"], look_back="mark")
        await scene.settle()
        entry_id = scene.entry.entry_id
        assert await scene.hass.config_entries.async_unload(entry_id)
        hass_storage[f"greenlight.{entry_id}.requests"]["data"] = {"requests": [{}]}
        with patch("custom_components.greenlight.ledger.store.shutil.copyfile"):
            assert await scene.hass.config_entries.async_setup(entry_id)
        await scene.settle()
        assert scene.hub.ledger.damaged
        assert scene.requests() == {}


class TestStop:
    async def unload(self, scene: Scene) -> None:
        assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)

    async def test_lets_go_of_everything(
        self, hass: HomeAssistant, scene: Scene
    ) -> None:
        """The harness fails a test that leaves a timer, a task or a session behind."""
        await scene.start()
        await scene.download("Film")
        await scene.ask("Film two")
        hub = scene.hub
        await self.unload(scene)
        assert not hub._tasks
        assert not hub.gate.attached.clients
        assert not hub.gate.attached.sources
        asked = len(scene.client.asked)
        await scene.pass_time(7200)
        assert len(scene.client.asked) == asked

    async def test_ends_a_grab_which_the_next_start_takes_up(
        self, scene: Scene
    ) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film")
        gate = scene.hub.gate
        entered, go_on = asyncio.Event(), asyncio.Event()
        client = gate.attached.clients[CLIENT_ID]
        real = client.add

        order: list[str] = []
        ledger, close = scene.hub.ledger, client.close

        async def add(*known: Any, **facts: Any) -> Any:
            entered.set()
            try:
                await go_on.wait()
            finally:
                order.append("the grab has ended")
            return await real(*known, **facts)

        async def closing() -> None:
            order.append("the client is closed")
            await close()

        with (
            patch.object(client, "add", add),
            patch.object(client, "close", closing),
        ):
            await gate.decide.approve(request_id, ANNA)
            await entered.wait()
            await self.unload(scene)
        assert order == ["the grab has ended", "the client is closed"]
        assert not scene.client.rows
        with pytest.raises(LedgerError):
            await ledger.commit(gate.requests.find(request_id))
        entry_id = scene.entry.entry_id
        assert await scene.hass.config_entries.async_setup(entry_id)
        await scene.settle()
        assert scene.requests() == {"Film": "downloading"}
        assert len(scene.client.told("add")) == 1

    async def test_reloading_keeps_everything(self, scene: Scene) -> None:
        await scene.start()
        await scene.download("Film")
        await scene.ask("Film two")
        before = scene.requests()
        await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        await scene.settle()
        assert scene.requests() == before
        assert len(scene.client.told("add")) == 1

    async def test_removing_leaves_no_file(
        self, scene: Scene, hass_storage: dict[str, Any]
    ) -> None:
        await scene.start()
        await scene.ask("Film")
        await self.unload(scene)
        assert ours(hass_storage)
        await scene.hass.config_entries.async_remove(scene.entry.entry_id)
        assert not ours(hass_storage)


class TestStart:
    @pytest.mark.parametrize(
        ("version", "state"),
        [
            (1, ConfigEntryState.LOADED),
            (2, ConfigEntryState.LOADED),
            (3, ConfigEntryState.SETUP_ERROR),
        ],
    )
    async def test_reads_a_newer_ledger_but_not_one_of_the_far_future(
        self,
        scene: Scene,
        hass_storage: dict[str, Any],
        version: int,
        state: ConfigEntryState,
    ) -> None:
        await scene.start()
        await scene.hass.config_entries.async_unload(scene.entry.entry_id)
        key = f"greenlight.{scene.entry.entry_id}.requests"
        hass_storage[key] |= {"version": version, "minor_version": 9}
        await scene.hass.config_entries.async_setup(scene.entry.entry_id)
        await scene.settle()
        assert scene.entry.state is state

    @pytest.mark.parametrize("name", ["requests", "history", "inbox", "watched"])
    async def test_says_of_any_file_that_it_is_too_new(
        self, scene: Scene, hass_storage: dict[str, Any], name: str
    ) -> None:
        await scene.start()
        await scene.hass.config_entries.async_unload(scene.entry.entry_id)
        key = f"greenlight.{scene.entry.entry_id}.{name}"
        hass_storage[key] = {"version": 3, "minor_version": 1, "key": key, "data": {}}
        await scene.hass.config_entries.async_setup(scene.entry.entry_id)
        await scene.settle()
        assert scene.entry.state is ConfigEntryState.SETUP_ERROR
        assert scene.entry.error_reason_translation_key == "ledger_too_new"

    @pytest.mark.parametrize(
        "stored",
        [
            {"include": ["/(/"]},
            {"include": 5},
            {"seasons": "one"},
            {"episodes": "3-1"},
            {"origins": ["of another version"]},
            {"resolutions": ["4K"]},
        ],
    )
    async def test_a_rule_that_cannot_be_read_any_more_is_off_and_stops_nothing(
        self, scene: Scene, stored: dict[str, Any]
    ) -> None:
        await scene.start(**stored)
        assert scene.entry.state is ConfigEntryState.LOADED
        assert not scene.hub.gate.attached.rules[RULE_ID].enabled
        await scene.look()
        assert scene.hub.sources[SOURCE_ID].last_update_success

    @pytest.mark.parametrize(
        "broken", [lambda scene: scene.client, lambda scene: scene.site]
    )
    async def test_one_part_that_is_down_stops_no_other(
        self, scene: Scene, broken: Callable[[Scene], Any]
    ) -> None:
        down = broken(scene)
        parts = scene.parts()
        await down.__aexit__()
        await scene.start(parts)
        up = [one.last_update_success for one in scene.hub.clients.values()]
        up += [one.last_update_success for one in scene.hub.sources.values()]
        assert sorted(up) == [False, True]
        assert scene.entry.state is ConfigEntryState.LOADED

    async def test_a_full_disk_does_not_keep_it_from_starting(
        self, scene: Scene
    ) -> None:
        await scene.start(lifetime=1)
        await scene.ask("Film")
        entry_id = scene.entry.entry_id
        assert await scene.hass.config_entries.async_unload(entry_id)
        scene.freezer.tick(7200)
        with patch(WRITING, side_effect=WriteError("full")):
            assert await scene.hass.config_entries.async_setup(entry_id)
            await scene.settle()
            assert scene.requests() == {"Film": "pending"}
        await scene.pass_time(61)
        assert scene.requests() == {"Film": "expired"}

    async def test_a_client_that_took_something_is_polled_at_once_and_often(
        self, scene: Scene
    ) -> None:
        await scene.start()
        coordinator = scene.hub.clients[CLIENT_ID]
        idle = coordinator.update_interval
        await scene.download("Film")
        active = coordinator.update_interval
        assert idle is not None
        assert active is not None
        assert active < idle


def ours(storage: dict[str, Any]) -> set[str]:
    """Return the names of our files."""
    return {name for name in storage if name.startswith("greenlight")}
