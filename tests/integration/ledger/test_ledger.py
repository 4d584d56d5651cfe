"""What the ledger has taken survives, whatever becomes of the process and its disk."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from datetime import timedelta
from pathlib import Path
import queue
import stat
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import UnsupportedStorageVersionError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
from homeassistant.util.file import WriteError, write_utf8_file_atomic
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.gate.ports import LedgerError
from custom_components.greenlight.ledger.ledger import (
    HISTORY_DAYS,
    HISTORY_LATE,
    HISTORY_SIZE,
    LATE,
    Ledger,
)
from custom_components.greenlight.ledger.source_memory import SourceMemory

from .files import (
    as_json,
    close_all,
    file_of,
    load,
    moved,
    pass_time,
    question,
    release,
    reload,
    set_aside,
    stored,
    stored_states,
    wrapped,
    write,
)

WRITING = "homeassistant.helpers.storage.write_utf8_file_atomic"


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the storage as it is: real files."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give each test a configuration folder of its own."""
    return str(tmp_path)


@pytest.fixture(autouse=True)
async def all_closed(hass: HomeAssistant) -> AsyncGenerator[None]:
    """Let go of every ledger's timers."""
    yield
    await close_all(hass)


@pytest.fixture
async def ledger(hass: HomeAssistant) -> Ledger:
    """Provide a ledger without anything in it."""
    return await load(hass)


