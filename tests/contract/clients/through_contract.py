"""What every client promises to show other programs, and to let them do; torrents or usenet."""

from collections.abc import Awaitable, Callable
import time
from typing import Any, ClassVar

import pytest

from custom_components.greenlight.clients.base import (
    TAG,
    Client,
    Download,
    DownloadState,
    Identity,
)
from custom_components.greenlight.clients.errors import NotSupported, UnknownDownload
from custom_components.greenlight.clients.through import (
    NO_LIMIT,
    ShareLimits,
    Shown,
    Through,
)
from custom_components.greenlight.engine.options import DownloadOptions, Priority
from custom_components.greenlight.engine.order import Place
from tests.support.torrents import make_torrent
from tests.support.waiting import until

from .world import (
    WAIT,
    Release,
    World,
    a_torrent,
    add_file,
    comes_to,
    followed,
    identity_of,
)

DONE = (DownloadState.SEEDING, DownloadState.COMPLETED)
WAITING = (DownloadState.QUEUED, DownloadState.PAUSED, DownloadState.CHECKING)
NOWHERE = "http://127.0.0.1:9/announce"

# What can be done with a download, and whether usenet has it.
DEEDS: dict[str, tuple[bool, Callable[[Through, str], Awaitable[Any]]]] = {
    "files": (True, lambda client, known: client.files(known)),
    "trackers": (False, lambda client, known: client.trackers(known)),
    "set_category": (True, lambda client, known: client.set_category(known, "films")),
    "set_limits": (
        False,
        lambda client, known: client.set_limits(known, ShareLimits()),
    ),
    "set_forced": (True, lambda client, known: client.set_forced(known, forced=True)),
    "unforce": (True, lambda client, known: client.set_forced(known, forced=False)),
    "move": (True, lambda client, known: client.move(known, Place.TOP)),
    "add_tags": (False, lambda client, known: client.add_tags(known, ["a"])),
    "remove_tags": (False, lambda client, known: client.remove_tags(known, ["a"])),
    "reannounce": (False, lambda client, known: client.reannounce(known)),
}


async def shown_of(client: Client, download: Download) -> Shown:
    """Return how a download that is there is shown."""
    assert isinstance(client, Through)
    return (await client.show({"it": followed(download)}))["it"]


async def comes_to_show(
    client: Client, download: Download, holds: Callable[[Shown], bool], what: str
) -> Shown:
    """Look until what is shown of a download is so."""

    async def look() -> Shown | None:
        shown = await shown_of(client, download)
        return shown if holds(shown) else None

    shown = await until(look, what, seconds=WAIT)
    assert shown is not None
    return shown


