"""Many at once, slow libraries, full disks: nothing is lost, nobody waits, and one release is one question."""

import asyncio
from dataclasses import replace
from time import perf_counter
from typing import Any

import pytest

from custom_components.greenlight.const import LIBRARY
from custom_components.greenlight.gate import offers
from custom_components.greenlight.gate.ports import LedgerError
from custom_components.greenlight.ledger.logged_store import LoggedStore
from custom_components.greenlight.ledger.store import LedgerStore
from custom_components.greenlight.parts import push as push_part
from custom_components.greenlight.pushing import desk as desk_module
from tests.integration.scene import Scene, part
from tests.integration.shelves import DATA, LIBRARY_ID, Shelves
from tests.support.autobrr import Announce, AutobrrError
from tests.support.memory_library import movie

from .conftest import Pushing

TITLE = "Salt.Film.2026.1080p.WEB-DL.x264-ELM"


def numbered(count: int) -> list[Announce]:
    """Return announces of so many films."""
    return [
        Announce(
            title=f"Salt.Film.{at:03}.2026.1080p.WEB-DL.x264-ELM",
            url=f"http://127.0.0.1:9/get/{at}",
            size=10**9 + at,
        )
        for at in range(count)
    ]


async def test_a_burst_of_two_hundred_loses_none_and_holds_nobody(
    pushing: Pushing,
) -> None:
    await pushing.start()
    autobrr = pushing.autobrr()
    longest, done = 0.0, asyncio.Event()

    async def watch() -> None:
        nonlocal longest
        while not done.is_set():
            before = perf_counter()
            await asyncio.sleep(0)
            longest = max(longest, perf_counter() - before)

    watching = asyncio.create_task(watch())
    rows = await asyncio.gather(*map(autobrr.pushed, numbered(200)))
    done.set()
    await watching
    assert not any(row["rejected"] for row in rows)
    assert {one.release.title for one in pushing.every()} == {
        one.title for one in numbered(200)
    }
    assert pushing.part.data.seen == 200
    assert pushing.part.data.matched == 200
    assert longest < 0.5
    await pushing.scene.hass.config_entries.async_reload(pushing.scene.entry.entry_id)
    await pushing.scene.settle()
    assert len(pushing.every()) == 200


async def test_the_same_at_the_same_moment_is_one_question(pushing: Pushing) -> None:
    """By push, twice, by the feed and by another feed's copy of it."""
    await pushing.start()
    pushing.scene.publish(TITLE)
    (item,) = pushing.scene.site.items
    announce = Announce(
        title=TITLE, url="http://127.0.0.1:9/get/1?passkey=01", size=item.size or 0
    )
    other = replace(announce, url="http://127.0.0.1:9/get/1?passkey=02", indexer="B")
    autobrr = pushing.autobrr()
    await asyncio.gather(
        autobrr.pushed(announce),
        pushing.scene.hub.sources["source0"].async_refresh(),
        autobrr.pushed(announce),
        autobrr.pushed(other),
    )
    await pushing.scene.settle()
    assert len(pushing.every()) == 1


async def test_what_nobody_can_be_asked_about_now_is_taken_all_the_same(
    pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "MAX_WAITING", 1)
    await pushing.start()
    first, second, *_ = numbered(2)
    autobrr = pushing.autobrr()
    await autobrr.pushed(first)
    row = await autobrr.pushed(second)
    assert row["rejected"] is False
    assert row["rejections"] == ["It is asked about later, as enough questions wait"]
    # As after a power cut: only what is on disk is there.
    await _lose_power(pushing.scene)
    (request,) = pushing.scene.hub.gate.requests.open.values()
    await pushing.scene.act("decline", request_id=request.id)
    await pushing.scene.settle()
    assert pushing.scene.requests() == {
        first.title: "declined",
        second.title: "pending",
    }


async def _lose_power(scene: Scene) -> None:
    """Stop without writing anything, and start again."""
    with pytest.MonkeyPatch.context() as patch:

        async def nothing(*_: Any) -> bool:
            return True

        patch.setattr(LedgerStore, "async_save", nothing)
        patch.setattr(LedgerStore, "async_write", nothing)
        patch.setattr(LoggedStore, "async_write", nothing)
        assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    assert await scene.hass.config_entries.async_setup(scene.entry.entry_id)
    await scene.settle()