class TestCommit:
    async def test_is_on_disk_when_it_returns(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        request = question("a")
        await ledger.commit(request)
        assert stored(hass)["data"]["requests"] == [as_json(request)]
        approved = moved(request, State.APPROVED)
        await ledger.commit(approved)
        assert stored(hass)["data"]["requests"] == [as_json(approved)]

    async def test_is_on_disk_even_while_home_assistant_stops(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        hass.set_state(CoreState.stopping)
        await ledger.commit(question("a"))
        assert stored_states(hass) == {"a": "pending"}
        hass.set_state(CoreState.running)

    async def test_nobody_else_may_read_the_file(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        await ledger.commit(question("a"))
        assert stat.S_IMODE(file_of(hass).stat().st_mode) == 0o600

    async def test_survives_a_restart(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        requests = [
            question("a", options=DownloadOptions(tags=("x",), ratio_limit=1.5)),
            question("b", release=release("b", hashes=frozenset({"b" * 40}), size=7)),
            moved(question("c"), State.DECLINED),
        ]
        await ledger.commit(*requests)
        again = await load(hass)
        assert list(again.open.values()) == requests[:2]
        assert list(again.history.values()) == requests[2:]

    @pytest.mark.parametrize(
        "failure", [WriteError("disk full"), OSError(30, "read-only"), ValueError("x")]
    )
    async def test_that_fails_keeps_the_old(
        self,
        hass: HomeAssistant,
        ledger: Ledger,
        failure: Exception,
    ) -> None:
        request = question("a")
        await ledger.commit(request)
        new = question("b", release=release("b", hashes=frozenset({"b" * 40})))
        with (
            patch(WRITING, side_effect=failure),
            pytest.raises((LedgerError, ValueError)),
        ):
            await ledger.commit(moved(request, State.APPROVED), new)
        assert ledger.open == {"a": request}
        assert not ledger.history
        assert ledger.lookup(request.release) == request
        assert ledger.lookup(new.release) is None
        assert stored_states(hass) == {"a": "pending"}
        await ledger.commit(new)
        assert stored_states(hass) == {"a": "pending", "b": "pending"}

    async def test_that_fails_for_an_ended_request_keeps_it_ended(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        declined = moved(question("a"), State.DECLINED)
        await ledger.commit(declined)
        with patch(WRITING, side_effect=WriteError("x")), pytest.raises(LedgerError):
            await ledger.commit(moved(declined, State.PENDING))
        assert not ledger.open
        assert ledger.history == {"a": declined}

    async def test_fails_when_the_folder_cannot_be_made(
        self, hass: HomeAssistant, ledger: Ledger, tmp_path: Path
    ) -> None:
        (tmp_path / ".storage").write_text("a file is in the way", encoding="utf-8")
        with pytest.raises(LedgerError):
            await ledger.commit(question("a"))
        assert not ledger.open
        (tmp_path / ".storage").unlink()
        await ledger.commit(question("a"))
        assert stored_states(hass) == {"a": "pending"}

    async def test_fails_once_the_ledger_is_closed(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        await ledger.commit(question("a"))
        ledger.async_stop()
        await ledger.async_flush()
        with pytest.raises(LedgerError):
            await ledger.commit(question("b"))
        ledger.update_later(question("c"))
        ledger.count_matches(["rule"])
        await pass_time(hass, 2 * LATE)
        assert stored_states(hass) == {"a": "pending"}


class Disk:
    """A disk whose writes a test lets through or fails, one by one.

    They are held up in the worker thread, where Home Assistant calls what writes a file.
    """

    def __init__(self) -> None:
        self.results: list[BaseException | None] = []
        self.begun = 0
        self._gates: queue.Queue[None] = queue.Queue()

    def write(self, *args: Any, **kwargs: Any) -> None:
        result = self.results[self.begun]
        self.begun += 1
        self._gates.get(timeout=30)
        if result is not None:
            raise result
        write_utf8_file_atomic(*args, **kwargs)

    def let_one_through(self) -> None:
        self._gates.put_nowait(None)


@pytest.fixture
def disk(ledger: Ledger) -> Generator[Disk]:
    """Slow the disk down."""
    disk = Disk()
    with patch("homeassistant.helpers.storage.write_utf8_file_atomic", disk.write):
        yield disk


FULL = WriteError("disk full")


class TestCommitsAtTheSameTime:
    @pytest.mark.parametrize(
        ("results", "outcomes", "states"),
        [
            ([None, None], [None, None], {"a": "approved", "b": "declined"}),
            ([FULL, None], ["LedgerError", None], {"a": "pending", "b": "declined"}),
            ([None, FULL], [None, "LedgerError"], {"a": "approved", "b": "pending"}),
            ([FULL, FULL], ["LedgerError"] * 2, {"a": "pending", "b": "pending"}),
        ],
    )
    async def test_of_two_requests_each_gets_what_it_was_told(
        self,
        hass: HomeAssistant,
        ledger: Ledger,
        disk: Disk,
        results: list[BaseException | None],
        outcomes: list[str | None],
        states: dict[str, str],
    ) -> None:
        a, b = question("a"), question("b")
        disk.results = [None, *results]
        disk.let_one_through()
        await ledger.commit(a, b)
        first = asyncio.ensure_future(ledger.commit(moved(a, State.APPROVED)))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(ledger.commit(moved(b, State.DECLINED)))
        await asyncio.sleep(0)
        disk.let_one_through()
        disk.let_one_through()
        said = await asyncio.gather(first, second, return_exceptions=True)
        assert [one and type(one).__name__ for one in said] == outcomes
        known = {**ledger.open, **ledger.history}
        assert {key: one.state.value for key, one in known.items()} == states
        assert stored_states(hass) == states

    @pytest.mark.parametrize(
        ("results", "outcomes", "state"),
        [
            ([None, None], [None, None], "cancelled"),
            ([FULL, None], ["LedgerError", None], "cancelled"),
            ([None, FULL], [None, "LedgerError"], "approved"),
            ([FULL, FULL], ["LedgerError"] * 2, "pending"),
        ],
    )
    async def test_of_one_request_the_last_written_stays(
        self,
        hass: HomeAssistant,
        ledger: Ledger,
        disk: Disk,
        results: list[BaseException | None],
        outcomes: list[str | None],
        state: str,
    ) -> None:
        request = question("a")
        disk.results = [None, *results]
        disk.let_one_through()
        await ledger.commit(request)
        approved = moved(request, State.APPROVED)
        first = asyncio.ensure_future(ledger.commit(approved))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(ledger.commit(moved(approved, State.CANCELLED)))
        await asyncio.sleep(0)
        disk.let_one_through()
        disk.let_one_through()
        said = await asyncio.gather(first, second, return_exceptions=True)
        assert [one and type(one).__name__ for one in said] == outcomes
        known = {**ledger.open, **ledger.history}
        assert {key: one.state.value for key, one in known.items()} == {"a": state}
        assert stored_states(hass) == {"a": state}

    async def test_what_waits_together_is_written_together(
        self, hass: HomeAssistant, ledger: Ledger, disk: Disk
    ) -> None:
        disk.results = [None, None, FULL]
        commits = [
            asyncio.ensure_future(ledger.commit(question(name))) for name in "abc"
        ]
        await asyncio.sleep(0)
        disk.let_one_through()
        disk.let_one_through()
        await asyncio.gather(*commits)
        assert disk.begun == 2
        assert set(stored_states(hass)) == {"a", "b", "c"}


class TestProgress:
    async def test_is_written_late(self, hass: HomeAssistant, ledger: Ledger) -> None:
        request = question("a")
        await ledger.commit(request)
        before = file_of(hass).read_bytes()
        ledger.update_later(moved(request, State.APPROVED))
        assert ledger.open["a"].state is State.APPROVED
        await hass.async_block_till_done()
        assert file_of(hass).read_bytes() == before
        await pass_time(hass, LATE + 1)
        assert stored_states(hass) == {"a": "approved"}

    async def test_of_nothing_is_not_written(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        await ledger.commit(question("a"))
        with patch(WRITING) as writing:
            await pass_time(hass, 10 * LATE)
        writing.assert_not_called()

    async def test_is_written_when_the_entry_is_unloaded(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        ledger.update_later(question("a"))
        again = await reload(hass, ledger)
        assert set(again.open) == {"a"}

    async def test_counters_survive_a_restart(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        ledger.count_matches(["one", "two"])
        ledger.count_matches(["one"])
        ledger.set_looked_back("one", "mark")
        again = await reload(hass, ledger)
        assert (again.matches("one"), again.matches("two")) == (2, 1)
        assert (again.looked_back("one"), again.looked_back("two")) == ("mark", "")

    @pytest.mark.parametrize("rule", ["counted", "looked"])
    async def test_of_a_rule_that_is_gone_is_forgotten(
        self, hass: HomeAssistant, ledger: Ledger, rule: str
    ) -> None:
        ledger.count_matches(["counted"])
        ledger.set_looked_back("looked", "mark")
        ledger.set_looked_back("counted", "mark")
        ledger.forget_rule(rule)
        ledger.forget_rule("never known")
        again = await reload(hass, ledger)
        assert (again.matches(rule), again.looked_back(rule)) == (0, "")


class TestHistory:
    async def test_what_has_ended_stays_in_the_small_file_until_it_is_in_the_large_one(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        await ledger.commit(question("open"), moved(question("a"), State.DECLINED))
        assert stored_states(hass) == {"open": "pending", "a": "declined"}
        assert not file_of(hass, "history").exists()
        await pass_time(hass, HISTORY_LATE + 1)
        assert stored_states(hass, "history") == {"a": "declined"}
        await ledger.commit(question("b"))
        assert stored_states(hass) == {"open": "pending", "b": "pending"}

    async def test_is_written_later_when_it_could_not_be(
        self, hass: HomeAssistant, ledger: Ledger, freezer: FrozenDateTimeFactory
    ) -> None:
        await ledger.commit(moved(question("a"), State.DECLINED))
        with patch(WRITING, side_effect=OSError(28, "full")):
            await pass_time(hass, HISTORY_LATE + 1)
        await ledger.commit(question("b"))
        assert stored_states(hass) == {"b": "pending", "a": "declined"}
        freezer.tick(HISTORY_LATE)
        await pass_time(hass, HISTORY_LATE + 1)
        assert stored_states(hass, "history") == {"a": "declined"}

    async def test_is_written_after_a_restart_if_it_was_not_before(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        await ledger.commit(moved(question("a"), State.DECLINED))
        again = await reload(hass, ledger)
        assert set(again.history) == {"a"}
        await pass_time(hass, HISTORY_LATE + 1)
        assert stored_states(hass, "history") == {"a": "declined"}

    async def test_the_small_file_is_believed_when_a_request_is_in_both(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        declined = moved(question("a"), State.DECLINED)
        write(hass, wrapped({"requests": [as_json(declined)]}), "history")
        again = moved(declined, State.PENDING)
        write(hass, wrapped({"requests": [as_json(again)]}))
        loaded = await load(hass)
        assert loaded.open == {"a": again}
        assert not loaded.history

    async def test_is_pruned_by_age_and_number(
        self, hass: HomeAssistant, ledger: Ledger, freezer: FrozenDateTimeFactory
    ) -> None:
        now = dt_util.utcnow().timestamp()
        day = 24 * 3600
        old = [
            moved(question(f"old {days}"), State.DECLINED, at=now - days * day)
            for days in (HISTORY_DAYS + 1, HISTORY_DAYS - 1)
        ]
        new = [
            moved(question(f"new {number}"), State.DECLINED, at=now - day + number)
            for number in range(HISTORY_SIZE - 1)
        ]
        await ledger.commit(question("open"), *old, *new)
        await pass_time(hass, HISTORY_LATE + 1)
        assert len(stored_states(hass, "history")) == HISTORY_SIZE
        assert len(ledger.history) == HISTORY_SIZE
        assert "old 366" not in ledger.history
        assert "old 364" in ledger.history
        assert ledger.lookup(old[0].release) is None
        assert ledger.lookup(old[1].release) == old[1]
        assert set(ledger.open) == {"open"}
        newest = moved(question("newest"), State.DECLINED)
        await ledger.commit(newest)
        freezer.tick(HISTORY_LATE)
        await pass_time(hass, HISTORY_LATE + 1)
        assert len(ledger.history) == HISTORY_SIZE
        assert "old 364" not in ledger.history
        assert "newest" in ledger.history

    async def test_what_is_retried_while_it_is_written_stays_open(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        declined = moved(question("a"), State.DECLINED)
        await ledger.commit(declined)
        later = dt_util.utcnow() + timedelta(seconds=HISTORY_LATE + 1)
        async_fire_time_changed(hass, later)
        await ledger.commit(moved(declined, State.PENDING))
        await hass.async_block_till_done()
        assert file_of(hass, "history").exists()
        assert stored_states(hass) == {"a": "pending"}
        assert set(ledger.open) == {"a"}
        assert not ledger.history


class TestLookUp:
    async def test_finds_by_guid_and_by_any_hash(self, ledger: Ledger) -> None:
        request = question(
            "a",
            release=release("a", hashes=frozenset({"1" * 40})),
            hashes=frozenset({"2" * 64}),
        )
        await ledger.commit(request)
        for found in (
            release("a"),
            release("x", source="other", hashes=frozenset({"1" * 40})),
            release("x", source="other", hashes=frozenset({"2" * 40})),
            release("x", source="other", hashes=frozenset({"2" * 64, "3" * 40})),
        ):
            assert ledger.lookup(found) == request
        for other in (
            release("x"),
            release("a", source="other", link="https://other.test/a"),
            release("x", hashes=frozenset({"3" * 40})),
            release("a", hashes=frozenset({"3" * 40})),
        ):
            assert ledger.lookup(other) is None

    async def test_finds_what_was_handed_in_under_its_link(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        link = "https://site.test/a"
        handed_in = question("a", release=release("a", source="", link=link))
        offered = question("b", release=release("b", link=f"{link}b"))
        await ledger.commit(handed_in, offered)
        for known in (ledger, await reload(hass, ledger)):
            assert known.lookup(release("x", link=link)) == handed_in
            assert known.lookup(release("x", source="", link=f"{link}b")) == offered
            # Two sources may well lead to one page.
            assert known.lookup(release("x", link=f"{link}b")) is None

    async def test_finds_the_one_that_goes_on_of_two_that_are_the_same(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        same = frozenset({"1" * 40})
        twin = question("twin", release=release("twin", hashes=same))
        taken = moved(question("taken"), State.APPROVED)
        await ledger.commit(taken, twin)
        taken = moved(taken, State.DOWNLOADING, hashes=same)
        await ledger.commit(taken)
        await ledger.commit(moved(twin, State.SUPERSEDED))
        wanted = release("third", source="other", hashes=same)
        assert ledger.lookup(wanted) == taken
        again = await reload(hass, ledger)
        assert again.lookup(wanted) == taken


class TestDamage:
    def issues(self, hass: HomeAssistant) -> list[str]:
        return [
            issue.translation_key or ""
            for (domain, _), issue in ir.async_get(hass).issues.items()
            if domain == "greenlight"
        ]

    @pytest.mark.parametrize(
        "text",
        ["", "{", "\x00\x00", '"text"', "[]", '{"a": 1}', '{"version": "x"}', "null"],
    )
    async def test_a_file_that_cannot_be_read_is_kept_and_reported(
        self, hass: HomeAssistant, text: str
    ) -> None:
        write(hass, text)
        ledger = await load(hass)
        assert ledger.damaged
        assert not ledger.open
        assert [one.read_text() for one in set_aside(hass)] == [text]
        assert self.issues(hass) == ["ledger_damaged"]
        await ledger.commit(question("a"))
        assert set((await load(hass)).open) == {"a"}

    @pytest.mark.parametrize(
        "data", [[], {}, {"requests": 1}, {"requests": {"a": 1}}, {"requests": [1]}]
    )
    async def test_so_is_one_that_holds_something_else(
        self, hass: HomeAssistant, data: object
    ) -> None:
        write(hass, wrapped(data))
        ledger = await load(hass)
        assert ledger.damaged
        assert len(set_aside(hass)) == 1
        assert self.issues(hass) == ["ledger_damaged"]

    async def test_the_readable_entries_survive(self, hass: HomeAssistant) -> None:
        good = question("good")
        bad: dict[str, Any] = as_json(question("bad"))
        requests = [{**bad, "state": "?"}, as_json(good), {}, None]
        write(hass, wrapped({"requests": requests}))
        ledger = await load(hass)
        assert ledger.open == {"good": good}
        assert ledger.damaged
        assert len(set_aside(hass)) == 1

    @pytest.mark.parametrize(
        "counters",
        [{"matches": {"rule": "many"}}, {"matches": []}, {"looked_back": 1}],
    )
    async def test_damaged_counters_cost_no_request(
        self, hass: HomeAssistant, counters: dict[str, object]
    ) -> None:
        good = question("good")
        write(hass, wrapped({"requests": [as_json(good)], **counters}))
        ledger = await load(hass)
        assert ledger.open == {"good": good}
        assert len(set_aside(hass)) == 1
        assert self.issues(hass) == ["ledger_mended"]
        # What is on offer is as new as it was.
        assert not ledger.damaged

    async def test_a_damaged_history_costs_no_open_request(
        self, hass: HomeAssistant
    ) -> None:
        good = question("good")
        write(hass, wrapped({"requests": [as_json(good)]}))
        write(hass, "{", "history")
        ledger = await load(hass)
        assert ledger.open == {"good": good}
        assert ledger.damaged
        assert len(set_aside(hass, "history")) == 1

    async def test_nothing_is_wrong_with_no_file(self, hass: HomeAssistant) -> None:
        ledger = await load(hass)
        assert not ledger.damaged
        assert not self.issues(hass)

    async def test_what_is_on_offer_afterwards_is_not_asked_about(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        memory = await ledger.async_source("site")
        memory.take([release("known")], {})
        await reload(hass, ledger)
        write(hass, "{")
        damaged = await load(hass)
        memory = await damaged.async_source("site")
        assert memory.take([release("known"), release("asked before")], {}).new == ()
        news = memory.take([release("asked before"), release("new")], {})
        assert [one.guid for one in news.new] == ["new"]
        new_source = await damaged.async_source("added after that")
        assert len(new_source.take([release("new there")], {}).new) == 1

    async def test_the_reports_go_with_the_entry(self, hass: HomeAssistant) -> None:
        write(hass, "{")
        ledger = await load(hass)
        assert self.issues(hass)
        await ledger.async_remove([])
        assert not self.issues(hass)


class TestVersions:
    @pytest.mark.parametrize(("version", "minor"), [(1, 0), (1, 2), (2, 1), (2, 9)])
    async def test_older_and_newer_files_are_read(
        self, hass: HomeAssistant, version: int, minor: int
    ) -> None:
        good = question("good")
        data = as_json(good)
        data["unheard"] = "of"
        data["options"]["unheard"] = "of"
        data["release"]["unheard"] = "of"
        data["journal"][0]["unheard"] = "of"
        content = {"requests": [data], "unheard": "of"}
        write(hass, wrapped(content, version, minor))
        ledger = await load(hass)
        assert ledger.open == {"good": good}
        assert not ledger.damaged
        assert stored(hass)["version"] == 1

    @pytest.mark.parametrize("name", ["requests", "history"])
    async def test_a_file_of_the_far_future_is_left_alone(
        self, hass: HomeAssistant, name: str
    ) -> None:
        content = wrapped({"requests": []}, 3)
        write(hass, content, name)
        with pytest.raises(UnsupportedStorageVersionError):
            await load(hass)
        assert stored(hass, name) == content


class TestRemoval:
    async def test_leaves_no_file(self, hass: HomeAssistant, ledger: Ledger) -> None:
        await ledger.commit(question("a"), moved(question("b"), State.DECLINED))
        await pass_time(hass, HISTORY_LATE + 1)
        memory = await ledger.async_source("site")
        memory.take([release("c")], {})
        await reload(hass, ledger)
        names = ["requests", "history", "source.site"]
        assert all(file_of(hass, name).exists() for name in names)
        await Ledger(hass, "01ENTRY").async_remove(["site"])
        left = {one.name for one in file_of(hass).parent.iterdir()}
        assert not {name for name in left if name.startswith("greenlight")}

    async def test_of_a_source_leaves_the_rest(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        await ledger.commit(question("a"))
        memory: SourceMemory = await ledger.async_source("site")
        memory.take([release("c")], {})
        await memory.async_flush()
        await ledger.async_remove_source("site")
        await ledger.async_remove_source("never known")
        assert not file_of(hass, "source.site").exists()
        assert file_of(hass).exists()
        assert not list(ledger.known_releases())
        await pass_time(hass, timedelta(hours=1).total_seconds())
        assert not file_of(hass, "source.site").exists()
