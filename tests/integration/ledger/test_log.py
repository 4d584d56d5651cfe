"""Of many requests only what has changed is written, and nothing is lost by that."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
import json
import os
from pathlib import Path
import stat
import threading
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from homeassistant.util.file import WriteError
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.skips import skip_of
from custom_components.greenlight.gate.ports import LedgerError
from custom_components.greenlight.ledger.change_log import ChangeLog
from custom_components.greenlight.ledger.ledger import FEW, LATE, Ledger
from custom_components.greenlight.ledger.logged_store import LEAST

from .files import close_all, file_of, load, moved, pass_time, question, set_aside

MANY = [f"q{number}" for number in range(FEW + 1)]
WRITING = "homeassistant.helpers.storage.write_utf8_file_atomic"
MODULE = "custom_components.greenlight.ledger.change_log.os"


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
    """Provide a ledger in which so much waits that changes are logged."""
    ledger = await load(hass)
    await ledger.commit(*map(question, MANY))
    return ledger


def log(hass: HomeAssistant) -> Path:
    return file_of(hass, "requests.log")


async def decline(ledger: Ledger, name: str) -> None:
    await ledger.commit(moved(ledger.open[name], State.DECLINED))


async def test_a_decision_costs_its_own_bytes(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    whole = file_of(hass).read_bytes()
    await decline(ledger, "q3")
    assert file_of(hass).read_bytes() == whole
    assert log(hass).stat().st_size < len(whole) / 10
    assert stat.S_IMODE(log(hass).stat().st_mode) == 0o600


async def test_all_of_them_are_there_after_the_process_was_killed(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    for name in ("q3", "q5"):
        await decline(ledger, name)
    await ledger.commit(moved(ledger.history["q3"], State.PENDING), question("new"))
    again = await load(hass)
    assert again.open == ledger.open
    assert list(again.open)[:3] == MANY[:3]
    assert again.history == ledger.history
    # And once more, after a change by the next process.
    await decline(again, "q7")
    assert (await load(hass)).history == again.history


async def test_the_file_is_written_anew_when_the_log_is_long(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    sizes = []
    for _ in range(LEAST // 500):
        await decline(ledger, "q3")
        await ledger.commit(moved(ledger.history["q3"], State.PENDING))
        sizes.append(log(hass).stat().st_size if log(hass).exists() else 0)
    assert max(sizes) < 2 * LEAST
    assert sizes.count(0) >= 1
    assert (await load(hass)).open == ledger.open


async def test_a_power_cut_in_the_middle_of_a_line_costs_that_line_only(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    await decline(ledger, "q3")
    with log(hass).open("ab") as file:
        file.write(b'\n{"id": "q4", "state": "decl')
    again = await load(hass)
    assert not again.damaged
    assert set(again.history) == {"q3"}
    await decline(again, "q5")
    assert set((await load(hass)).history) == {"q3", "q5"}


async def test_a_power_cut_leaves_all_that_was_changed_at_once_or_nothing(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    await decline(ledger, "q1")
    before = log(hass).stat().st_size
    both = [moved(ledger.open[name], State.DECLINED) for name in ("q2", "q3")]
    await ledger.commit(*both)
    written = log(hass).read_bytes()
    found = set()
    for cut in range(before, len(written) + 1):
        log(hass).write_bytes(written[:cut])
        entries = ChangeLog(log(hass)).read(None)
        found.add(tuple(entry["id"] for entry in entries))
    assert found == {("q1",), ("q1", "q2", "q3")}


async def test_a_line_that_is_damaged_is_reported(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    await decline(ledger, "q3")
    with log(hass).open("ab") as file:
        file.write(b"\n{damaged}\n")
    await decline(ledger, "q5")
    again = await load(hass)
    assert again.damaged
    assert set(again.history) == {"q3", "q5"}
    assert set_aside(hass)


async def test_a_log_that_an_older_version_left_is_passed_over(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    """It wrote the file without knowing of the log, so what is in there is older."""
    await decline(ledger, "q3")
    stored = json.loads(file_of(hass).read_text())
    del stored["data"]["log"]
    file_of(hass).write_text(json.dumps(stored))
    again = await load(hass)
    assert set(again.open) == set(MANY)
    await decline(again, "q5")
    assert set((await load(hass)).history) == {"q5"}


async def test_a_log_that_could_not_be_removed_is_passed_over(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    await decline(ledger, "q3")
    with patch.object(Path, "unlink", side_effect=OSError):
        ledger.set_looked_back("rule", "mark")
        await pass_time(hass, LATE)
    await ledger.commit(moved(ledger.history["q3"], State.PENDING))
    again = await load(hass)
    assert set(again.open) == set(MANY)


async def test_what_a_lost_file_does_not_take_along_is_read(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    await decline(ledger, "q3")
    file_of(hass).write_text("{")
    again = await load(hass)
    assert again.damaged
    assert set(again.history) == {"q3"}
    await again.commit(question("new"))
    assert set((await load(hass)).open) == {"new"}


@pytest.mark.parametrize("call", ["open", "fsync"])
async def test_what_cannot_be_written_did_not_happen(
    hass: HomeAssistant, ledger: Ledger, call: str
) -> None:
    await decline(ledger, "q3")
    real = getattr(os, call)

    def fails(*args: Any) -> Any:
        if call == "open" and not str(args[0]).endswith(".log"):
            return real(*args)
        raise OSError("the disk is full")

    with patch(f"{MODULE}.{call}", fails), pytest.raises(LedgerError):
        await decline(ledger, "q5")
    assert "q5" in ledger.open
    assert set((await load(hass)).history) == {"q3"}


async def test_nor_what_was_written_in_part(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    await decline(ledger, "q3")
    before = log(hass).read_bytes()
    write = os.write

    def half(file: int, data: bytes) -> int:
        if len(data) < 100:
            raise OSError("the disk is full")
        return write(file, data[: len(data) // 2])

    with patch(f"{MODULE}.write", half), pytest.raises(LedgerError):
        await decline(ledger, "q5")
    assert log(hass).read_bytes() == before


@pytest.mark.parametrize("what", ["no list", None])
async def test_what_a_damaged_file_does_not_hold_is_read(
    hass: HomeAssistant, ledger: Ledger, what: str | None
) -> None:
    """It is JSON, and says to which writing it belongs, but its requests are gone."""
    await decline(ledger, "q3")
    stored = json.loads(file_of(hass).read_text())
    stored["data"]["requests"] = what
    file_of(hass).write_text(json.dumps(stored))
    again = await load(hass)
    assert again.damaged
    assert set(again.history) == {"q3"}


async def test_what_a_file_has_that_was_written_meanwhile_has_happened(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    """Its own line cannot be written, but the file was written whole while it waited."""
    may_go_on, fsync = threading.Event(), os.fsync

    def slow(file: int) -> None:
        may_go_on.wait()
        fsync(file)

    with patch(f"{MODULE}.fsync", slow):
        first = asyncio.create_task(decline(ledger, "q3"))
        await asyncio.sleep(0)
        ledger.set_looked_back("rule", "mark")
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=1))
        await asyncio.sleep(0)
        second = asyncio.create_task(decline(ledger, "q5"))
        await asyncio.sleep(0)
        may_go_on.set()
        await first
    with patch(f"{MODULE}.fsync", side_effect=OSError("the disk is full")):
        await asyncio.gather(second, return_exceptions=True)
    await hass.async_block_till_done()
    assert set((await load(hass)).history) == set(ledger.history)


async def test_a_skip_is_on_disk_with_the_failure_it_came_from(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    await decline(ledger, "q3")
    approved = moved(ledger.open["q5"], State.APPROVED)
    await ledger.commit(approved)
    failed = moved(approved, State.FAILED)
    now = dt_util.utcnow().timestamp()
    ledger.skips.add(skip_of(failed, at=now, why=Reason("no_seeders")))
    await ledger.commit(failed)
    assert "q5" in (await load(hass)).skips


async def test_what_could_not_be_written_whole_is_logged_still(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    await decline(ledger, "q3")
    with patch(WRITING, side_effect=WriteError("the disk is full")):
        ledger.set_looked_back("rule", "mark")
        await pass_time(hass, LATE)
    await decline(ledger, "q5")
    assert set((await load(hass)).history) == {"q3", "q5"}


async def test_everything_goes_when_the_entry_is_removed(
    hass: HomeAssistant, ledger: Ledger
) -> None:
    await decline(ledger, "q3")
    await ledger.async_remove([])
    assert not log(hass).exists()
    assert not file_of(hass).exists()


def test_what_the_file_would_refuse_the_log_refuses(tmp_path: Path) -> None:
    """Else nothing at all could be kept from the next writing of the file on."""
    log = ChangeLog(tmp_path / "log")
    log.append(1, [{"name": "\u00e9"}], begin=True)
    with pytest.raises(OSError, match="a text that is none"):
        log.append(1, [{"name": "\udce9"}], begin=False)
    assert log.read(1) == [{"name": "\u00e9"}]
