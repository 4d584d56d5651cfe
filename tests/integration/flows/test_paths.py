"""A person says what folders are called elsewhere, is helped with that, and told what cannot be."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.const import CLIENT, LIBRARY
from custom_components.greenlight.flows import paths
from custom_components.greenlight.flows.part import Refused
from custom_components.greenlight.libraries.errors import LibraryError
from custom_components.greenlight.libraries.imports import ImportHabits, Imports
from custom_components.greenlight.parts.client_settings import settings_of
from custom_components.greenlight.parts.setting import UnusablePart
from tests.support.memory_library import MemoryLibrary, MemoryServer

from ..box import Box
from ..scene import CLIENT_ID, Scene
from ..shelves import LIBRARY_ID, Shelves
from .steps import add, change, entry_with, load, settle, shown, submit


class Importing(MemoryLibrary):
    """One that imports, as far as a form asks it."""

    there: frozenset[str] = frozenset()
    pairs: tuple[tuple[str, str], ...] = ()
    by_script = False

    async def sees(self, path: str) -> bool:
        await self.server.ask(f"sees {path}")
        return path in self.there

    async def import_habits(self) -> ImportHabits:
        await self.server.ask("habits")
        return ImportHabits(by_script=self.by_script)

    async def mappings(self) -> tuple[tuple[str, str], ...]:
        await self.server.ask("mappings")
        return self.pairs


Imports.register(Importing)


@pytest.fixture
def importing(server: MemoryServer, monkeypatch: pytest.MonkeyPatch) -> type[Importing]:
    """Have the library import; return its kind, whose disk a test changes."""

    class Mine(Importing):
        """That of one test."""

    for user in ("parts.handlers", "flows.library"):
        monkeypatch.setattr(
            f"custom_components.greenlight.{user}.build_library",
            lambda session, library_id, data: Mine(server, library_id),
        )
    return Mine


def saved_at(scene: Scene, *places: str, client: str = CLIENT_ID) -> None:
    """Have a client say where it has saved what was asked about."""
    requests: Any = scene.hub.gate.requests
    for request, place in zip([*requests.every()], places, strict=True):
        changed = replace(request, content_path=place, client=client)
        (requests.open if request.id in requests.open else requests.history)[
            request.id
        ] = changed


# ------------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    ("lines", "error", "line"),
    [
        (["/a /b"], "paths_line", "/a /b"),
        (["/a = /b", "a = /b"], "paths_relative", "a = /b"),
        (["/a = /b/../c"], "paths_up", "/a = /b/../c"),
        (["/a = /b", "/a/ = /c"], "paths_twice", "/a/ = /c"),
    ],
)
def test_a_bad_line_is_named(lines: list[str], error: str, line: str) -> None:
    with pytest.raises(Refused) as refused:
        paths.read_lines("x", {"x": lines})
    assert refused.value.errors == {"x": error}
    assert refused.value.placeholders == {"line": line}


def test_lines_are_stored_as_they_are_compared() -> None:
    lines = [" /a/ = /b ", "", r"D:\x=/y/"]
    assert paths.read_lines("x", {"x": lines}) == ["/a = /b", r"D:\x = /y"]


def seeing(*there: str) -> Callable[[str], Any]:
    async def sees(path: str) -> bool:
        return path in there

    return sees


@pytest.mark.parametrize(
    ("known", "bases", "there", "found"),
    [
        # What is seen needs no line.
        (["/downloads/films/Salt"], ["/data/films"], ["/downloads/films/Salt"], None),
        (
            ["/downloads/films/Salt"],
            ["/data/films/Salt (2019)"],
            ["/data/films/Salt"],
            ("/downloads", "/data"),
        ),
        (
            ["/downloads/Salt"],
            ["/data/films"],
            ["/data/downloads/Salt"],
            None,
        ),
        (
            ["/downloads/Salt"],
            ["/data/done"],
            ["/data/done/Salt"],
            ("/downloads", "/data/done"),
        ),
        (
            [r"D:\done\Salt"],
            ["/data/done"],
            ["/data/done/Salt"],
            ("D:\\done", "/data/done"),
        ),
        (["/a/Salt"], ["/b"], [], None),
        (["/a/Salt"], [], ["/b/Salt"], None),
        ([], ["/b"], ["/b/Salt"], None),
    ],
)
async def test_a_line_is_found_by_what_is_there(
    known: list[str], bases: list[str], there: list[str], found: Any
) -> None:
    assert await paths.suggested(known, bases, seeing(*there)) == found


async def test_no_more_is_looked_at_than_somebody_waits_for() -> None:
    looks = 0

    async def sees(path: str) -> bool:
        nonlocal looks
        looks += 1
        return False

    deep = "/" + "/".join("abcdefghijkl")
    assert await paths.suggested([deep, deep], [deep], sees) is None
    assert looks <= 42


async def test_a_line_is_doubted_only_by_what_it_is_about() -> None:
    pairs, sees = [("/a", "/b")], seeing("/b/Salt")
    assert await paths.unseen(pairs, ["/c/Salt"], sees) == ""
    assert await paths.unseen(pairs, ["/a/Tide", "/a/Salt"], sees) == ""
    assert await paths.unseen(pairs, ["/a/Tide"], sees) == "/b/Tide"


# ------------------------------------------------------------------------- client


@pytest.fixture
async def entry(hass: HomeAssistant, qbittorrent: Box) -> MockConfigEntry:
    """Run Greenlight with one client."""
    data = qbittorrent.data()
    entry = entry_with({"subentry_type": CLIENT, "title": "Box", "data": data})
    await load(hass, entry)
    return entry


async def test_the_paths_of_a_client_reach_the_gate(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box, tmp_path: Path
) -> None:
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    form = qbittorrent.form(name="Box", paths={"ha_paths": [f"/downloads={tmp_path}/"]})
    done = await submit(hass, await change(hass, entry, CLIENT), **form)
    assert done["reason"] == "reconfigure_successful"
    hub = await settle(hass, entry)
    pairs = (("/downloads", str(tmp_path)),)
    assert hub.gate.attached.settings[CLIENT].ha_paths == pairs
    again = await change(hass, entry, CLIENT)
    assert shown(again)["ha_paths"] == [f"/downloads = {tmp_path}"]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("/downloads", "paths_line"),
        ("/downloads = {path}/gone", "folder_missing"),
        ("/downloads = {path}/..", "paths_up"),
        ("/downloads = /", "folder_not_allowed"),
    ],
)
async def test_a_folder_of_this_machine_is_there_and_allowed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    qbittorrent: Box,
    tmp_path: Path,
    line: str,
    error: str,
) -> None:
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    line = line.format(path=tmp_path)
    form = qbittorrent.form(name="Box", paths={"ha_paths": [line]})
    flow = await submit(hass, await change(hass, entry, CLIENT), **form)
    assert flow["errors"] == {"paths": error}


def test_what_no_form_has_written_makes_an_unusable_client() -> None:
    data = {"url": "http://nas", "verify_ssl": True, "ha_paths": ["nothing"]}
    odd = entry_with({"subentry_type": CLIENT, "title": "Odd", "data": data})
    (part,) = odd.subentries.values()
    with pytest.raises(UnusablePart):
        settings_of(part)


async def test_a_client_is_suggested_what_is_found_here_and_doubted(
    hass: HomeAssistant, scene: Scene, qbittorrent: Box, tmp_path: Path
) -> None:
    (tmp_path / "films" / "Salt").mkdir(parents=True)
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    await scene.start()
    await scene.ask("Film Salt 2019")
    saved_at(scene, "/downloads/films/Salt")
    flow = await change(hass, scene.entry, CLIENT_ID)
    assert shown(flow)["ha_paths"] == [f"/downloads = {tmp_path}"]
    said = flow["description_placeholders"]["saved"]
    assert said == " So far it was saved into /downloads/films."
    wrong = {"ha_paths": [f"/downloads/films = {tmp_path}"]}
    form = qbittorrent.form(name="Box", paths=wrong)
    flow = await submit(hass, flow, **form)
    assert flow["errors"] == {"paths": "paths_not_here"}
    assert flow["description_placeholders"]["path"] == f"{tmp_path}/Salt"
    done = await submit(hass, flow, paths=wrong)
    assert done["reason"] == "reconfigure_successful"


def test_what_cannot_be_looked_at_is_not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not paths._is_here("relative")
    assert not paths._is_here("/" + "x" * 4000)


# ------------------------------------------------------------------------ library


FORM = {"url": "http://nas:7878", "api_key": "key", "verify_ssl": True}


async def with_library(shelves: Shelves) -> Scene:
    """Run Greenlight with a library, and something that a client has saved."""
    await shelves.start(*shelves.scene.parts())
    await shelves.scene.ask("Film Dune 2021")
    saved_at(shelves.scene, "/downloads/Dune")
    return shelves.scene


@pytest.mark.parametrize(
    ("pairs", "there", "suggested"),
    [
        ((("/downloads/", "/data"), ("/other", "/x")), (), ["/downloads/ = /data"]),
        ((("/other", "/x"),), ("/films/Dune",), ["/downloads = /films"]),
        ((), (), None),
    ],
)
async def test_a_library_is_suggested_what_it_says_or_sees(
    hass: HomeAssistant,
    shelves: Shelves,
    importing: type[Importing],
    pairs: Any,
    there: Any,
    suggested: Any,
) -> None:
    importing.pairs, importing.there = pairs, frozenset(there)
    scene = await with_library(shelves)
    flow = await change(hass, scene.entry, LIBRARY_ID)
    assert shown(flow).get("paths") == suggested


async def test_a_library_that_cannot_be_asked_suggests_nothing(
    hass: HomeAssistant, shelves: Shelves, importing: type[Importing]
) -> None:
    scene = await with_library(shelves)
    shelves.server.failure = LibraryError("away")
    flow = await change(hass, scene.entry, LIBRARY_ID)
    assert "paths" not in shown(flow)


async def test_one_that_imports_nothing_suggests_nothing(
    hass: HomeAssistant, shelves: Shelves
) -> None:
    scene = await with_library(shelves)
    assert "paths" not in shown(await change(hass, scene.entry, LIBRARY_ID))
    # What is stored of it may be unusable, so that nothing runs for it.
    part = scene.hub.libraries.pop(LIBRARY_ID)
    assert "paths" not in shown(await change(hass, scene.entry, LIBRARY_ID))
    scene.hub.libraries[LIBRARY_ID] = part


async def test_a_line_is_tried_and_reaches_the_gate(
    hass: HomeAssistant, shelves: Shelves, importing: type[Importing]
) -> None:
    importing.there = frozenset({"/data/Dune"})
    scene = await with_library(shelves)
    flow = await change(hass, scene.entry, LIBRARY_ID)
    wrong = {"folders": {"paths": ["/downloads = /films"]}}
    flow = await submit(hass, flow, **FORM, **wrong)
    assert flow["errors"] == {"folders": "paths_not_seen"}
    assert flow["description_placeholders"]["path"] == "/films/Dune"
    right = {"folders": {"paths": ["/downloads = /data/"]}}
    done = await submit(hass, flow, **right)
    assert done["reason"] == "reconfigure_successful"
    await scene.settle()
    assert scene.hub.gate.home.around.libraries.paths(LIBRARY_ID) == (
        ("/downloads", "/data"),
    )
    await shelves.change(paths=["nonsense"])
    # What cannot be read changes nothing that runs.
    assert scene.hub.gate.home.around.libraries.paths(LIBRARY_ID)


async def test_a_script_that_imports_in_its_place_is_said(
    hass: HomeAssistant, shelves: Shelves, importing: type[Importing]
) -> None:
    scene = await with_library(shelves)
    flow = await change(hass, scene.entry, LIBRARY_ID)
    assert flow["description_placeholders"]["habits"] == ""
    importing.by_script = True
    await scene.hub.libraries[LIBRARY_ID].async_refresh()
    flow = await change(hass, scene.entry, LIBRARY_ID)
    said = flow["description_placeholders"]["habits"]
    assert said.startswith(" It imports by a script of your own")
    # Who adds one is told before it is saved.
    shelves.server.about = replace(shelves.server.about, id="server-2")
    flow = await add(hass, scene.entry, LIBRARY, "radarr")
    form = {**FORM, "name": "More", "url": "http://other:7878", "api_key": "x"}
    flow = await submit(hass, flow, **form)
    assert flow["errors"] == {"url": "imports_by_script"}
