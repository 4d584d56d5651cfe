"""What is remembered of a source: enough to ask about everything once, and no more."""

from collections.abc import AsyncGenerator
import json
from pathlib import Path
import stat
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.engine.opinion import Ground, Opinion, Stand
from custom_components.greenlight.engine.release import Release, release_to_dict
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
    question,
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


async def test_what_is_old_stays_known_where_not_all_was_told(
    memory: SourceMemory, freezer: FrozenDateTimeFactory
) -> None:
    """An indexer that is silent for once would tell all of it anew when it is back."""
    memory.take([release("old")], {})
    freezer.tick(MAX_AGE + 1)
    memory.take([release("new")], {}, all_of_it=False)
    assert set(memory.items) == {"old", "new"}
    assert new(memory.take([release("old"), release("new")], {})) == []


async def test_what_a_search_found_is_put_off_where_that_remembers_it(
    ledger: Ledger, memory: SourceMemory
) -> None:
    searched = await ledger.async_source("mine")
    found = release("found", source="site", search="mine")
    searched.take([found], {})
    ledger.leave_out(found)
    assert ledger.left_out == 1
    assert ledger.take_left_out(5) == [found]
    ledger.hold(found, 7.0)
    assert (ledger.held, ledger.take_held()) == (1, [(found, 7.0)])
    assert not memory.items


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

    @pytest.mark.parametrize(
        "wrong",
        [
            {"seen": "x"},
            {"matched": -1},
            {"validators": 1},
            {"validators": {"etag": 5, "digest": "d"}},
            {"validators": {"etag": "two\nlines"}},
        ],
    )
    async def test_of_a_number_or_a_validator_costs_no_item(
        self, hass: HomeAssistant, ledger: Ledger, wrong: dict[str, object]
    ) -> None:
        item = release_to_dict(release("a")) | {"first_seen": 5.0}
        data = {"seen": 1, "matched": 0, "validators": {}, "items": [item]} | wrong
        write(hass, wrapped(data), FILE)
        memory = await ledger.async_source("site")
        assert len(set_aside(hass, FILE)) == 1
        assert memory.validators == {}
        assert (memory.seen, memory.matched) in ((1, 0), (0, 0))
        assert new(memory.take([release("a"), release("b")], {})) == ["b"]

    async def test_of_an_item_costs_that_item_only(
        self, hass: HomeAssistant, ledger: Ledger
    ) -> None:
        good = release_to_dict(release("a")) | {"first_seen": -1}
        items = [good, {"guid": 1}, None, good]
        data = {"seen": 4, "matched": 0, "validators": {"etag": "x"}, "items": items}
        write(hass, wrapped(data), FILE)
        memory = await ledger.async_source("site")
        assert [one.first_seen for one in memory.items.values()] == [0.0]
        # The server must not leave out what is missing here.
        assert memory.validators == {}


TITLE = "Salt.Road.S01E01.1080p.WEB-DL.x264-ELM"


def listed(guid: str, **changes: Any) -> Release:
    """Return a listing of one release, under whatever guid."""
    facts = {"title": TITLE, "link": "https://site.test/1?passkey=a"}
    return release(guid, **facts | changes)


class TestSame:
    """One release, however its site spells it."""

    async def test_under_a_new_guid_at_each_look_is_no_news_and_one_item(
        self, memory: SourceMemory, freezer: FrozenDateTimeFactory
    ) -> None:
        memory.take([listed("1")], {})
        first_seen = memory.items["1"].first_seen
        for look in range(2, 5):
            freezer.tick(60)
            link = f"http://www.site.test/1?passkey={look}"
            assert memory.take([listed(str(look), link=link)], {}) == News()
            assert list(memory.items) == [str(look)]
            assert memory.items[str(look)].release.link == link
            assert memory.items[str(look)].first_seen == first_seen
        assert memory.seen == 1

    async def test_is_known_after_a_restart_under_a_new_guid(
        self, hass: HomeAssistant, ledger: Ledger, memory: SourceMemory
    ) -> None:
        memory.take([listed("1")], {})
        again = await (await reload(hass, ledger)).async_source("site")
        assert again.take([listed("2")], {}) == News()

    async def test_of_one_size_under_another_link_is_offered_once_more(
        self, memory: SourceMemory
    ) -> None:
        """It is another place to get it."""
        both = [
            listed("1", size=1_234_567_891),
            listed("2", size=1_234_567_891, link="https://site.test/2"),
        ]
        assert new(memory.take(both, {})) == ["1", "2"]
        assert memory.take(both, {}) == News()
        assert len(memory.items) == 2

    async def test_of_one_size_in_the_place_of_another_is_no_news(
        self, memory: SourceMemory
    ) -> None:
        memory.take([listed("1", size=1_234_567_891)], {})
        moved = listed("2", size=1_234_567_891, link="https://site.test/2")
        assert memory.take([moved], {}) == News()

    async def test_another_under_its_guid_is_news(self, memory: SourceMemory) -> None:
        """Everything has one guid, and the feed lists one thing at a time."""
        for number in range(1, 4):
            link = f"https://site.test/{number}"
            other = listed("one", title=f"Salt Road S01E0{number}", link=link)
            assert new(memory.take([other], {})) == ["one"]
            assert memory.take([other], {}) == News()
        assert len(memory.items) == 3

    async def test_all_of_them_survive_a_restart(
        self, hass: HomeAssistant, ledger: Ledger, memory: SourceMemory
    ) -> None:
        releases = [
            listed(
                "one", title=f"Salt Road S01E0{number}", link=f"https://a.test/{number}"
            )
            for number in range(1, 4)
        ]
        for one in releases:
            memory.take([one], {})
        again = await (await reload(hass, ledger)).async_source("site")
        assert again.items == memory.items
        assert again.take(releases, {}) == News()

    async def test_under_a_corrected_title_is_told_once(
        self, hass: HomeAssistant, memory: SourceMemory
    ) -> None:
        memory.take([listed("1", title="Salt Raod S01E01")], {})
        corrected = listed("1", title="Salt Road S01E01")
        assert memory.take([corrected], {}) == News(corrected=(corrected,))
        assert memory.take([corrected], {}) == News()
        assert memory.take([listed("1", title="salt.road.s01e01")], {}) == News()

    async def test_a_look_that_could_not_be_considered_is_forgotten(
        self, memory: SourceMemory
    ) -> None:
        memory.take([listed("1")], {})
        other = listed("2", title="Other", link="https://site.test/2")
        assert new(memory.take([other], {})) == ["2"]
        memory.leave_out(other)
        memory.undo()
        assert not memory.left_out
        assert new(memory.take([other], {})) == ["2"]

    async def test_is_found_by_whoever_looks_for_places_to_get_it(
        self, ledger: Ledger, memory: SourceMemory
    ) -> None:
        memory.take([listed("1"), listed("2", title="Other")], {})
        other = await ledger.async_source("other")
        elsewhere = listed("9", source="other")
        other.take([elsewhere], {})
        asked = question("q", release=listed("0", link="https://site.test/1"))
        offers = ledger.offers_of(asked)
        assert {one.guid for one in offers} == {"1", "9"}