class ThroughContract:
    """The promises of every client that other programs look through.

    ``keeps_categories`` says that a category is there before anything is in it, ``tells_used`` that
    one is once something is, ``keeps_forced`` that what was forced stays so, and ``tells_place`` that
    its place in the queue is told.
    ``ranks`` says that a priority stays with a download, ``in_the_end`` in what order come two that were
    there, one of low priority, two of high, one more of low and one of normal.
    """

    unknown: ClassVar[Identity]
    of_torrents = False
    keeps_categories = True
    tells_used = True
    keeps_forced = True
    tells_place = True
    ranks = False
    in_the_end: ClassVar = "5412367"

    def make(self, name: str) -> Release:
        """Return something to download."""
        raise NotImplementedError

    def tells_added(self, world: World) -> bool:
        """Tell whether this version says when something was added."""
        return True

    def tells_content(self, world: World) -> bool:
        """Tell whether this version says where the data is."""
        return True

    async def lasting(self, world: World) -> Release:
        """Return what is not over as soon as it has begun."""
        return self.make("Lasting.2026")

    async def in_line(
        self, client: Client, world: World, *names: str
    ) -> list[Download]:
        """Return downloads that wait for their turn, in that order."""
        await world.queue_up()
        return [await add_file(client, self.make(name)) for name in names]

    async def is_in_line(self, world: World, line: str) -> None:
        """Wait until the queue is what the first letters of its names say."""

        async def is_so() -> bool:
            return [name[0] for name in await world.line()] == list(line)

        await until(is_so, f"the queue to be {line}", seconds=WAIT)

    # Showing

    async def test_other_programs_can_look_through(self, client) -> None:
        assert isinstance(client, Through)

    async def test_what_is_not_there_is_not_shown(self, client) -> None:
        assert await client.show({}) == {}
        assert await client.show({"gone": self.unknown, "none": Identity()}) == {}

    async def test_what_is_stopped_is_shown_by_the_callers_keys(
        self, client, world
    ) -> None:
        start = time.time() - 2
        release = self.make("Mine.2026")
        download = await add_file(client, release, category="films", stopped=True)
        await add_file(client, self.make("Other.2026"), stopped=True)
        await comes_to(client, download, DownloadState.PAUSED)
        found = await client.show(
            {
                "by id": followed(download),
                "again": Identity(id=download.id),
                "by what it is": identity_of(release),
                "gone": self.unknown,
            }
        )
        assert found.keys() == {"by id", "again", "by what it is"}
        for shown in found.values():
            assert shown.download.id == download.id
            assert shown.download.name == download.name
            assert shown.download.category == "films"
            assert not shown.download.complete
            assert (shown.stopped, shown.forced) == (True, False)
            assert shown.completed is None
            assert (shown.added is not None) is self.tells_added(world)
            assert start <= (shown.added or start) <= time.time() + 2

    async def test_what_is_complete_is_shown_as_well(self, client, world) -> None:
        start = time.time() - 2
        release = self.make("Done.2026")
        await world.place(release)
        download = await add_file(client, release)
        await comes_to(client, download, *DONE)
        for _ in range(2):
            shown = await shown_of(client, download)
            assert shown.download.complete
            assert not shown.stopped
            assert shown.completed is not None
            assert start <= shown.completed <= time.time() + 2
            assert shown.save_path
            if self.tells_content(world):
                folder = shown.save_path.rstrip("/")
                assert shown.download.content_path.startswith(f"{folder}/")
        await client.remove(download.id, delete_data=False)
        assert await client.show({"it": followed(download)}) == {}

    async def test_what_failed_is_shown_as_well(self, client, world) -> None:
        release, options = await world.doomed()
        download = await add_file(client, release, save_path=options.save_path)
        await comes_to(client, download, DownloadState.FAILED)
        shown = await shown_of(client, download)
        assert shown.download.state is DownloadState.FAILED
        assert shown.completed is None

    async def test_looking_is_not_following(self, client, world) -> None:
        """What is shown and what is followed may be asked about in turn."""
        one = await add_file(client, self.make("One.2026"), stopped=True)
        other = await add_file(client, self.make("Two.2026"), stopped=True)
        for _ in range(2):
            assert (await client.poll({"it": followed(one)})).downloads[
                "it"
            ].id == one.id
            assert (await shown_of(client, other)).download.id == other.id

    async def test_where_it_saves_as_a_rule(self, client, world) -> None:
        habits = await client.habits()
        assert habits.save_path.rstrip("/") == world.folder.rstrip("/")

    # Categories

    async def test_a_category_is_made_and_stays(self, client, world) -> None:
        await client.create_category("shows")
        await client.create_category("places", f"{world.folder}/elsewhere")
        await client.create_category("shows", f"{world.folder}/other")
        if self.keeps_categories:
            known = await client.categories()
            assert known["places"].rstrip("/") == f"{world.folder}/elsewhere"
            assert "other" not in known["shows"]
        download = await add_file(
            client, self.make("Mine.2026"), category="shows", stopped=True
        )
        assert download.category == "shows"
        assert ("shows" in await client.categories()) is self.tells_used

    async def test_a_category_is_changed(self, client, world) -> None:
        release = self.make("Mine.2026")
        download = await add_file(client, release, category="films", stopped=True)
        await comes_to(client, download, DownloadState.PAUSED)
        for category in ("new one", "films", ""):
            await client.set_category(download.id, category)
            shown = await shown_of(client, download)
            assert shown.download.category == category
            assert (await world.seen(release)).category == category
            assert shown.stopped

    # The queue

    async def test_what_is_forced_does_not_wait(self, client, world) -> None:
        await self.in_line(client, world, "First.2026")
        download = await add_file(client, await self.lasting(world))
        shown = await shown_of(client, download)
        assert (shown.download.state in WAITING, shown.forced) == (True, False)
        await client.set_forced(download.id, forced=False)
        await client.set_forced(download.id, forced=True)

        def goes(shown: Shown) -> bool:
            return shown.download.state not in WAITING

        shown = await comes_to_show(client, download, goes, "it to go on")
        assert shown.forced is self.keeps_forced
        await client.set_forced(download.id, forced=False)
        assert not (await shown_of(client, download)).forced

    async def test_what_is_stopped_is_not_started_by_not_forcing_it(
        self, client
    ) -> None:
        download = await add_file(client, self.make("Mine.2026"), stopped=True)
        await comes_to(client, download, DownloadState.PAUSED)
        await client.set_forced(download.id, forced=False)
        assert (await shown_of(client, download)).stopped

    async def test_a_download_is_moved_in_the_queue(self, client, world) -> None:
        one, two, three = await self.in_line(
            client, world, "1.2026", "2.2026", "3.2026"
        )
        assert (await client.habits()).queueing
        for download, place, line in (
            (three, Place.TOP, "312"),
            (two, Place.UP, "321"),
            (three, Place.DOWN, "231"),
            (two, Place.BOTTOM, "312"),
            (two, Place.DOWN, "312"),
            (three, Place.UP, "312"),
        ):
            await client.move(download.id, place)
            await self.is_in_line(world, line)
        if self.tells_place:
            places = [
                (await shown_of(client, one)).priority for one in (one, two, three)
            ]
            assert places == [2, 3, 1]

    async def test_the_first_goes_to_the_top(self, client, world) -> None:
        await self.in_line(client, world, "1.2026", "2.2026")
        high = Priority.HIGH
        await add_file(client, self.make("3.2026"), priority=high)
        download = await add_file(
            client, self.make("4.2026"), priority=high, stopped=True
        )
        await self.is_in_line(world, "4312")
        await comes_to_show(client, download, lambda one: one.stopped, "it to stop")

    async def test_a_priority_says_where_in_the_queue(self, client, world) -> None:
        await self.in_line(client, world, "1.2026", "2.2026")
        for number, priority in (
            (3, Priority.LOW),
            (4, Priority.HIGH),
            (5, Priority.HIGH),
            (6, Priority.LOW),
            (7, Priority.NORMAL),
        ):
            release = self.make(f"{number}.2026")
            download = await add_file(client, release, priority=priority)
            if self.ranks:
                assert (await world.seen(release)).priority is priority
            shown = await shown_of(client, download)
            assert (shown.stopped, shown.forced) == (False, False)
        await self.is_in_line(world, self.in_the_end)

    async def test_what_is_stopped_keeps_its_place_and_stays_so(
        self, client, world
    ) -> None:
        await self.in_line(client, world, "1.2026", "2.2026")
        for name, priority, line in (
            ("3.2026", Priority.LOW, "123"),
            ("4.2026", Priority.FORCE, "4123"),
        ):
            download = await add_file(
                client, self.make(name), priority=priority, stopped=True
            )
            await self.is_in_line(world, line)
            await comes_to_show(client, download, lambda one: one.stopped, "a stop")

    async def test_the_forced_does_not_wait(self, client, world) -> None:
        await self.in_line(client, world, "First.2026")
        download = await add_file(
            client, await self.lasting(world), priority=Priority.FORCE
        )
        shown = await comes_to_show(
            client, download, lambda one: one.download.state not in WAITING, "it to go"
        )
        assert shown.forced is self.keeps_forced

    async def test_the_forced_that_is_stopped_waits_for_somebody(
        self, client, world
    ) -> None:
        download = await add_file(
            client, self.make("Mine.2026"), priority=Priority.FORCE, stopped=True
        )
        await comes_to(client, download, DownloadState.PAUSED)
        assert (await shown_of(client, download)).stopped

    # What is not there

    @pytest.mark.parametrize("deed", DEEDS)
    async def test_nothing_can_be_done_with_what_is_not_there(
        self, client, deed: str
    ) -> None:
        everybody, call = DEEDS[deed]
        known = everybody or self.of_torrents
        with pytest.raises(UnknownDownload if known else NotSupported):
            await call(client, self.unknown.id)


