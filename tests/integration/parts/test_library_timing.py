"""A library that goes, comes or changes in the middle of something."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
import threading
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.engine.library.shelf_stored import (
    Snapshot,
    shelf_lines,
)
from custom_components.greenlight.ledger import shelf_store
from custom_components.greenlight.ledger.shelf_store import FIRST, LATE
from custom_components.greenlight.parts import keeping
from custom_components.greenlight.parts.doubt import DOUBT
from custom_components.greenlight.parts.library import DAILY
from tests.support.memory_library import MemoryServer, movie

from ..shelves import LIBRARY_ID, Shelves


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the storage as it is: real files."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give each test a configuration folder of its own."""
    return str(tmp_path)


def files(shelves: Shelves) -> list[Path]:
    """Return the files of the library."""
    folder = Path(shelves.scene.hass.config.path(".storage"))
    return sorted(folder.glob(f"greenlight.*.library.{LIBRARY_ID}*"))


async def reading(shelves: Shelves, server: MemoryServer) -> asyncio.Task[None]:
    """Begin to read very many films, and return while they are put on the shelf."""
    for number in range(4, 4000):
        server.items[str(number)] = movie(str(number))
    part = shelves.part
    part._stale = True
    task = shelves.scene.hass.async_create_task(part.async_refresh())
    while not part.shelf._meanwhile:
        await asyncio.sleep(0)
    assert len(part.shelf) == 3
    return task


@pytest.fixture(autouse=True)
def short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let others have their turn after each step."""
    monkeypatch.setattr(keeping, "TURN", 0.0)


async def test_nothing_is_written_of_one_that_is_removed_while_it_is_read(
    shelves: Shelves, server: MemoryServer, hass: HomeAssistant
) -> None:
    await shelves.start()
    await shelves.scene.pass_time(LATE)
    task = await reading(shelves, server)
    shelf = shelves.part.shelf
    hass.config_entries.async_remove_subentry(shelves.scene.entry, LIBRARY_ID)
    await shelves.scene.settle()
    assert task.done()
    assert len(shelf) == 3
    await shelves.scene.pass_time(LATE)
    assert not files(shelves)


async def test_one_that_is_changed_while_it_is_read_is_read_anew(
    shelves: Shelves, server: MemoryServer
) -> None:
    await shelves.start()
    await reading(shelves, server)
    server.items = {"9": movie("9")}
    await shelves.change(url="http://nas:7879")
    await shelves.scene.settle()
    assert shelves.titles == ["Film 9"]
    assert shelves.part.answers


async def test_nothing_is_written_of_one_that_is_removed_while_it_is_written(
    shelves: Shelves, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, go_on = threading.Event(), threading.Event()

    def lines(kept: Snapshot) -> Iterator[str]:
        writing.set()
        go_on.wait(10)
        return shelf_lines(kept)

    monkeypatch.setattr(shelf_store, "shelf_lines", lines)
    await shelves.start()
    shelves.scene.freezer.tick(FIRST)
    shelves.scene.fire_time()
    while not writing.is_set():
        await asyncio.sleep(0)
    hass.config_entries.async_remove_subentry(shelves.scene.entry, LIBRARY_ID)
    for _ in range(3000):
        await asyncio.sleep(0)
    go_on.set()
    await shelves.scene.settle()
    assert not files(shelves)


async def test_a_clock_that_is_set_back_puts_off_no_reading(
    shelves: Shelves, server: MemoryServer
) -> None:
    await shelves.start()
    assert shelves.part.shelf.as_of is not None
    shelves.part.shelf.as_of += 10 * DAILY
    shelves.part._set_interval()
    interval = shelves.part.update_interval
    assert interval is not None
    assert interval.total_seconds() <= DAILY


async def test_a_clock_that_is_set_back_prolongs_no_doubt(
    shelves: Shelves, server: MemoryServer
) -> None:
    await shelves.start()
    server.items = {}
    shelves.part._stale = True
    await shelves.part.async_refresh()
    doubt = shelves.part._doubt
    assert doubt.left is not None
    shelves.scene.freezer.tick(-10 * DAILY)
    assert doubt.left <= DOUBT