class TestLeftOut:
    async def test_survives_a_restart_and_is_taken_the_newest_first(
        self,
        hass: HomeAssistant,
        ledger: Ledger,
        memory: SourceMemory,
        freezer: FrozenDateTimeFactory,
    ) -> None:
        for name in ("a", "b", "c", "d"):
            freezer.tick(60)
            memory.take([release(name)], {})
        for name in ("a", "b", "c"):
            ledger.leave_out(release(name))
        ledger.leave_out(release("x"))
        ledger.leave_out(release("a", source="gone"))
        again = await reload(hass, ledger)
        await again.async_source("site")
        assert again.left_out == 3
        assert [one.guid for one in again.take_left_out(2)] == ["c", "b"]
        assert [one.guid for one in again.take_left_out(2)] == ["a"]
        assert again.left_out == 0

    async def test_goes_with_its_item_and_along_to_a_new_guid(
        self, ledger: Ledger, memory: SourceMemory
    ) -> None:
        memory.take([listed("1"), release("a")], {})
        ledger.leave_out(listed("1"))
        ledger.leave_out(release("a"))
        memory.take([listed("2")], {})
        assert set(memory.left_out) == {"2", "a"}
        memory.take([release(f"{number}") for number in range(MAX_ITEMS)], {})
        assert not memory.left_out


async def test_what_was_left_out_is_so_still_when_it_could_not_be_considered(
    ledger: Ledger, memory: SourceMemory
) -> None:
    waits = hashed("a", "1" * 40)
    memory.take([waits], {})
    memory.leave_out(waits)
    # It has another guid now, beside something new that cannot be written.
    memory.take([hashed("b", "1" * 40), release("c")], {})
    memory.undo()
    assert [one.guid for one in ledger.take_left_out(9)] == ["a"]


class TestHeld:
    async def test_survives_a_restart_with_since_when(
        self, hass: HomeAssistant, ledger: Ledger, memory: SourceMemory
    ) -> None:
        memory.take([release("a"), release("b")], {})
        ledger.hold(release("a"), 1000.0)
        ledger.hold(release("never taken"), 1000.0)
        ledger.hold(release("a", source="gone"), 1000.0)
        again = await reload(hass, ledger)
        await again.async_source("site")
        assert again.held == 1
        assert [(one.guid, since) for one, since in again.take_held()] == [("a", 1000)]
        assert again.held == 0
        assert again.take_held() == []

    async def test_goes_along_to_a_new_guid_and_is_kept_if_nothing_can_be_considered(
        self, ledger: Ledger, memory: SourceMemory
    ) -> None:
        memory.take([listed("1")], {})
        ledger.hold(listed("1"), 1000.0)
        memory.take([listed("2")], {})
        assert memory.held == {"2": 1000.0}
        memory.undo()
        assert memory.held == {"1": 1000.0}


async def test_what_its_program_has_another_reason_against_is_news(
    memory: SourceMemory,
) -> None:
    """A rule may ask about that in spite of the one, and not of the other."""
    large, known = (
        Opinion(by="Radarr", stand=Stand.REJECTED, grounds=frozenset({one}))
        for one in (Ground.SIZE, Ground.CUTOFF)
    )
    for opinion, expected in ((large, []), (large, []), (known, ["a"]), (known, [])):
        news = memory.take([release("a", opinion=opinion)], {})
        assert risen(news) == expected


async def test_what_its_program_thinks_otherwise_of_is_news(
    memory: SourceMemory,
) -> None:
    """Better or worse: who is asked is told of it."""
    approved, waits, rejected = (
        Opinion(by="Radarr", stand=stand)
        for stand in (Stand.APPROVED, Stand.WAITS, Stand.REJECTED)
    )
    looks = [
        *((waits, []), (waits, []), (approved, ["a"]), (approved, [])),
        *((rejected, ["a"]), (approved, ["a"]), (None, []), (approved, [])),
    ]
    for opinion, expected in looks:
        news = memory.take([release("a", opinion=opinion)], {})
        assert risen(news) == expected
    assert memory.seen == 1
