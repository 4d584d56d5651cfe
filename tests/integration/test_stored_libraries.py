"""What is on disk of libraries, and of what was held against them, is there after a restart.

Whatever is in those files, as long as it can be read at all, the entry loads and every list answers.
"""

from dataclasses import dataclass
import json
from pathlib import Path
import random
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.greenlight.const import DOMAIN, RULE, SOURCE
from custom_components.greenlight.diagnostics import async_get_config_entry_diagnostics
from custom_components.greenlight.engine.library.item import Item, Version
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.ledger.ledger import Ledger
from custom_components.greenlight.libraries.errors import LibraryError
from tests.support.memory_library import MemoryServer, movie, series

from .scene import RULE_ID, SOURCE_ID, part
from .shelves import LIBRARY_ID, Shelves
from .test_stored_fuzz import every_list, mutate, places

OLD = "{} 2021 2160p WEB-DL DDP5.1 DV H.265-OLD"
NEW = "{} 2021 UHD BluRay 2160p TrueHD Atmos 7.1 DV P7 FEL HEVC REMUX-{}"
STARTS = 10
# In all files together.
MUTATIONS = 60


def there(number: str, title: str) -> Item:
    """Return a film that is there in Dolby Vision of profile 5."""
    name = OLD.format(title)
    quality = read(name).quality
    return movie(
        number, title, versions=(Version(id="1", name=name, size=9, quality=quality),)
    )


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the storage as it is: real files."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give each test a configuration folder of its own."""
    return str(tmp_path)


@pytest.fixture
def server() -> MemoryServer:
    """Run a library's server in memory."""
    names = ("Film Of Salt", "Film Of Tide", "Film Of Sand")
    films = [there(str(number), name) for number, name in enumerate(names, 1)]
    return MemoryServer([*films, series("9", "Show", there=2)])


@dataclass(frozen=True)
class Known:
    """What is known of libraries at one moment."""

    requests: dict[str, Request]
    shelf: list[Item]
    held: dict[str, float]
    words: tuple[Any, Any]


def known(shelves: Shelves) -> Known:
    ledger: Ledger = shelves.scene.hub.ledger
    return Known(
        requests=dict(ledger.open),
        shelf=sorted(shelves.part.shelf, key=lambda item: item.id),
        held=dict(ledger.sources[SOURCE_ID].held),
        words=(ledger.answers, ledger.said),
    )


@pytest.fixture
async def before(shelves: Shelves, server: MemoryServer) -> Known:
    """Ask, tell, hold a release back and have people say their word; then stop Greenlight."""
    scene = shelves.scene
    data = {"type": "feed", "url": scene.site.rss_url}
    upgrades = {"include": ["film | show"], "kind": "upgrades"}
    for title in (NEW.format("Film Of Salt", "A"), NEW.format("Film Of Salt", "B")):
        scene.publish(title)
    await shelves.start(
        part(SOURCE, SOURCE_ID, "Site", data),
        part(RULE, RULE_ID, "Better", upgrades),
        part(RULE, "told", "Told", {"include": ["news"], "action": "tell"}),
    )
    await scene.ask("The News 2021")
    desk = scene.hub.gate.library
    await desk.set_quality(LIBRARY_ID, "2", "1", read(NEW.format("x", "C")).quality)
    answers = {"film of salt": None}
    await scene.hub.ledger.keep_words(answers, scene.hub.ledger.said)
    desk.away(LIBRARY_ID)
    scene.publish(NEW.format("Film Of Sand", "A"))
    await scene.look()
    found = known(shelves)
    assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    # Or what was held back would not be any more after the start.
    server.failure = LibraryError("away")
    return found


def kept(tmp_path: Path) -> dict[str, Path]:
    """Return the files of the entry by what they hold."""
    storage = tmp_path / ".storage"
    found = [one for one in storage.glob(f"{DOMAIN}.*") if "corrupt" not in one.name]
    return {path.name.split(".", 2)[2]: path for path in found}


async def start(hass: HomeAssistant, shelves: Shelves) -> None:
    assert await hass.config_entries.async_setup(shelves.scene.entry.entry_id)
    await shelves.scene.settle()


def test_everything_of_it_is_there(before: Known) -> None:
    asked = [one for one in before.requests.values() if not one.tell]
    # One question for the film, with the other release as a candidate.
    assert [len(one.also) for one in asked] == [1]
    for one in asked:
        assert one.weighed is not None
        assert one.weighed.gains
        assert len(one.also) == 1
        assert one.also[0].title != one.release.title
    assert len(before.requests) == 2
    assert len(before.shelf) == 4
    assert len(before.held) == 1
    assert all(before.words)


async def test_a_restart_loses_nothing(
    hass: HomeAssistant, shelves: Shelves, before: Known, tmp_path: Path
) -> None:
    files = {name: path.read_text() for name, path in kept(tmp_path).items()}
    await start(hass, shelves)
    assert known(shelves) == before
    assert not [key for key in ir.async_get(hass).issues if "damaged" in key[1]]
    entry_id = shelves.scene.entry.entry_id
    assert await hass.config_entries.async_unload(entry_id)
    after = {name: path.read_text() for name, path in kept(tmp_path).items()}
    assert after.keys() == files.keys()
    for name, text in files.items():
        if name != "requests":
            assert after[name] == text, name


async def test_what_waited_is_asked_about_once_the_library_is_back(
    hass: HomeAssistant, shelves: Shelves, before: Known, server: MemoryServer
) -> None:
    server.failure = None
    await start(hass, shelves)
    now = known(shelves)
    assert not now.held
    (added,) = now.requests.keys() - before.requests.keys()
    assert now.requests[added].release.title == NEW.format("Film Of Sand", "A")


def spoil(path: Path, times: int, chance: random.Random) -> None:
    """Change a file in some places: one document, or one a line."""
    if ".library." not in path.name:
        stored = json.loads(path.read_text())
        for _ in range(times):
            if next(places(stored["data"]), None):
                mutate(stored["data"], chance)
        path.write_text(json.dumps(stored))
        return
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    for _ in range(times):
        mutate(chance.choice(lines[1:]) or lines, chance)
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))


@pytest.mark.parametrize("seed", range(STARTS))
async def test_whatever_a_file_holds_the_entry_loads_and_answers(
    hass: HomeAssistant, shelves: Shelves, before: Known, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    files = kept(tmp_path)
    for path in files.values():
        spoil(path, MUTATIONS // len(files), chance)
    for _ in range(2):
        # What is written back can be read.
        await start(hass, shelves)
        await every_list(hass)
        listed = await shelves.scene.act("search_library", text="film", answer=True)
        json.dumps(listed)
        for rule in ("Better", "Told"):
            json.dumps(await shelves.scene.act("preview_rule", rule=rule, answer=True))
        entry = shelves.scene.entry
        json.dumps(await async_get_config_entry_diagnostics(hass, entry), default=str)
        assert await hass.config_entries.async_unload(entry.entry_id)