async def test_what_waits_for_a_library_is_taken(
    pushing: Pushing, shelves: Shelves
) -> None:
    film = movie("9", "Salt Film", year=2026, versions=())
    shelves.server.items["9"] = replace(film, monitored=True, available=True)
    await pushing.start(part(LIBRARY, LIBRARY_ID, "Films", DATA), kind="wanted")
    gate = pushing.scene.hub.gate
    gate.library.away(LIBRARY_ID)
    row = await pushing.autobrr().pushed(
        Announce(title=TITLE, url="http://127.0.0.1:9/a")
    )
    assert (row["rejected"], row["temporarilyRejected"]) == (False, True)
    assert row["rejections"] == ["Waiting for a library to answer"]
    assert not pushing.every()
    await _lose_power(pushing.scene)
    assert pushing.scene.requests() == {TITLE: "pending"}


async def test_who_is_not_answered_in_time_is_told_that_it_is_looked_at(
    pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pushing.start()
    held = _hold_up(pushing, monkeypatch)
    row = await _push_slowly(pushing, numbered(1)[0])
    assert (row["rejected"], row["temporarilyRejected"]) == (False, True)
    assert row["rejections"] == ["Being looked at"]
    assert not pushing.every()
    await _lose_power(pushing.scene)
    # It was on disk when it was answered, so it is considered all the same.
    pushing.scene.hub.gate._offers.take_up_held()
    await pushing.scene.settle()
    assert pushing.scene.requests() == {numbered(1)[0].title: "pending"}
    held.set()


def _hold_up(pushing: Pushing, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Have the gate take its time until the event is set."""
    gate, held = pushing.scene.hub.gate, asyncio.Event()
    offer = gate.offer

    async def slow(*given: Any, **more: Any) -> int:
        await held.wait()
        return await offer(*given, **more)

    monkeypatch.setattr(gate, "offer", slow)
    return held


async def _push_slowly(pushing: Pushing, announce: Announce) -> Any:
    """Push something, and let a second pass in which nothing becomes of it."""
    before = pushing.part._memory.seen
    answered = asyncio.create_task(pushing.autobrr().pushed(announce))
    while pushing.part._memory.seen == before:
        await asyncio.sleep(0)
    pushing.scene.freezer.tick(desk_module.ANSWERED_IN + 0.1)
    return await answered


async def test_what_took_long_is_considered_once(
    pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pushing.start()
    held = _hold_up(pushing, monkeypatch)
    await _push_slowly(pushing, numbered(1)[0])
    assert pushing.part._memory.held
    held.set()
    await pushing.scene.settle()
    assert len(pushing.every()) == 1
    assert not pushing.part._memory.held


async def test_what_cannot_be_written_down_is_not_taken(
    pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pushing.start()
    announce = numbered(1)[0]

    async def full(*_: Any, **__: Any) -> int:
        raise LedgerError

    with monkeypatch.context() as patch:
        patch.setattr(pushing.scene.hub.gate, "offer", full)
        with pytest.raises(AutobrrError, match="503"):
            await pushing.autobrr().push(announce)
    assert not pushing.every()
    # It comes again, as autobrr can be told to try.
    assert await pushing.autobrr().push(announce) == []
    assert len(pushing.every()) == 1


async def test_an_error_of_ours_costs_nobody_else(
    pushing: Pushing,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await pushing.start()

    async def broken(*_: Any, **__: Any) -> int:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(pushing.scene.hub.gate, "offer", broken)
        with pytest.raises(AutobrrError, match="500"):
            await pushing.autobrr().push(numbered(1)[0])
    assert "could not be considered" in caplog.text
    assert await pushing.autobrr().push(numbered(2)[1]) == []
    caplog.clear()


async def test_more_than_can_be_considered_comes_again_later(
    pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pushing.start()
    monkeypatch.setattr(push_part, "MOST_WAITING", 0)
    with pytest.raises(AutobrrError, match="429"):
        await pushing.autobrr().push(numbered(1)[0])
    assert not pushing.every()
    monkeypatch.setattr(push_part, "MOST_WAITING", 1)
    assert await pushing.autobrr().push(numbered(1)[0]) == []
