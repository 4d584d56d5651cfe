"""What every library promises that grabs releases itself, whatever its server is.

A module that runs it subclasses ``GrabsContract`` with a fixture ``house`` (``House``).
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
import time
from typing import Any

from aiohttp import web
import pytest

from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.libraries.errors import (
    BadAnswer,
    LibraryAuth,
    LibraryError,
)
from custom_components.greenlight.libraries.grabs import Grabs, OrdersFrom
from tests.contract.clients.qbittorrent.replay import Replay
from tests.support.arr_clients import sabnzbd_row
from tests.support.arr_offers import Offer
from tests.support.fake_arr import FakeArr

from .contract import STRANGE
from .world import World

PUBLISHED = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
SECRET = "5ecre7" * 6


class House(ABC):
    """A fake that finds two releases of one work, a client it orders from, and a library of ours."""

    def __init__(self, arr: FakeArr, client: Replay, world: World) -> None:
        self.arr, self.client, self.world = arr, client, world
        self.best, self.next = arr.downloads.offers[:2]

    @property
    def grabs(self) -> Grabs:
        """Return the library."""
        library = self.world.library()
        assert isinstance(library, Grabs)
        return library

    @property
    @abstractmethod
    def item(self) -> str:
        """Return the id of the work."""

    @property
    @abstractmethod
    def episodes(self) -> tuple[tuple[int, int], ...]:
        """Return what the best release holds of it."""

    async def grab(self, offer: Offer | None = None, *, by_hand: bool = False) -> str:
        """Grab a release, and have it listed. Returns the hash as clients write it."""
        downloads = self.arr.downloads
        if offer is not None:
            downloads.offers[0] = offer
        if by_hand:
            await downloads.grab(downloads.offers[0])
        else:
            await downloads.search(self.best.work)
        await downloads.refresh()
        known: str = downloads.journal.history[-1]["downloadId"]
        return known.lower()

    def events(self) -> list[str]:
        """Return what has been written down, each once."""
        return list(
            dict.fromkeys(
                f"{row['eventType']} {row['sourceTitle']}"
                for row in self.arr.downloads.journal.history
            )
        )

    def calls(self) -> dict[str, Callable[[], Awaitable[Any]]]:
        """Return ways to ask for something."""
        grabs = self.grabs
        return {
            "grab": lambda: grabs.grab("A" * 40),
            "turn_down": lambda: grabs.turn_down("A" * 40, why="No", search=True),
            "withdraw": lambda: grabs.withdraw("A" * 40),
            "orders_from": grabs.orders_from,
        }


class GrabsContract:
    """The promises, each of which is a test."""

    # What was grabbed

    async def test_a_grab_is_read_with_all_that_is_known(self, house: House) -> None:
        offer = replace(
            house.best,
            score=-40,
            formats=("HDR", "x265"),
            published=PUBLISHED,
            page="https://site.invalid/details?id=7&passkey=hush",
        )
        known = await house.grab(offer)
        found = await house.grabs.grab(known)
        assert found is not None
        assert found.title == offer.title
        assert found.items == (house.item,)
        assert found.episodes == house.episodes
        assert found.quality == "WEBDL-1080p"
        assert (found.score, found.formats) == (-40, ("HDR", "x265"))
        assert (found.indexer, found.size) == ("Invented Tracker", 2_000_000_000)
        assert found.published == PUBLISHED.timestamp()
        assert found.page == "https://site.invalid/details?id=7"
        assert not found.by_hand
        assert found.at is not None
        assert found.at == pytest.approx(time.time(), abs=60)

    @pytest.mark.parametrize("spell", [str.upper, str.lower])
    async def test_a_hash_is_known_in_any_case(
        self, house: House, spell: Callable[[str], str]
    ) -> None:
        known = await house.grab()
        assert await house.grabs.grab(spell(known)) is not None

    async def test_the_newest_record_counts(self, house: House) -> None:
        known = await house.grab()
        first = await house.grabs.grab(known)
        house.client.rows.clear()
        await house.grab(by_hand=True)
        second = await house.grabs.grab(known)
        assert first is not None
        assert second is not None
        assert (first.by_hand, second.by_hand) == (False, True)
        assert first.id != second.id
        assert first.episodes == second.episodes

    async def test_what_was_never_grabbed(self, house: House) -> None:
        await house.grab()
        for download in ("", "B" * 40, "SABnzbd_nzo_x", "../1", "²"):
            assert await house.grabs.grab(download) is None
            assert not await house.grabs.turn_down(download, why="No", search=True)
            assert not await house.grabs.withdraw(download)
        await house.arr.downloads.settled()
        assert house.events() == [f"grabbed {house.best.title}"]

    async def test_an_older_program_that_filters_nothing(self, house: House) -> None:
        known = await house.grab()
        other = {"id": 99, "downloadId": "C" * 40, "eventType": "grabbed", "data": {}}
        rows = [other, *house.arr.downloads.journal.records(), other]
        answers(house, "history", {"records": rows})
        found = await house.grabs.grab(known)
        assert found is not None
        assert found.title == house.best.title

    @pytest.mark.parametrize("value", STRANGE)
    async def test_what_is_absurd_is_unknown(self, house: House, value: Any) -> None:
        known = await house.grab()
        names = [
            *("sourceTitle", "quality", "customFormats", "customFormatScore", "data"),
            *("movieId", "seriesId", "episodeId", "date", "episode", "id"),
        ]
        data = [
            *("indexer", "size", "publishedDate", "nzbInfoUrl", "releaseSource"),
            *("age", "customFormatScore"),
        ]
        (*_, last) = house.arr.downloads.journal.history
        kept = dict(last)
        for name in (*names, *data):
            changes = {name: value}
            if name in data:
                changes = {"data": {**kept["data"], name: value}}
            answers(house, "history", {"records": [{**kept, **changes}, value]})
            found = await house.grabs.grab(known)
            if name == "id":
                continue
            assert found is not None
            assert len(found.title) <= 300
            repr(found).encode()
            for word in (found.title, found.quality, found.indexer, *found.formats):
                assert word.isprintable()

    async def test_what_was_published_later_is_not_believed(self, house: House) -> None:
        later = datetime(2222, 1, 1, tzinfo=UTC)
        known = await house.grab(replace(house.best, published=later))
        found = await house.grabs.grab(known)
        assert found is not None
        assert found.published is None

    async def test_its_age_says_when_it_was_published(self, house: House) -> None:
        known = await house.grab()
        for row in house.arr.downloads.journal.history:
            row["data"] |= {"publishedDate": "0001-01-01T00:00:00Z", "age": "3"}
            row["date"] = "2026-02-04T00:00:00Z"
        found = await house.grabs.grab(known)
        assert found is not None
        assert found.published == datetime(2026, 2, 1, tzinfo=UTC).timestamp()

    # A no

    async def test_a_no_blocks_and_searches(self, house: House) -> None:
        known = await house.grab()
        assert await house.grabs.turn_down(known, why="Declined", search=True)
        await house.arr.downloads.settled()
        assert house.events() == [
            f"grabbed {house.best.title}",
            f"downloadFailed {house.best.title}",
            f"grabbed {house.next.title}",
        ]
        assert known not in house.client.rows
        (asked,) = [one for one in house.arr.asked if one.method == "DELETE"]
        assert "blocklist=true" in asked.query
        assert "removeFromClient=true" in asked.query
        assert "skipRedownload" not in asked.query
        assert "message=Declined" in asked.query

    async def test_a_no_without_a_search(self, house: House) -> None:
        known = await house.grab()
        assert await house.grabs.turn_down(known, why="", search=False)
        await house.arr.downloads.settled()
        assert len(house.arr.downloads.journal.blocklist) == 1
        assert house.client.rows == {}

    async def test_a_no_where_the_queue_does_not_list_it_yet(
        self, house: House
    ) -> None:
        known = await house.grab()
        house.arr.downloads.tracked.clear()
        # There, failing it is searching for another.
        assert not await house.grabs.turn_down(known, why="No", search=False)
        assert house.arr.downloads.journal.blocklist == []
        assert await house.grabs.turn_down(known, why="No", search=True)
        await house.arr.downloads.settled()
        assert house.events()[-1] == f"grabbed {house.next.title}"

    async def test_a_no_to_what_leaves_the_queue_meanwhile(self, house: House) -> None:
        known = await house.grab()
        answers(house, "queue/details", [{"id": 7, "downloadId": known.upper()}])
        assert not await house.grabs.withdraw(known)
        house.arr.downloads.tracked.clear()
        assert await house.grabs.turn_down(known, why="No", search=True)
        await house.arr.downloads.settled()
        assert house.events()[-1] == f"grabbed {house.next.title}"

    @pytest.mark.parametrize("search", [True, False])
    async def test_a_no_is_said_once(self, house: House, *, search: bool) -> None:
        known = await house.grab()
        for _ in range(3):
            assert await house.grabs.turn_down(known, why="No", search=search)
            await house.arr.downloads.settled()
        assert len(house.arr.downloads.journal.blocklist) == 1
        # Where it is grabbed once more it can be turned down once more.
        house.client.rows.clear()
        await house.grab(by_hand=True)
        assert await house.grabs.turn_down(known, why="No", search=search)
        assert len(house.arr.downloads.journal.blocklist) == 2

    async def test_among_many(self, house: House) -> None:
        known = await house.grab()
        item = house.arr.downloads.tracked[known.upper()].item
        for number in range(300):
            other = replace(item, id=f"{number:040X}")
            first = house.arr.downloads.tracked[known.upper()]
            house.arr.downloads.tracked[other.id] = replace(first, item=other)
        assert await house.grabs.withdraw(known)
        assert known not in house.client.rows

    async def test_a_client_that_refuses_leaves_all_as_it_was(
        self, house: House
    ) -> None:
        known = await house.grab()
        house.client.lost_commands = 0
        house.client.password = "another"
        house.client.sessions.clear()
        with pytest.raises(LibraryError):
            await house.grabs.turn_down(known, why="No", search=True)
        assert house.arr.downloads.journal.blocklist == []

    # No more wanted

    async def test_what_is_withdrawn_leaves_no_trace(self, house: House) -> None:
        known = await house.grab()
        assert await house.grabs.withdraw(known)
        await house.arr.downloads.settled()
        assert house.client.rows == {}
        assert house.events() == [f"grabbed {house.best.title}"]
        assert not await house.grabs.withdraw(known)

    # From where it orders

    async def test_its_clients(self, house: House) -> None:
        row = sabnzbd_row(
            house.arr.program, "http://box:1234/sab", SECRET, priority=3, name="News"
        )
        house.arr.downloads.add_client(row | {"enable": False})
        first, second = await house.grabs.orders_from()
        assert (first.name, first.program) == ("qBittorrent", "qBittorrent")
        assert (first.protocol, first.enabled) == (Protocol.TORRENT, True)
        assert first.priority == 1
        assert second == OrdersFrom(
            name="News",
            program="SABnzbd",
            protocol=Protocol.USENET,
            enabled=False,
            priority=3,
            host="box",
            port=1234,
            url_base="/sab",
        )

    async def test_no_secret_of_them_is_read(self, house: House) -> None:
        # Older versions tell them.
        house.arr.downloads.clients[0]["fields"].append(
            {"name": "apiToken", "value": SECRET}
        )
        assert SECRET not in repr(await house.grabs.orders_from())
        (found,) = await house.grabs.orders_from()
        assert SECRET not in "".join(map(str, vars_of(found)))

    @pytest.mark.parametrize("value", STRANGE)
    async def test_clients_that_make_no_sense(self, house: House, value: Any) -> None:
        known = house.arr.downloads.clients[0]
        names = [*known, "host", "port", "urlBase"]
        rows: list[Any] = [
            {
                **known,
                name: value,
                "fields": value
                if name == "fields"
                else [{"name": name, "value": value}],
            }
            for name in names
        ]
        answers(house, "downloadclient", [*rows, value])
        for found in await house.grabs.orders_from():
            assert found.name.isprintable()
            assert found.port is None or 0 < found.port < 65536
            repr(found).encode()

    # Whatever else answers

    async def test_what_cannot_be_asked(self, house: House) -> None:
        calls = house.calls()
        async with house.arr.away():
            for name, call in calls.items():
                with pytest.raises(LibraryError):
                    await call()
                assert name

    async def test_a_wrong_key(self, house: House) -> None:
        library = house.world.library(key="f" * 32)
        assert isinstance(library, Grabs)
        for call in (library.orders_from, lambda: library.grab("A" * 40)):
            with pytest.raises(LibraryAuth):
                await call()

    async def test_an_answer_of_another_kind(self, house: House) -> None:
        for path in ("history", "downloadclient", "queue/details"):
            answers(house, path, {"surprise": True})
        for name, call in house.calls().items():
            with pytest.raises(BadAnswer):
                await call()
            assert name


def answers(
    house: House, path: str, told: Any, status: int = 200, method: str = "GET"
) -> None:
    """Have the fake answer something of its own."""

    async def answer(request: web.Request, _: str) -> web.Response:
        return house.arr.json(request, told, status=status)

    house.arr.route(method, f"/api/v3/{path}", answer)
    house.arr._routes.insert(0, house.arr._routes.pop())


def vars_of(found: OrdersFrom) -> list[Any]:
    """Return all that is in it, also what its repr leaves out."""
    return [getattr(found, name) for name in OrdersFrom.__dataclass_fields__]