class TorrentsThroughContract(ThroughContract):
    """The promises of torrent clients, besides."""

    of_torrents = True

    def knows_hybrids(self, world: World) -> bool:
        """Tell whether this version knows a hybrid by any of its hashes."""
        return True

    async def test_what_is_shared_can_be_stopped_and_is_shown(
        self, client, world
    ) -> None:
        torrent = a_torrent()
        await world.place(torrent)
        download = await add_file(client, torrent)
        await comes_to(client, download, DownloadState.SEEDING)
        assert not (await shown_of(client, download)).stopped
        await client.pause(download.id)
        shown = await comes_to_show(client, download, lambda one: one.stopped, "a stop")
        assert shown.download.complete
        assert shown.priority == 0

    async def test_a_hybrid_is_known_by_any_of_its_hashes(self, client, world) -> None:
        if not self.knows_hybrids(world):
            pytest.skip("it knows the first hash only")
        torrent = a_torrent(mode="hybrid")
        download = await add_file(client, torrent, stopped=True)
        assert torrent.v1
        assert torrent.v2
        each = {
            value: Identity(id=value)
            for value in (torrent.v1, torrent.v2[:40], torrent.v2, torrent.v1.upper())
        }
        each |= {
            f"hash {value}": Identity(hashes=frozenset({value}))
            for value in (torrent.v1, torrent.v2)
        }
        found = await client.show(each)
        assert {key: one.download.id for key, one in found.items()} == dict.fromkeys(
            each, download.id
        )
        await client.set_category(torrent.v1, "films")
        await client.add_tags(torrent.v2, ["evening"])
        shown = await shown_of(client, download)
        assert shown.download.category == "films"
        assert "evening" in shown.tags

    async def test_the_files_of_a_torrent(self, client, world) -> None:
        data = {"film.mkv": b"film" * 30_000, "extras/a.srt": b"text" * 9}
        torrent = make_torrent("Two.Files.2026", data)
        await world.know(torrent)
        await world.place(torrent)
        download = await add_file(client, torrent, stopped=True)
        await comes_to(client, download, DownloadState.PAUSED, DownloadState.COMPLETED)
        files = {one.name: one for one in await client.files(download.id)}
        assert {name: one.size for name, one in files.items()} == {
            path: len(content) for path, content in torrent.paths().items()
        }
        assert all(one.wanted for one in files.values())
        await client.resume(download.id)
        await comes_to(client, download, DownloadState.SEEDING)
        assert {one.progress for one in await client.files(download.id)} == {1.0}

    async def test_a_magnet_has_no_files_before_its_metadata(self, client) -> None:
        torrent = a_torrent()
        added = await client.add(
            identity_of(torrent),
            magnet=torrent.magnet(),
            file=None,
            options=DownloadOptions(),
        )
        assert await client.files(added.download.id) == ()
        assert (await shown_of(client, added.download)).download.size is None

    async def test_the_trackers_of_a_torrent(self, client, world) -> None:
        without = await add_file(client, a_torrent("Without.mkv"), stopped=True)
        assert await client.trackers(without.id) == ()
        name = "With.mkv"
        torrent = make_torrent(name, {name: b"x" * 99_999}, trackers=[NOWHERE])
        await world.know(torrent)
        download = await add_file(client, torrent, stopped=True)
        (tracker,) = await client.trackers(download.id)
        assert tracker.url == NOWHERE
        assert not tracker.works
        await client.reannounce(download.id)

    async def test_limits_of_sharing_are_set(self, client, world) -> None:
        download = await add_file(client, a_torrent(), stopped=True)
        await comes_to(client, download, DownloadState.PAUSED)
        assert (await shown_of(client, download)).limits == ShareLimits()
        for limits in (
            ShareLimits(ratio=1.5, seeding_time=90, inactive_time=45),
            ShareLimits(ratio=NO_LIMIT, seeding_time=NO_LIMIT, inactive_time=NO_LIMIT),
            ShareLimits(ratio=0.25),
            ShareLimits(inactive_time=7),
            ShareLimits(),
        ):
            await client.set_limits(download.id, limits)
            shown = await shown_of(client, download)
            assert shown.limits == world.known_of(limits)

    async def test_limits_are_asked_for_at_the_add(self, client, world) -> None:
        for number, (ratio, minutes, idle) in enumerate(
            [(2.5, 30, 15), (-1, -1, -1), (None, 30, None), (0.5, None, None)]
        ):
            download = await add_file(
                client,
                a_torrent(f"{number}.mkv"),
                stopped=True,
                ratio_limit=ratio,
                seeding_time=minutes,
                inactive_seeding_time=idle,
            )
            shown = await shown_of(client, download)
            wanted = ShareLimits(ratio=ratio, seeding_time=minutes, inactive_time=idle)
            assert shown.limits == world.known_of(wanted)

    async def test_the_limits_it_has_as_a_rule(self, client, world) -> None:
        assert (await client.habits()).limits == ShareLimits()
        limits = ShareLimits(ratio=2.5, seeding_time=90, inactive_time=45)
        await world.limit_sharing(limits)
        assert (await client.habits()).limits == world.known_of(limits)

    async def test_tags_come_and_go_but_ours(self, client, world) -> None:
        download = await add_file(
            client, a_torrent(), category="films", tags=("evening",), stopped=True
        )
        assert set((await shown_of(client, download)).tags) == {TAG, "evening"}
        await client.add_tags(download.id, ["family", "a, b"])
        await client.remove_tags(download.id, [])
        tags = set((await shown_of(client, download)).tags)
        assert tags == {TAG, "evening", "family", "a", "b"}
        await client.remove_tags(download.id, [TAG, "evening", "a,b", "never there"])
        shown = await shown_of(client, download)
        assert set(shown.tags) == {TAG, "family"}
        assert shown.download.category == "films"
        await client.remove_tags(download.id, [TAG])
        assert TAG in (await shown_of(client, download)).tags

    async def test_without_a_queue_nothing_is_moved(self, client) -> None:
        assert not (await client.habits()).queueing
        high = Priority.HIGH
        download = await add_file(client, a_torrent(), priority=high, stopped=True)
        for place in Place:
            await client.move(download.id, place)
        await comes_to_show(client, download, lambda one: one.stopped, "it to stop")


class UsenetThroughContract(ThroughContract):
    """The promises of usenet clients, besides."""

    async def lasting(self, world: World) -> Release:
        return await world.slow()

    async def test_the_files_of_a_post(self, client, world) -> None:
        waiting = await add_file(client, self.make("Waiting.2026"), stopped=True)
        (one,) = await client.files(waiting.id)
        assert "Waiting.2026" in one.name
        assert one.size
        assert one.progress == 0
        release = self.make("Done.2026")
        await world.place(release)
        download = await add_file(client, release)
        await comes_to(client, download, *DONE)
        (one,) = await client.files(download.id)
        assert (one.name, one.progress) == ("Done.2026", 1.0)

    async def test_what_is_downloaded_waits_no_more(self, client, world) -> None:
        release = self.make("Done.2026")
        await world.place(release)
        download = await add_file(client, release)
        await comes_to(client, download, *DONE)
        await client.move(download.id, Place.TOP)
        with pytest.raises(NotSupported):
            await client.set_forced(download.id, forced=True)
