"""What is remembered of a source: enough to ask about everything once, and no more."""

from collections.abc import AsyncGenerator
import json
from pathlib import Path
import stat
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.ledger.ledger import Ledger
from custom_components.greenlight.ledger.source_memory import (
    LATE,
    MAX_AGE,
    MAX_ITEMS,
    News,
    SourceMemory,
)

from .files import (
    close_all,
    file_of,
    load,
    pass_time,
    release,
    reload,
    set_aside,
    wrapped,
    write,
)

FILE = "source.site"


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the storage as it is: real files."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give each test a configuration folder of its own."""
    return str(tmp_path)


@pytest.fixture
async def ledger(hass: HomeAssistant) -> AsyncGenerator[Ledger]:
    """Provide an empty ledger."""
    yield await load(hass)
    await close_all(hass)


@pytest.fixture
async def memory(ledger: Ledger) -> SourceMemory:
    """Provide the empty memory of a source."""
    return await ledger.async_source("site")


def new(news: News) -> list[str]:
    return [one.guid for one in news.new]


def risen(news: News) -> list[str]:
    return [one.guid for one in news.risen]


def hashed(guid: str, *hashes: str, **changes: Any) -> Release:
    return release(guid, hashes=frozenset(hashes), **changes)


async def test_what_is_offered_is_news_once(memory: SourceMemory) -> None:
    assert new(memory.take([release("a"), release("b")], {})) == ["a", "b"]
    assert new(memory.take([release("b"), release("c")], {})) == ["c"]
    assert new(memory.take([release("a")], {})) == []
    assert memory.seen == 3


async def test_the_same_torrent_under_another_guid_is_no_news(
    memory: SourceMemory,
) -> None:
    v1, v2 = "1" * 40, "2" * 64
    memory.take([hashed("a", v1, v2)], {})
    again = [hashed("b", v1), hashed("c", v2[:40]), hashed("d", v1, v2)]
    assert new(memory.take(again, {})) == []
    assert new(memory.take(again, {})) == []
    assert new(memory.take([hashed("e", "3" * 40), hashed("f", "3" * 40)], {})) == ["e"]


async def test_more_seeders_are_news_and_fewer_are_not(memory: SourceMemory) -> None:
    looks = [(None, []), (3, ["a"]), (3, []), (1, []), (2, ["a"]), (None, [])]
    for seeders, expected in looks:
        news = memory.take([release("a", seeders=seeders)], {})
        assert risen(news) == expected
    assert memory.seen == 1


async def test_it_survives_a_restart(
    hass: HomeAssistant, ledger: Ledger, memory: SourceMemory
) -> None:
    memory.take([hashed("a", "1" * 40, seeders=3), release("b")], {"etag": "x"})
    memory.matched = 1
    again = await (await reload(hass, ledger)).async_source("site")
    assert again.items == memory.items
    assert (again.seen, again.matched) == (2, 1)
    assert again.validators == {"etag": "x"}
    assert new(again.take([release("a"), hashed("c", "1" * 40)], {})) == []


async def test_it_is_written_a_while_later_and_only_for_us(
    hass: HomeAssistant, memory: SourceMemory
) -> None:
    memory.take([release("a")], {})
    await hass.async_block_till_done()
    assert not file_of(hass, FILE).exists()
    await pass_time(hass, LATE + 1)
    assert stat.S_IMODE(file_of(hass, FILE).stat().st_mode) == 0o600


async def test_nothing_new_is_not_written(
    hass: HomeAssistant, memory: SourceMemory
) -> None:
    memory.take([release("a")], {})
    await pass_time(hass, LATE + 1)
    file_of(hass, FILE).unlink()
    memory.take([release("a")], {})
    await pass_time(hass, LATE + 1)
    assert not file_of(hass, FILE).exists()


async def test_no_more_than_so_many_are_kept_and_the_oldest_go(
    memory: SourceMemory,
) -> None:
    memory.take([release(f"old {number}") for number in range(MAX_ITEMS)], {})
    memory.take([release("new 1"), release("new 2")], {})
    assert len(memory.items) == MAX_ITEMS
    assert "old 0" not in memory.items
    assert "old 1" not in memory.items
    assert {"old 2", "new 1", "new 2"} <= set(memory.items)


async def test_what_is_still_offered_stays_known(
    memory: SourceMemory, freezer: FrozenDateTimeFactory
) -> None:
    many = [release(f"item {number}") for number in range(MAX_ITEMS + 10)]
    memory.take(many, {})
    freezer.tick(MAX_AGE + 1)
    news = memory.take([*many, release("new")], {})
    assert new(news) == ["new"]
    assert new(memory.take(many, {})) == []


async def test_what_is_old_and_not_offered_any_more_goes(
    memory: SourceMemory, freezer: FrozenDateTimeFactory
) -> None:
    memory.take([release("old"), release("old but offered")], {})
    freezer.tick(MAX_AGE + 1)
    memory.take([release("old but offered"), release("new")], {})
    assert set(memory.items) == {"old but offered", "new"}


async def test_the_known_releases_come_newest_first(
    ledger: Ledger, memory: SourceMemory, freezer: FrozenDateTimeFactory
) -> None:
    other = await ledger.async_source("other")
    memory.take([release("first")], {})
    freezer.tick(1)
    other.take([release("second", source="other")], {})
    freezer.tick(1)
    memory.take([release("third")], {})
    assert [one.guid for one in ledger.known_releases()] == ["third", "second", "first"]


async def test_what_could_not_be_considered_is_news_again(memory: SourceMemory) -> None:
    memory.take([hashed("a", "1" * 40, seeders=1)], {"etag": "1"})
    before = dict(memory.items)
    offered = [
        hashed("a", "1" * 40, seeders=2),
        hashed("b", "2" * 40),
        hashed("c", "2" * 40),
    ]
    assert new(memory.take(offered, {"etag": "2"})) == ["b"]
    memory.undo()
    assert (memory.items, memory.validators, memory.seen) == (before, {"etag": "1"}, 1)
    news = memory.take(offered, {"etag": "2"})
    assert (new(news), risen(news)) == (["b"], ["a"])


class TestDamage:
    @pytest.mark.parametrize(
        "content",
        [
            "{",
            json.dumps(wrapped({"seen": 1})),
            json.dumps(
                wrapped({"seen": 1, "matched": 0, "validators": {}, "items": [{}]})
            ),
            json.dumps(
                wrapped({"seen": "x", "matched": 0, "validators": {}, "items": []})
            ),
            json.dumps(
                wrapped({"seen": 1, "matched": 0, "validators": 1, "items": []})
            ),
        ],
    )
    async def test_makes_what_is_offered_next_a_beginning(
        self, hass: HomeAssistant, ledger: Ledger, content: str
    ) -> None:
        write(hass, content, FILE)
        memory = await ledger.async_source("site")
        assert [one.read_text() for one in set_aside(hass, FILE)] == [content]
        assert not memory.validators
        assert new(memory.take([release("a")], {})) == []
        assert new(memory.take([release("a"), release("b")], {})) == ["b"]
