"""What the gate is promised of its ledger, kept by the real one and by the one of the gate's tests."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
import time
from typing import Any, override
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from homeassistant.util.async_ import create_eager_task
from homeassistant.util.file import WriteError
import pytest

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.skips import skip_of
from custom_components.greenlight.gate.ports import Ledger, LedgerError
from custom_components.greenlight.ledger import ledger as real
from tests.gate.fakes import FakeLedger, World

from .files import close_all, load, moved, question, release, reload

WRITING = "homeassistant.helpers.storage.write_utf8_file_atomic"
SYNCING = "custom_components.greenlight.ledger.change_log.os.fsync"
V1, V2 = "a" * 40, "b" * 64


def fails_slowly(error: Exception) -> Callable[..., None]:
    """Return what fails in its thread, but not before anybody has looked."""

    def fail(*_: object, **__: object) -> None:
        time.sleep(0.1)
        raise error

    return fail


class Disk(ABC):
    """Where a ledger keeps what it has."""

    ledger: Ledger

    @abstractmethod
    async def restart(self) -> Ledger:
        """Begin a new process in order, with what is on disk."""

    @abstractmethod
    def full(self) -> AbstractContextManager[None]:
        """Let nothing be written for a while."""


class RealDisk(Disk):
    """The files of Home Assistant."""

    ledger: real.Ledger

    def __init__(self, hass: HomeAssistant, ledger: real.Ledger) -> None:
        self.hass = hass
        self.ledger = ledger

    @override
    async def restart(self) -> Ledger:
        self.ledger = await reload(self.hass, self.ledger)
        return self.ledger

    @override
    @contextmanager
    def full(self) -> Any:
        with (
            patch(WRITING, fails_slowly(WriteError("the disk is full"))),
            patch(SYNCING, fails_slowly(OSError("the disk is full"))),
        ):
            yield


class FakeDisk(Disk):
    """What the gate's tests have for one."""

    ledger: FakeLedger

    def __init__(self) -> None:
        self.world = World()
        self.ledger = self.world.ledger

    @override
    async def restart(self) -> Ledger:
        self.ledger.flush()
        await self.world.restart()
        self.ledger = self.world.ledger
        return self.ledger

    @override
    @contextmanager
    def full(self) -> Any:
        self.ledger.failing = True
        yield
        self.ledger.failing = False


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the storage as it is: real files."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give each test a configuration folder of its own."""
    return str(tmp_path)


@pytest.fixture(params=["whole", "logged", "fake"])
async def disk(
    request: pytest.FixtureRequest, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Disk]:
    """Provide each of the two, empty; the real one with few requests and with many."""
    if request.param == "logged":
        monkeypatch.setattr(real, "FEW", -1)
    if request.param != "fake":
        yield RealDisk(hass, await load(hass))
        await close_all(hass)
    else:
        fake = FakeDisk()
        yield fake
        await fake.world.end()


async def test_what_is_committed_is_there_at_once_and_after_a_restart(
    disk: Disk,
) -> None:
    asked, done = question("a"), moved(question("b"), State.DECLINED)
    await disk.ledger.commit(asked, done)
    for ledger in (disk.ledger, await disk.restart()):
        assert dict(ledger.open) == {"a": asked}
        assert dict(ledger.history) == {"b": done}


async def test_what_ends_goes_to_the_history_and_comes_back_from_it(disk: Disk) -> None:
    asked = question("a")
    await disk.ledger.commit(asked)
    declined = moved(asked, State.DECLINED)
    await disk.ledger.commit(declined)
    assert (dict(disk.ledger.open), dict(disk.ledger.history)) == ({}, {"a": declined})
    again = moved(declined, State.PENDING)
    await disk.ledger.commit(again)
    for ledger in (disk.ledger, await disk.restart()):
        assert (dict(ledger.open), dict(ledger.history)) == ({"a": again}, {})


async def test_what_cannot_be_written_did_not_happen(disk: Disk) -> None:
    asked = question("a")
    await disk.ledger.commit(asked)
    with disk.full():
        with pytest.raises(LedgerError):
            await disk.ledger.commit(moved(asked, State.APPROVED), question("new"))
        assert dict(disk.ledger.open) == {"a": asked}
        assert disk.ledger.lookup(release("new")) is None
    assert dict((await disk.restart()).open) == {"a": asked}


async def test_what_is_put_off_is_seen_at_once_and_written_some_time(
    disk: Disk,
) -> None:
    asked = question("a")
    await disk.ledger.commit(asked)
    further = replace(asked, progress=0.5)
    disk.ledger.update_later(further)
    assert disk.ledger.open["a"] is further
    assert dict((await disk.restart()).open) == {"a": further}


