"""What every library promises that decides about releases, whatever its server is.

A module that runs it subclasses ``DecidesContract`` with a fixture ``house`` (``House``).
"""

import asyncio
from dataclasses import replace
import time
from typing import Any

import pytest

from custom_components.greenlight.engine.decided import Ticket
from custom_components.greenlight.engine.opinion import Ground, Opinion, Stand
from custom_components.greenlight.engine.release import Flag, Protocol, Release
from custom_components.greenlight.libraries.decides import (
    Decides,
    Dropped,
    Stage,
    Taken,
)
from custom_components.greenlight.libraries.errors import (
    BadAnswer,
    Conflict,
    LibraryAuth,
    LibraryError,
    NotFound,
)

from .contract import STRANGE
from .grabs import SECRET, House, answers

HALF_OF_IT = 1_000_000_000


def decider(house: House) -> Decides:
    """Return the library."""
    library = house.world.library()
    assert isinstance(library, Decides)
    return library


def ticket(release: Release) -> Ticket:
    """Return by what a release is asked for."""
    found = Ticket.read(release.link)
    assert found is not None
    return found


async def best(house: House) -> Release:
    """Look at what there is, and return the best of it."""
    found = await decider(house).decisions()
    return next(one for one in found.releases if one.title == house.best.title)


