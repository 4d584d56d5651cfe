"""What people see of a library, what lies on disk of it, and what is left when it is gone."""

import asyncio
from dataclasses import replace
import json
from pathlib import Path
import stat
from typing import Any

import aiohttp
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)

from custom_components.greenlight.const import LIBRARY, RULE
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.ledger.shelf_store import FIRST, LATE
from custom_components.greenlight.libraries.base import Change, Level, Trouble, What
from custom_components.greenlight.libraries.errors import BadAnswer, LibraryError
from custom_components.greenlight.parts.ear import FIRST_RETRY
from custom_components.greenlight.parts.kinds import LIBRARY_KINDS, build_library
from tests.support.arr_rows import film
from tests.support.fake_radarr import FakeRadarr
from tests.support.memory_library import MemoryServer, movie, series

from .scene import Scene, part
from .shelves import LIBRARY_ID, Shelves


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the storage as it is: real files."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give each test a configuration folder of its own."""
    return str(tmp_path)


def files(shelves: Shelves) -> list[Path]:
    """Return the files of the library, whole or set aside."""
    folder = Path(shelves.scene.hass.config.path(".storage"))
    return sorted(folder.glob(f"greenlight.*.library.{LIBRARY_ID}*"))


class TestEntities:
    async def test_say_what_there_is_and_how_old_that_is(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        server.items["77"] = series("77", "Show", there=4)
        await shelves.start()
        told = shelves.scene.told
        assert told("sensor.films_movies") == "3"
        assert told("sensor.films_series") == "1"
        assert told("sensor.films_files") == "7"
        read = told("sensor.films_last_read_in_full")
        assert read.startswith("20")
        connected = shelves.scene.entity("binary_sensor.films_connected")
        assert (connected.state, connected.attributes["listening"]) == ("on", True)
        assert told("binary_sensor.films_problem") == "off"
        server.add(movie("4"), LIBRARY_ID)
        await shelves.scene.settle()
        assert told("sensor.films_movies") == "4"
        assert told("sensor.films_last_read_in_full") == read

    async def test_the_last_change_is_there_for_whoever_wants_it(
        self, shelves: Shelves
    ) -> None:
        await shelves.start()
        found = er.async_get(shelves.scene.hass).async_get("sensor.films_last_change")
        assert found is not None
        assert found.disabled_by is er.RegistryEntryDisabler.INTEGRATION

    async def test_know_nothing_before_the_first_reading(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        server.failure = LibraryError("nobody there")
        await shelves.start()
        told = shelves.scene.told
        assert told("sensor.films_movies") == "unknown"
        assert told("sensor.films_last_read_in_full") == "unknown"
        assert told("binary_sensor.films_connected") == "off"
        problem = shelves.scene.entity("binary_sensor.films_problem")
        assert problem.state == "on"
        assert "cannot be reached" in problem.attributes["reason"]
        assert problem.attributes["health"] == []

    async def test_tell_the_troubles_in_the_words_of_the_program(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        notice = Trouble(level=Level.NOTICE, text="An update is there")
        server.troubles = (notice,)
        await shelves.start()
        problem = shelves.scene.entity("binary_sensor.films_problem")
        assert problem.state == "off"
        assert problem.attributes["health"] == ["An update is there"]
        server.troubles = (notice, Trouble(level=Level.WARNING, text="Root is gone"))
        server.tell(Change(what=What.HEALTH))
        await shelves.scene.settle()
        problem = shelves.scene.entity("binary_sensor.films_problem")
        assert problem.state == "on"
        assert problem.attributes["health"] == ["An update is there", "Root is gone"]
        # What it said before it fell silent may be over.
        server.failure = BadAnswer("nonsense")
        await server.close()
        await shelves.scene.pass_time(FIRST_RETRY)
        problem = shelves.scene.entity("binary_sensor.films_problem")
        assert (problem.state, problem.attributes["health"]) == ("on", [])
        # What is known of it is known all the same.
        assert shelves.scene.told("sensor.films_movies") == "3"

    async def test_the_device_is_the_program(self, shelves: Shelves) -> None:
        await shelves.start()
        device = dr.async_get(shelves.scene.hass).async_get_device_by_identifier(
            ("greenlight", LIBRARY_ID), shelves.scene.entry.entry_id
        )
        assert device is not None
        assert (device.manufacturer, device.sw_version) == ("Radarr", "1.2")
        assert device.configuration_url == "http://nas:7878"

    async def test_can_be_tested(self, shelves: Shelves, server: MemoryServer) -> None:
        await shelves.start()
        shelves.forget_asked()
        await shelves.scene.press("button.films_test")
        tested = shelves.scene.entity("sensor.films_last_test")
        assert tested.state == "passed"
        assert tested.attributes["version"] == "Fake 1.2"
        assert tested.attributes["items"] == 3
        assert server.asked == ["about", "troubles"]
        server.failure = BadAnswer("nonsense")
        with pytest.raises(HomeAssistantError) as raised:
            await shelves.scene.press("button.films_test")
        assert raised.value.translation_key == "library_bad_answer"
        assert shelves.scene.told("sensor.films_last_test") == "failed"

    async def test_can_be_switched_off(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        await shelves.scene.hass.services.async_call(
            "switch", "turn_off", {"entity_id": "switch.films_enabled"}, blocking=True
        )
        await shelves.scene.settle()
        told = shelves.scene.told
        assert told("binary_sensor.films_connected") == "off"
        assert told("binary_sensor.films_problem") == "off"
        assert told("sensor.films_movies") == "3"
        assert not server.listeners
        assert not shelves.scene.hub.gate.libraries.any
        with pytest.raises(HomeAssistantError) as raised:
            await shelves.scene.press("button.films_test")
        assert raised.value.translation_key == "library_switched_off"


class TestOnDisk:
    async def test_is_there_at_once_after_a_restart(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        read = shelves.part.data.read
        server.failure = LibraryError("away")
        shelves.scene.freezer.tick(3600)
        await shelves.reload()
        assert shelves.titles == ["Film 1", "Film 2", "Film 3"]
        assert shelves.part.data.read == read
        assert shelves.part.data.counts.movies == 3
        # It can be looked into, and is not taken for what is there now.
        libraries = shelves.scene.hub.gate.libraries
        assert len(libraries.index) == 3
        assert libraries.reachable(LIBRARY_ID) is None

    async def test_is_for_us_only(self, shelves: Shelves) -> None:
        await shelves.start()
        await shelves.scene.pass_time(LATE)
        (file,) = files(shelves)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        text = file.read_text()
        assert shelves.data["api_key"] not in text
        assert all(json.loads(line) for line in text.splitlines())

    async def test_the_first_reading_is_written_at_once(self, shelves: Shelves) -> None:
        await shelves.start()
        assert not files(shelves)
        await shelves.scene.pass_time(FIRST)
        assert files(shelves)

    async def test_is_written_at_most_every_quarter_of_an_hour(
        self, shelves: Shelves, server: MemoryServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await shelves.start()
        writes: list[Any] = []
        monkeypatch.setattr(
            type(shelves.part._keeping.store),
            "_write_data",
            lambda *about: writes.append(about),
        )
        for number in range(10, 40):
            server.add(movie(str(number)), LIBRARY_ID)
            await shelves.scene.pass_time(60)
        assert len(writes) == 2

    async def test_is_written_when_home_assistant_ends(
        self, shelves: Shelves, hass: HomeAssistant
    ) -> None:
        await shelves.start()
        assert not files(shelves)
        hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
        await shelves.scene.settle()
        assert files(shelves)

    @pytest.mark.parametrize("damage", ["nonsense", "[]\n", '["shelf", 1]', "cut"])
    async def test_what_is_damaged_is_kept_aside_and_read_anew(
        self, shelves: Shelves, server: MemoryServer, damage: str
    ) -> None:
        await shelves.start()
        hass, entry = shelves.scene.hass, shelves.scene.entry
        assert await hass.config_entries.async_unload(entry.entry_id)
        (file,) = files(shelves)
        whole = file.read_bytes()
        damaged = whole[: len(whole) // 2] if damage == "cut" else damage.encode()
        file.write_bytes(damaged)
        server.failure = LibraryError("away")
        assert await hass.config_entries.async_setup(entry.entry_id)
        await shelves.scene.settle()
        assert len(shelves.titles) < 3
        assert [one.read_bytes() for one in files(shelves)] == [damaged, damaged]
        name = file.name.removeprefix("greenlight.")
        issue = ir.async_get(hass).async_get_issue(
            "greenlight", f"ledger_damaged_greenlight.{name}"
        )
        assert issue is not None
        assert issue.translation_key == "shelf_damaged"
        server.failure = None
        await shelves.scene.pass_time(FIRST_RETRY)
        assert len(shelves.titles) == 3

    async def test_a_file_that_cannot_be_opened_stops_nothing(
        self, shelves: Shelves
    ) -> None:
        await shelves.start()
        hass, entry = shelves.scene.hass, shelves.scene.entry
        assert await hass.config_entries.async_unload(entry.entry_id)
        (file,) = files(shelves)
        file.unlink()
        file.mkdir()
        assert await hass.config_entries.async_setup(entry.entry_id)
        await shelves.scene.settle()
        assert len(shelves.titles) == 3
        file.rmdir()


class TestGone:
    async def test_nothing_is_left_of_one_that_was_removed(
        self, shelves: Shelves, hass: HomeAssistant
    ) -> None:
        await shelves.start()
        await shelves.scene.pass_time(LATE)
        assert files(shelves)
        hass.config_entries.async_remove_subentry(shelves.scene.entry, LIBRARY_ID)
        await shelves.scene.settle()
        assert not files(shelves)
        libraries = shelves.scene.hub.gate.libraries
        assert (len(libraries.index), libraries.any) == (0, False)
        assert hass.states.get("sensor.films_movies") is None

    async def test_nothing_is_left_when_greenlight_is_removed(
        self, shelves: Shelves, hass: HomeAssistant
    ) -> None:
        await shelves.start()
        assert await hass.config_entries.async_remove(shelves.scene.entry.entry_id)
        assert not files(shelves)


async def test_one_of_an_unknown_kind_is_left_alone(
    shelves: Shelves, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    await shelves.start(type="newer")
    assert not shelves.scene.hub.libraries
    issue = f"unusable_part_{LIBRARY_ID}"
    assert ir.async_get(hass).async_get_issue("greenlight", issue)


async def test_diagnostics_tell_no_titles_and_no_secrets(
    shelves: Shelves, server: MemoryServer, hass_client: Any
) -> None:
    server.troubles = (Trouble(level=Level.ERROR, text="/films is gone"),)
    await shelves.start()
    server.add(movie("4"), LIBRARY_ID)
    scene = shelves.scene
    told: Any = await get_diagnostics_for_config_entry(
        scene.hass, hass_client, scene.entry
    )
    library = told["libraries"][LIBRARY_ID]
    assert library["kind"] == "radarr"
    assert library["counts"] == {"movies": 4, "series": 0, "files": 4}
    assert library["troubles"] == {"error": 1}
    assert library["listening"] is True
    assert library["read"]
    assert library["changed"]
    text = json.dumps(told)
    for private in ("Film 1", "/films", shelves.data["api_key"], "server-1"):
        assert private not in text


@pytest.mark.parametrize("kind", LIBRARY_KINDS)
async def test_each_kind_has_somebody_who_talks_to_it(
    kind: str, socket_enabled: None
) -> None:
    async with aiohttp.ClientSession() as session:
        built = build_library(
            session, LIBRARY_ID, {"type": kind, "url": "http://nas:1", "api_key": "x"}
        )
    assert built.program == LIBRARY_KINDS[kind].name


async def test_a_real_one_is_read_and_listened_to(
    scene: Scene, socket_enabled: None
) -> None:
    async with FakeRadarr(film(1, "Probe", 2021)) as radarr:
        data = {
            "type": "radarr",
            "url": radarr.url,
            "api_key": radarr.key,
            "verify_ssl": True,
        }
        await scene.start([part(LIBRARY, LIBRARY_ID, "Films", data)])
        library = scene.hub.libraries[LIBRARY_ID]
        assert [item.title for item in library.shelf] == ["Probe"]
        assert library.data.listening
        await radarr.change(1, title="Sonde")
        async with asyncio.timeout(10):
            while [item.title for item in library.shelf] != ["Sonde"]:
                await asyncio.sleep(0)
        assert library.data.changed is not None


class TestAnswering:
    async def test_what_is_had_and_offered_is_where_it_is_answered(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        had = "Film.1.2021.2160p.WEB-DL.HDR10.DDP5.1-GRP"
        (version,) = server.items["1"].versions
        server.items["1"] = movie(
            "1", versions=(replace(version, name=had, quality=read(had).quality),)
        )
        scene = shelves.scene
        client, source, _ = scene.parts()
        await shelves.start(
            client, source, part(RULE, "better", "Better", {"kind": "upgrades"})
        )
        scene.publish(had.replace("HDR10", "DV.P8.1"))
        await scene.look()
        told = scene.entity("select.greenlight_question_to_answer").attributes
        assert told["summary"] == "Better picture."
        assert told["rows"][0] == {
            "label": "Picture",
            "have": "HDR10",
            "offered": "Dolby Vision P8.1",
            "mark": "better",
        }
        # It imports nothing itself, so nothing is replaced.
        assert told["replaced"].startswith("Keeps your file: both stay")

    async def test_nothing_is_said_of_what_no_library_was_asked_for(
        self, scene: Scene
    ) -> None:
        await scene.start()
        scene.publish("Film one")
        await scene.look()
        told = scene.entity("select.greenlight_question_to_answer").attributes
        assert told["request_id"]
        assert not {"summary", "rows", "replaced"} & set(told)
