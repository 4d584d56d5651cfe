"""When a library is read, what it tells by itself, and what becomes of its failures."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.update_coordinator import UpdateFailed
import pytest

from custom_components.greenlight.ledger.shelf_store import LATE
from custom_components.greenlight.libraries.base import About, Change, What
from custom_components.greenlight.libraries.errors import (
    LibraryAuth,
    LibraryError,
    LibraryTimeout,
    StartingUp,
)
from custom_components.greenlight.libraries.imports import ImportHabits
from custom_components.greenlight.parts import keeping, library as library_part
from custom_components.greenlight.parts.doubt import DOUBT
from custom_components.greenlight.parts.ear import FIRST_RETRY, LAST_RETRY, STEADY
from custom_components.greenlight.parts.library import BETWEEN, DAILY, UNHEARD
from custom_components.greenlight.parts.singly import MANY
from tests.support.memory_library import MemoryLibrary, MemoryServer, movie, series

from ..scene import Scene
from ..shelves import LIBRARY_ID, Shelves

ALL = ["Film 1", "Film 2", "Film 3"]


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the storage as it is: real files."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give each test a configuration folder of its own."""
    return str(tmp_path)


class Watcher:
    """Holds libraries as the gate does, and remembers what it is told."""

    def __init__(self, shelves: Shelves, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand in the place of whoever holds them, from now on."""
        self.told: list[tuple[Any, ...]] = []
        holder = shelves.part._desk
        for verb in (
            *("attach", "detach", "here", "away"),
            "changed",
        ):
            monkeypatch.setattr(holder, verb, self._noting(verb))

    def _noting(self, verb: str) -> Any:
        def note(library_id: str, *about: Any, **more: Any) -> None:
            assert library_id == LIBRARY_ID
            self.told.append((verb, *about))

        return note

    def heard(self, verb: str) -> list[Any]:
        """Return about what something was told."""
        return [about for what, *about in self.told if what == verb]


@pytest.fixture
def watch(shelves: Shelves, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what begins to watch what is told to the gate."""
    return lambda: Watcher(shelves, monkeypatch)


def doubts(hass: HomeAssistant) -> ir.IssueEntry | None:
    """Return what repairs say of a library that suddenly has nothing."""
    return ir.async_get(hass).async_get_issue(
        "greenlight", f"library_empty_{LIBRARY_ID}"
    )


def pause_of(shelves: Shelves) -> float:
    """Return how many seconds pass until the library is looked at again."""
    interval = shelves.part.update_interval
    assert interval is not None
    return interval.total_seconds()


class TestReading:
    async def test_reads_all_once_when_it_begins(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        assert shelves.titles == ALL
        assert server.asked == ["about", "listen", "read", "troubles"]
        assert shelves.part.answers
        assert {item.library for item in shelves.part.shelf} == {LIBRARY_ID}

    async def test_a_steady_state_does_nothing(
        self, shelves: Shelves, server: MemoryServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await shelves.start()
        await shelves.scene.pass_time(LATE)
        shelves.forget_asked()
        writes: list[Any] = []
        monkeypatch.setattr(
            type(shelves.part._keeping.store),
            "_write_data",
            lambda *about: writes.append(about),
        )
        shown: list[Any] = []
        shelves.part.async_add_listener(lambda: shown.append(1))
        # What changes nothing is nothing, either.
        server.add(server.items["1"], LIBRARY_ID)
        for _ in range(23):
            await shelves.scene.pass_time(3600)
        assert (server.asked, writes, shown) == ([], [], [])
        assert len(server.listeners) == 1

    async def test_reads_all_once_a_day_and_writes_only_what_is_new(
        self, shelves: Shelves, server: MemoryServer, watch: Any
    ) -> None:
        await shelves.start()
        await shelves.scene.pass_time(LATE)
        shelves.forget_asked()
        watcher = watch()
        read = shelves.part.data.read
        assert read is not None
        await shelves.scene.pass_time(DAILY)
        assert server.asked == ["about", "read", "troubles"]
        again = shelves.part.data.read
        assert again is not None
        assert again > read
        assert not watcher.heard("changed")
        assert not shelves.part._keeping.store._waiting

    async def test_takes_over_what_a_reading_changes(
        self, shelves: Shelves, server: MemoryServer, watch: Any
    ) -> None:
        await shelves.start()
        watcher = watch()
        del server.items["1"]
        server.items |= {"2": movie("2", "Other"), "4": movie("4")}
        await shelves.scene.pass_time(DAILY)
        assert shelves.titles == ["Film 3", "Film 4", "Other"]
        ((changed,),) = watcher.heard("changed")
        assert sorted(changed) == ["1", "2", "4"]

    async def test_a_reading_that_breaks_off_changes_nothing(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        server.items = {"9": movie("9"), "8": movie("8"), "7": movie("7")}
        server.read_failure = LibraryTimeout("half of it")
        await shelves.scene.pass_time(DAILY)
        assert shelves.titles == ALL
        assert not shelves.part.last_update_success
        server.read_failure = None
        await shelves.scene.pass_time(FIRST_RETRY)
        assert shelves.titles == ["Film 7", "Film 8", "Film 9"]

    async def test_what_was_not_understood_may_be_what_is_missing(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        del server.items["1"]
        server.broken = 1
        await shelves.scene.pass_time(DAILY)
        assert shelves.titles == ALL
        assert shelves.part.data.broken == 1
        server.broken = 0
        await shelves.scene.pass_time(DAILY)
        assert shelves.titles == ALL[1:]

    async def test_what_is_told_while_all_is_read_is_newer(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        server.hold = asyncio.Event()
        shelves.scene.freezer.tick(DAILY)
        shelves.scene.fire_time()
        await asyncio.sleep(0)
        while "read" not in server.asked[4:]:
            await asyncio.sleep(0)
        server.add(movie("1", "Newer"), LIBRARY_ID)
        server.remove("3")
        server.hold.set()
        await shelves.scene.settle()
        assert shelves.titles == ["Film 2", "Newer"]

    async def test_holds_nobody_up_for_long(
        self,
        shelves: Shelves,
        server: MemoryServer,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        # Every step is as much as may be done in one turn.
        monkeypatch.setattr(keeping, "TURN", 0.0)
        server.items = {str(one): movie(str(one)) for one in range(1, 400)}
        turns = 0

        async def others() -> None:
            nonlocal turns
            while not shelves.scene.entry.runtime_data.libraries[LIBRARY_ID].data.read:
                turns += 1
                await asyncio.sleep(0)

        await shelves.start()
        assert len(shelves.titles) == 399
        shelves.part.data = replace(shelves.part.data, read=None)
        server.items = {str(one): movie(str(one)) for one in range(200, 600)}
        shelves.part._stale = True
        await asyncio.gather(shelves.part.async_refresh(), others())
        assert turns > 10
        assert len(shelves.titles) == 400


class TestDoubt:
    @pytest.mark.parametrize("left", [[], [series("77", "Show")]])
    async def test_nothing_where_there_was_much_is_taken_the_second_time(
        self, shelves: Shelves, server: MemoryServer, left: list[Any]
    ) -> None:
        hass = shelves.scene.hass
        server.items |= {one.id: one for one in left}
        await shelves.start()
        before = shelves.titles
        server.items = {one.id: one for one in left}
        await shelves.scene.pass_time(DAILY)
        assert shelves.titles == before
        issue = doubts(hass)
        assert issue is not None
        assert issue.translation_placeholders == {
            "name": "Films",
            "count": "3",
            "minutes": "15",
        }
        # Asked again before that, it is no other time.
        await shelves.part.async_refresh()
        assert shelves.titles == before
        await shelves.scene.pass_time(DOUBT)
        assert shelves.titles == [one.title for one in left]
        assert doubts(hass) is None

    async def test_what_is_back_was_never_gone(
        self, shelves: Shelves, server: MemoryServer, watch: Any
    ) -> None:
        await shelves.start()
        watcher = watch()
        kept, server.items = server.items, {}
        await shelves.scene.pass_time(DAILY)
        assert doubts(shelves.scene.hass)
        server.items = kept
        await shelves.scene.pass_time(DOUBT)
        assert doubts(shelves.scene.hass) is None
        assert shelves.titles == ALL
        assert not watcher.heard("changed")

    async def test_one_that_never_had_anything_is_believed(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        server.items = {}
        await shelves.start()
        assert shelves.part.data.read
        assert doubts(shelves.scene.hass) is None

    async def test_is_told_only_while_greenlight_runs(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        server.items = {}
        await shelves.scene.pass_time(DAILY)
        hass, entry = shelves.scene.hass, shelves.scene.entry
        assert await hass.config_entries.async_unload(entry.entry_id)
        assert doubts(hass) is None


class TestListening:
    async def test_takes_each_change(
        self, shelves: Shelves, server: MemoryServer, watch: Any
    ) -> None:
        await shelves.start()
        shelves.forget_asked()
        watcher = watch()
        server.add(movie("4"), LIBRARY_ID)
        server.add(movie("1", "Better"), LIBRARY_ID)
        server.remove("2")
        assert shelves.titles == ["Better", "Film 3", "Film 4"]
        assert shelves.part.data.counts.movies == 3
        assert shelves.part.data.changed is not None
        assert [one for ((one,),) in watcher.heard("changed")] == [
            "4",
            "1",
            "2",
        ]
        assert server.asked == []

    async def test_asks_for_what_is_only_named(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        shelves.forget_asked()
        server.add(movie("4"), LIBRARY_ID, whole=False)
        server.add(movie("4", "Twice told"), LIBRARY_ID, whole=False)
        del server.items["1"]
        server.tell(Change(what=What.CHANGED, id="1"))
        await shelves.scene.settle()
        assert shelves.titles == ["Film 2", "Film 3", "Twice told"]
        # The second word came while the first was being looked after.
        assert server.asked == ["item 4", "item 4", "item 1"]

    async def test_what_is_told_while_one_is_asked_for_is_newer(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        server.hold = asyncio.Event()
        server.add(movie("4"), LIBRARY_ID, whole=False)
        server.add(movie("5"), LIBRARY_ID, whole=False)
        while not server.count("item 4"):
            await asyncio.sleep(0)
        # Changed once more while it is read...
        server.tell(Change(what=What.CHANGED, id="4"))
        server.hold.set()
        await shelves.scene.settle()
        assert server.count("item 4") == 2
        # ...and gone while it is read.
        server.hold = asyncio.Event()
        server.add(movie("6"), LIBRARY_ID, whole=False)
        while not server.count("item 6"):
            await asyncio.sleep(0)
        item = server.items["6"]
        server.remove("6")
        server.items["6"] = item
        server.hold.set()
        await shelves.scene.settle()
        assert shelves.titles == [*ALL, "Film 4", "Film 5"]

    async def test_many_changes_at_once_are_one_reading(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        await shelves.scene.pass_time(BETWEEN)
        shelves.forget_asked()
        for number in range(1, MANY + 2):
            server.add(movie(str(number)), LIBRARY_ID, whole=False)
        await shelves.scene.pass_time(1)
        assert server.count("read") == 1
        assert len(shelves.titles) == MANY + 1

    async def test_one_that_cannot_be_asked_for_makes_all_be_read(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        server.failure = LibraryTimeout()
        server.add(movie("4"), LIBRARY_ID, whole=False)
        await shelves.scene.settle()
        server.failure = None
        await shelves.scene.pass_time(BETWEEN)
        assert "Film 4" in shelves.titles

    async def test_reads_all_when_it_is_told_to_but_not_all_the_time(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        shelves.forget_asked()
        server.tell(Change(what=What.STALE))
        await shelves.scene.pass_time(1)
        assert server.count("read") == 0
        await shelves.scene.pass_time(BETWEEN)
        assert server.count("read") == 1
        await shelves.scene.pass_time(BETWEEN)
        server.tell(Change(what=What.STALE))
        await shelves.scene.pass_time(1)
        assert server.count("read") == 2

    async def test_reads_all_after_every_gap(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        shelves.forget_asked()
        server.items["4"] = movie("4")
        await server.close()
        await shelves.scene.settle()
        assert not shelves.part.data.listening
        assert shelves.part.last_update_success
        await shelves.scene.pass_time(FIRST_RETRY)
        assert server.asked == ["about", "listen", "read", "troubles"]
        assert "Film 4" in shelves.titles
        assert shelves.part.data.listening

    async def test_a_connection_that_does_not_hold_is_tried_ever_more_rarely(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        pauses = []
        for _ in range(9):
            await server.close(LibraryError("reset"))
            await shelves.scene.settle()
            pauses.append(pause_of(shelves))
            await shelves.scene.pass_time(pauses[-1])
        assert pauses[:3] == [FIRST_RETRY, 2 * FIRST_RETRY, 4 * FIRST_RETRY]
        assert pauses[-1] == LAST_RETRY
        await shelves.scene.pass_time(STEADY)
        await server.close()
        await shelves.scene.settle()
        assert pause_of(shelves) == FIRST_RETRY

    async def test_one_that_cannot_be_listened_to_is_read_every_hour(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        server.deaf = LibraryError("no websockets here")
        await shelves.start()
        assert shelves.titles == ALL
        assert shelves.part.answers
        for _ in range(80):
            await shelves.scene.pass_time(60)
        assert server.count("read") == 2
        assert server.count("listen") > 5
        server.deaf = None
        await shelves.scene.pass_time(LAST_RETRY)
        assert shelves.part.data.listening
        assert server.count("read") == 3
        assert UNHEARD < DAILY

    async def test_asks_anew_how_it_fares_when_told(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        shelves.forget_asked()
        server.tell(Change(what=What.HEALTH))
        server.tell(Change(what=What.HEALTH))
        await shelves.scene.settle()
        assert server.asked == ["troubles"]
        server.failure = LibraryTimeout()
        server.tell(Change(what=What.HEALTH))
        await shelves.scene.settle()
        assert shelves.part.last_update_success


class TestAway:
    async def test_keeps_what_it_has_and_tries_ever_more_rarely(
        self, shelves: Shelves, server: MemoryServer, watch: Any
    ) -> None:
        await shelves.start()
        watcher = watch()
        server.failure = StartingUp()
        await server.close(LibraryError("gone"))
        await shelves.scene.pass_time(FIRST_RETRY)
        assert not shelves.part.answers
        assert shelves.titles == ALL
        shelves.forget_asked()
        await shelves.scene.pass_time(FIRST_RETRY)
        await shelves.scene.pass_time(FIRST_RETRY)
        assert server.count("about") == 1
        assert {verb for verb, *_ in watcher.told} == {"away"}
        server.failure = None
        server.items["4"] = movie("4")
        await shelves.scene.pass_time(LAST_RETRY)
        assert "Film 4" in shelves.titles
        assert watcher.told[-1] == ("here",)

    async def test_another_server_is_not_taken_for_it(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        server.about = About(name="Elsewhere", version="1", id="server-2")
        server.items = {"1": movie("1", "Not ours")}
        await server.close()
        await shelves.scene.pass_time(FIRST_RETRY)
        assert shelves.titles == ALL
        failed = shelves.part.last_exception
        assert isinstance(failed, UpdateFailed)
        assert failed.translation_key == "library_other_server"

    async def test_asks_for_a_key_that_is_refused(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        hass = shelves.scene.hass
        await shelves.start()
        server.failure = LibraryAuth()
        await server.close()
        await shelves.scene.pass_time(FIRST_RETRY)
        (flow,) = hass.config_entries.flow.async_progress()
        assert flow["context"]["title_placeholders"]["subentry_id"] == LIBRARY_ID
        server.failure = None
        await shelves.scene.pass_time(LAST_RETRY)
        assert not hass.config_entries.flow.async_progress()


class TestChanging:
    async def test_begins_anew(self, shelves: Shelves, server: MemoryServer) -> None:
        await shelves.start()
        shelves.forget_asked()
        await shelves.change(title="Movies")
        assert server.asked == ["about", "listen", "read", "troubles"]
        assert len(server.listeners) == 1
        assert shelves.part.subentry.title == "Movies"

    async def test_what_is_under_way_is_no_word_on_the_new_one(
        self, shelves: Shelves, server: MemoryServer
    ) -> None:
        await shelves.start()
        server.hold = asyncio.Event()
        server.items["4"] = movie("4")
        shelves.scene.freezer.tick(DAILY)
        shelves.scene.fire_time()
        while server.count("read") < 2:
            await asyncio.sleep(0)
        old = shelves.part.library
        entry = shelves.scene.entry
        shelves.scene.hass.config_entries.async_update_subentry(
            entry, entry.subentries[LIBRARY_ID], title="Movies"
        )
        while shelves.part.library is old:
            await asyncio.sleep(0)
        server.tell(Change(what=What.REMOVED, id="1"))
        server.read_failure = LibraryTimeout()
        server.hold.set()
        await asyncio.sleep(0)
        server.read_failure = None
        await shelves.scene.settle()
        assert shelves.titles == [*ALL, "Film 4"]
        assert shelves.part.last_update_success

    async def test_one_that_is_switched_off_is_left_alone(
        self, shelves: Shelves, server: MemoryServer, watch: Any
    ) -> None:
        await shelves.start()
        watcher = watch()
        shelves.forget_asked()
        await shelves.change(enabled=False)
        await shelves.scene.pass_time(DAILY)
        assert (server.asked, server.listeners) == ([], [])
        assert watcher.told == [("detach",)]
        await shelves.change(enabled=True)
        assert server.count("read") == 1
        assert watcher.heard("attach")

    async def test_one_that_was_removed_is_not_listened_to(
        self, shelves: Shelves, server: MemoryServer, watch: Any
    ) -> None:
        await shelves.start()
        watcher = watch()
        hass = shelves.scene.hass
        shelves.forget_asked()
        hass.config_entries.async_remove_subentry(shelves.scene.entry, LIBRARY_ID)
        await shelves.scene.settle()
        await shelves.scene.pass_time(DAILY)
        assert (server.asked, server.listeners) == ([], [])
        assert watcher.told == [("detach",)]


async def test_a_scene_without_libraries_is_as_before(scene: Scene) -> None:
    await scene.start()
    assert scene.hub.libraries == {}


async def test_what_an_import_does_with_files_is_asked_with_each_look(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure: LibraryError | None = LibraryTimeout()

    async def import_habits(_: MemoryLibrary) -> ImportHabits:
        if failure is not None:
            raise failure
        return ImportHabits(recycle_bin=True, bin_days=7)

    monkeypatch.setattr(library_part, "Imports", MemoryLibrary)
    monkeypatch.setattr(MemoryLibrary, "import_habits", import_habits, raising=False)
    await shelves.start()
    habits = shelves.scene.hub.gate.libraries.habits
    # Whoever does not say so is a library all the same.
    assert shelves.part.answers
    assert habits == {}
    failure = None
    await shelves.part.async_refresh()
    known = {LIBRARY_ID: ImportHabits(recycle_bin=True, bin_days=7)}
    assert habits == known
    failure = LibraryTimeout()
    await shelves.part.async_refresh()
    assert habits == known
    # What people were shown of that is what they are shown after a restart, though it does not answer.
    await shelves.reload()
    habits = shelves.scene.hub.gate.libraries.habits
    assert habits == known
    # With other settings it may be another server.
    await shelves.change(url="http://elsewhere:7878")
    assert habits == {}
    await shelves.change(enabled=False)
    assert habits == {}
    await shelves.reload()
    assert shelves.scene.hub.gate.libraries.habits == {}