async def test_the_oldest_come_first(disk: Disk) -> None:
    for name in ("c", "a", "b"):
        await disk.ledger.commit(question(name))
    assert list(disk.ledger.open) == ["c", "a", "b"]
    assert list((await disk.restart()).open) == ["c", "a", "b"]


class TestLookUp:
    @pytest.mark.parametrize(
        "changes",
        [
            {"guid": "b"},
            {"source": "elsewhere"},
            {"title": "SALT ROAD s01e01 720p"},
            {"title": "Salt Raod S01E01 1080p"},
            {"guid": "b", "link": "http://www.site.test/a?passkey=other"},
            {"link": "https://site.test/elsewhere"},
        ],
    )
    async def test_what_was_offered_under_another_guid_link_title_or_source(
        self, disk: Disk, changes: dict[str, Any]
    ) -> None:
        title = "Salt Road S01E01 720p"
        await disk.ledger.commit(question("a", release=release("a", title=title)))
        for ledger in (disk.ledger, await disk.restart()):
            found = ledger.lookup(release("a", **{"title": title} | changes))
            assert found is not None
            assert found.id == "a"

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": "Salt Road S01E02 720p"},
            {"source": "elsewhere", "link": "https://elsewhere.test/a"},
            {"guid": "b", "link": "https://site.test/b"},
        ],
    )
    async def test_not_what_only_looks_like_it(
        self, disk: Disk, changes: dict[str, Any]
    ) -> None:
        title = "Salt Road S01E01 720p"
        await disk.ledger.commit(question("a", release=release("a", title=title)))
        other = release("a", **{"title": title} | changes)
        assert disk.ledger.lookup(other) is None

    async def test_by_a_hash_of_either_kind_learned_or_told(self, disk: Disk) -> None:
        told = question("a", release=release("a", hashes=frozenset({V1})))
        learned = question("b", hashes=frozenset({V2}))
        await disk.ledger.commit(told, learned)
        for value, name in ((V1, "a"), (V2, "b"), (V2[:40], "b")):
            other = release("other", hashes=frozenset({value}))
            found = disk.ledger.lookup(other)
            assert found is not None
            assert found.id == name

    async def test_by_the_link_of_what_was_handed_in(self, disk: Disk) -> None:
        link = "https://site.test/handed.torrent"
        handed_in = release("handed", source="", link=link)
        await disk.ledger.commit(question("a", release=handed_in))
        found = disk.ledger.lookup(release("offered", link=link))
        assert found is not None
        assert found.id == "a"

    async def test_what_goes_on_comes_before_what_has_ended(self, disk: Disk) -> None:
        one = frozenset({V1})
        ended = moved(question("a", hashes=one), State.DECLINED)
        await disk.ledger.commit(ended)
        await disk.ledger.commit(question("b", hashes=one))
        found = disk.ledger.lookup(release("other", hashes=one))
        assert found is not None
        assert found.id == "b"


async def test_a_rule_has_looked_back_after_a_restart_too(disk: Disk) -> None:
    assert disk.ledger.looked_back("rule") == ""
    disk.ledger.set_looked_back("rule", "mark")
    assert disk.ledger.looked_back("rule") == "mark"
    assert (await disk.restart()).looked_back("rule") == "mark"


async def test_that_nothing_came_is_said_once_after_a_restart_too(disk: Disk) -> None:
    quiet = disk.ledger.quiet
    assert not quiet.waits("rule")
    quiet.since("rule", 5.0)
    quiet.say("rule", ["sonarr 7 S01E02"])
    disk.ledger.quiet_changed()
    quiet = (await disk.restart()).quiet
    assert quiet.since("rule", 9.0) == 5.0
    assert quiet.said("rule", "sonarr 7 S01E02")


async def test_what_is_skipped_is_skipped_after_a_restart_too(disk: Disk) -> None:
    failed = moved(moved(question("a"), State.APPROVED), State.FAILED)
    now = dt_util.utcnow().timestamp()
    disk.ledger.skips.add(skip_of(failed, at=now, why=Reason("no_seeders")))
    await disk.ledger.commit(failed)
    assert "a" in (await disk.restart()).skips
    disk.ledger.skips.discard(["a"])
    disk.ledger.skips_changed()
    assert "a" not in (await disk.restart()).skips


async def test_what_is_seen_of_a_move_that_cannot_be_written_does_not_keep_it(
    disk: Disk,
) -> None:
    """It comes while the disk is waited for, and would be written later."""
    asked = question("a")
    await disk.ledger.commit(asked)
    declined = moved(asked, State.DECLINED)
    with disk.full():
        # It runs up to where the disk is waited for.
        writing = create_eager_task(disk.ledger.commit(declined))
        assert disk.ledger.history["a"] == declined
        disk.ledger.update_later(replace(declined, progress=0.5))
        with pytest.raises(LedgerError):
            await writing
    assert disk.ledger.open["a"] == asked
    assert dict((await disk.restart()).open) == {"a": asked}