class DecidesContract:
    """The promises, each of which is a test."""

    # Whether it may be asked

    @pytest.mark.parametrize("minutes", [0, 15])
    async def test_it_says_whether_it_looks_by_itself(
        self, house: House, minutes: int
    ) -> None:
        house.arr.downloads.decisions.interval = minutes
        assert await decider(house).looks_by_itself() == minutes
        assert house.arr.downloads.decisions.looks == 0

    @pytest.mark.parametrize("value", [*STRANGE, None])
    async def test_who_does_not_say_so_is_not_taken_to_be_off(
        self, house: House, value: Any
    ) -> None:
        answers(house, "config/indexer", {"rssSyncInterval": value})
        try:
            assert await decider(house).looks_by_itself() == value
        except BadAnswer:
            return

    # What it makes of what there is

    async def test_what_it_approves_of(self, house: House) -> None:
        offers = house.arr.downloads.offers
        offers[0] = replace(
            house.best, score=120, digest="AB" * 20, page=f"{house.best.page}?id=7"
        )
        found = await decider(house).decisions()
        assert [one.title for one in found.releases] == [one.title for one in offers]
        assert found.broken == 0
        first, program = found.releases[0], house.arr.program
        assert first.opinion == Opinion(by=program, stand=Stand.APPROVED, score=120)
        assert (first.size, first.protocol) == (2 * HALF_OF_IT, Protocol.TORRENT)
        assert first.hashes == {"ab" * 20}
        assert (first.seeders, first.peers) == (7, 9)
        assert first.indexer == "Invented Tracker"
        assert first.page == f"{house.best.page}?id=7"
        assert first.flags == {Flag.FREELEECH}
        assert first.ids.any
        assert first.published is not None
        assert time.time() - first.published == pytest.approx(3 * 3600, abs=60)
        assert house.arr.downloads.decisions.looks == 1
        assert house.arr.downloads.journal.history == []

    async def test_what_it_rejects_in_its_own_words(self, house: House) -> None:
        decisions = house.arr.downloads.decisions
        words = ("Not wanted in profile", f"Seen at https://x.invalid/?k={SECRET}")
        decisions.words = {house.best.title: words, house.next.title: ("Too new",)}
        decisions.waits = {house.next.title}
        found = (await decider(house).decisions()).releases
        rejected, waiting = found[0].opinion, found[1].opinion
        assert rejected is not None
        assert waiting is not None
        assert rejected.stand is Stand.REJECTED
        assert rejected.words[0] == "Not wanted in profile"
        assert (waiting.stand, waiting.words) == (Stand.WAITS, ("Too new",))
        assert SECRET not in repr(found)

    async def test_what_kind_of_reasons_it_has(self, house: House) -> None:
        decisions = house.arr.downloads.decisions
        words = ("9 GB is larger than maximum allowed 4 GB (for x)", "Full moon")
        decisions.words = {house.best.title: words, house.next.title: ("Too new",)}
        decisions.waits = {house.next.title}
        found = (await decider(house).decisions()).releases
        grounds = [one.opinion.grounds for one in found[:2] if one.opinion]
        assert grounds == [{Ground.SIZE, Ground.OTHER}, {Ground.WAITS}]

    @pytest.mark.parametrize(
        "changed",
        [
            {"downloadAllowed": False},
            {"mappedMovieId": None, "mappedSeriesId": None},
        ],
    )
    async def test_what_it_could_not_fetch_has_no_reason_that_could_be_overruled(
        self, house: House, changed: dict[str, Any]
    ) -> None:
        decisions = house.arr.downloads.decisions
        decisions.words = {house.best.title: ("Not monitored",)}
        row = await _row(house)
        answers(house, "release", [{**row, **changed}])
        (found,) = (await decider(house).decisions()).releases
        assert found.opinion is not None
        assert found.opinion.stand is Stand.REJECTED
        assert found.opinion.grounds == frozenset()

    async def test_what_it_rejects_is_fetched_if_it_is_told_to(
        self, house: House
    ) -> None:
        decisions = house.arr.downloads.decisions
        decisions.words = {house.best.title: ("Existing file meets cutoff",)}
        release, library = await best(house), decider(house)
        await library.take(ticket(release))
        assert len(house.client.rows) == 1
        # Also where it has to search for it again.
        house.arr.downloads.decisions.forget()
        assert await library.search(ticket(release))

    async def test_nothing_secret_is_to_be_seen(self, house: House) -> None:
        house.arr.downloads.offers[0] = replace(house.best, page=f"https://x/{SECRET}")
        found = (await decider(house).decisions()).releases
        shown = [replace(one, guid="") for one in found]
        assert SECRET not in repr(shown)
        assert SECRET not in repr([ticket(one) for one in found])

    @pytest.mark.parametrize("value", STRANGE)
    async def test_what_is_absurd_costs_one_field_at_most(
        self, house: House, value: Any
    ) -> None:
        row = await _row(house)
        needed = {"guid", "indexerId", "title", "protocol", "approved"}
        for name in row:
            answers(house, "release", [row, value, {**row, "guid": "2", name: value}])
            found = await decider(house).decisions()
            assert found.releases[0].title == house.best.title
            assert 1 <= found.broken <= 2
            if name not in needed:
                assert len(found.releases) == 2
            for one in found.releases:
                repr(one).encode()
                assert Ticket.read(one.link) is not None

    async def test_one_that_is_told_twice_is_one(self, house: House) -> None:
        row = await _row(house)
        answers(house, "release", [row, row, {**row, "indexerId": 2}])
        assert len((await decider(house).decisions()).releases) == 2

    async def test_what_failed_there_is_told_in_its_words(self, house: House) -> None:
        house.arr.downloads.decisions.broken = "Value cannot be null"
        with pytest.raises(LibraryError, match="Value cannot be null") as failed:
            await decider(house).decisions()
        assert "x.cs" not in str(failed.value)

    async def test_one_look_at_a_time(self, house: House) -> None:
        library = decider(house)
        found = await asyncio.gather(library.decisions(), library.decisions())
        assert [len(one.releases) for one in found] == [
            len(house.arr.downloads.offers)
        ] * 2
        assert house.arr.downloads.decisions.looks == 2

    # Having one fetched

    async def test_what_it_fetches_is_its_own(self, house: House) -> None:
        release, since = await best(house), time.time()
        library = decider(house)
        assert await library.taken(ticket(release), release.title, since) is None
        await library.take(ticket(release))
        taken = await library.taken(ticket(release), release.title, since)
        known = next(iter(house.client.rows))
        assert taken == Taken(download=known.upper(), client="qBittorrent")
        grab = await house.grabs.grab(known)
        assert grab is not None
        assert grab.by_hand

    async def test_what_was_fetched_long_before_is_another_time(
        self, house: House
    ) -> None:
        release, library = await best(house), decider(house)
        await library.take(ticket(release))
        later = time.time() + 3600
        assert await library.taken(ticket(release), release.title, later) is None

    async def test_what_it_has_no_history_of_is_found_in_its_queue(
        self, house: House
    ) -> None:
        release, library = await best(house), decider(house)
        await library.take(ticket(release))
        await house.arr.downloads.refresh()
        answers(house, "history", {"records": []})
        row = next(iter((await _queue(house)).values()))
        taken = await library.taken(ticket(release), row["title"], time.time())
        assert taken is not None
        assert taken.download.lower() in house.client.rows

    async def test_an_answer_that_gets_lost(self, house: House) -> None:
        release, library = await best(house), decider(house)
        house.arr.downloads.decisions.lost = True
        since = time.time()
        with pytest.raises(LibraryError):
            await library.take(ticket(release))
        taken = await library.taken(ticket(release), release.title, since)
        assert taken is not None
        assert len(house.client.rows) == 1

    async def test_what_it_has_forgotten_is_searched_for(self, house: House) -> None:
        release, library = await best(house), decider(house)
        house.arr.downloads.decisions.forget()
        with pytest.raises(NotFound):
            await library.take(ticket(release))
        looks = house.arr.downloads.decisions.looks
        assert await library.search(ticket(release)) == ticket(release)
        assert house.arr.downloads.decisions.looks == looks
        await library.take(ticket(release))
        assert len(house.client.rows) == 1

    async def test_what_is_gone_is_not_found_again(self, house: House) -> None:
        release, library = await best(house), decider(house)
        house.arr.downloads.offers = [house.next]
        assert not await library.search(ticket(release))

    async def test_what_is_of_no_work_cannot_be_searched_for(
        self, house: House
    ) -> None:
        lost = Ticket(guid="7", indexer=1)
        with pytest.raises(NotFound):
            await decider(house).search(lost)

    async def test_an_indexer_that_does_not_hand_it_out(self, house: House) -> None:
        house.arr.downloads.offers[0] = replace(house.best, file=b"", magnet="")
        release = await best(house)
        answers(house, "release", {"message": "Getting it failed"}, 409, "POST")
        with pytest.raises(Conflict, match="Getting it failed"):
            await decider(house).take(ticket(release))

    async def test_a_client_of_its_that_is_down(self, house: House) -> None:
        release = await best(house)
        house.arr.downloads.clients.clear()
        with pytest.raises(LibraryError, match="no torrent download client"):
            await decider(house).take(ticket(release))

    # How it gets on

    async def test_how_a_download_stands(self, house: House) -> None:
        release, library = await best(house), decider(house)
        await library.take(ticket(release))
        await house.arr.downloads.refresh()
        known = next(iter(house.client.rows))
        (standing,) = (await library.standings([known, "B" * 40, ""])).values()
        assert standing.stage is Stage.PAUSED
        assert standing.client == "qBittorrent"
        assert standing.size is not None
        assert standing.left == standing.size

    async def test_what_it_has_taken_in(self, house: House) -> None:
        release, library = await best(house), decider(house)
        await library.take(ticket(release))
        known = next(iter(house.client.rows))
        journal = house.arr.downloads.journal
        journal.imported(house.best, known.upper(), {**_CLIENT}, "/downloads/x")
        house.client.rows.clear()
        await house.arr.downloads.refresh()
        assert (await library.standings([known]))[known].stage is Stage.IMPORTED

    async def test_what_has_failed_there(self, house: House) -> None:
        release, library = await best(house), decider(house)
        await library.take(ticket(release))
        known = next(iter(house.client.rows))
        journal = house.arr.downloads.journal
        journal.failed(house.best, known.upper(), {**_CLIENT}, "No blocks left")
        found = (await library.standings([known]))[known]
        assert (found.stage, found.words) == (Stage.FAILED, "No blocks left")

    @pytest.mark.parametrize(
        ("said", "stage"),
        [
            ({"status": "failed"}, Stage.FAILED),
            ({"trackedDownloadState": "failedPending"}, Stage.FAILED),
            ({"trackedDownloadState": "imported"}, Stage.IMPORTED),
        ],
    )
    async def test_what_its_queue_says_of_the_end(
        self, house: House, said: dict[str, str], stage: Stage
    ) -> None:
        library = decider(house)
        await library.take(ticket(await best(house)))
        await house.arr.downloads.refresh()
        known, row = next(iter((await _queue(house)).items()))
        answers(house, "queue/details", [{**row, **said}])
        assert (await library.standings([known]))[known].stage is stage

    async def test_what_nobody_says_the_size_of_is_let_go_of(
        self, house: House
    ) -> None:
        library = decider(house)
        await library.take(ticket(await best(house)))
        await house.arr.downloads.refresh()
        known, row = next(iter((await _queue(house)).items()))
        answers(house, "queue/details", [{**row, "size": None}])
        assert await library.drop(known, delete_data=False) is Dropped.LET_GO
        assert house.client.rows

    async def test_what_is_dropped(self, house: House) -> None:
        release, library = await best(house), decider(house)
        await library.take(ticket(release))
        await house.arr.downloads.refresh()
        known = next(iter(house.client.rows))
        # There is nothing of it yet, so nothing of it is lost.
        dropped = await library.drop(known, delete_data=False)
        assert dropped is Dropped.REMOVED
        assert house.client.rows == {}
        again = await library.drop(known, delete_data=True)
        assert again is Dropped.UNKNOWN

    @pytest.mark.parametrize("delete_data", [True, False])
    async def test_data_are_deleted_only_if_that_is_said(
        self, house: House, *, delete_data: bool
    ) -> None:
        release, library = await best(house), decider(house)
        await library.take(ticket(release))
        known = next(iter(house.client.rows))
        house.client.rows[known]["progress"] = 0.25
        await house.arr.downloads.refresh()
        dropped = await library.drop(known, delete_data=delete_data)
        assert dropped is (Dropped.REMOVED if delete_data else Dropped.LET_GO)
        assert (known in house.client.rows) is not delete_data
        assert not await _queue(house)
        # Nothing is blocked or searched for because of it.
        assert house.arr.downloads.journal.blocklist == []

    async def test_what_has_another_number_of_its_indexer_by_now_is_found(
        self, house: House
    ) -> None:
        """As after Prowlarr has added it anew."""
        release = await best(house)
        was = ticket(release)
        row = {**await _row(house), "indexerId": was.indexer + 40}
        answers(house, "release", [row])
        found = await decider(house).search(was)
        assert found == replace(was, indexer=was.indexer + 40)
        # Where the old one is there, too, it is that one.
        answers(house, "release", [row, {**row, "indexerId": was.indexer}, row])
        assert await decider(house).search(was) == was

    async def test_what_it_has_thrown_out_is_not_fetched(self, house: House) -> None:
        """It knows releases of it for half an hour all the same."""
        release, library = await best(house), decider(house)
        gone = replace(ticket(release), item=4711)
        for call in (library.take, library.search):
            with pytest.raises(NotFound):
                await call(gone)
        assert house.client.rows == {}

    @pytest.mark.parametrize("value", STRANGE)
    async def test_a_queue_that_makes_no_sense(self, house: House, value: Any) -> None:
        library = decider(house)
        await library.take(ticket(await best(house)))
        await house.arr.downloads.refresh()
        known, row = next(iter((await _queue(house)).items()))
        for name in row:
            if name != "downloadId":
                answers(house, "queue/details", [value, {**row, name: value}])
                assert known in await library.standings([known])

    # Whatever else answers

    async def test_what_cannot_be_asked(self, house: House) -> None:
        library, asked = decider(house), ticket(await best(house))
        async with house.arr.away():
            for call in (
                library.looks_by_itself,
                library.decisions,
                lambda: library.take(asked),
                lambda: library.search(asked),
                lambda: library.taken(asked, "x", 0.0),
                lambda: library.standings(["x"]),
                lambda: library.drop("x", delete_data=False),
            ):
                with pytest.raises(LibraryError):
                    await call()

    async def test_a_wrong_key(self, house: House) -> None:
        library = house.world.library(key="f" * 32)
        assert isinstance(library, Decides)
        for call in (library.looks_by_itself, library.decisions):
            with pytest.raises(LibraryAuth):
                await call()

    async def test_an_answer_of_another_kind(self, house: House) -> None:
        library, asked = decider(house), ticket(await best(house))
        for path in ("history", "queue/details", "release", "config/indexer"):
            answers(house, path, {"surprise": True})
        for call in (
            library.looks_by_itself,
            library.decisions,
            lambda: library.search(asked),
            lambda: library.taken(asked, "x", 0.0),
            lambda: library.standings(["x"]),
        ):
            with pytest.raises(BadAnswer):
                await call()


_CLIENT = {"implementationName": "qBittorrent", "name": "qBittorrent"}


async def _row(house: House) -> dict[str, Any]:
    """Return the best release as it is told, and have nothing else told."""
    session = house.world.session
    headers = {"X-Api-Key": house.arr.key}
    url = f"{house.arr.url}/api/v3/release"
    async with session.get(url, headers=headers) as answer:
        row: dict[str, Any] = (await answer.json())[0]
    return row


async def _queue(house: House) -> dict[str, dict[str, Any]]:
    """Return the rows of the queue by what each is known as."""
    session = house.world.session
    headers = {"X-Api-Key": house.arr.key}
    url = f"{house.arr.url}/api/v3/queue/details"
    async with session.get(url, headers=headers) as answer:
        return {row["downloadId"]: row for row in await answer.json()}
