"""What every client promises, whatever its name and version.

A module subclasses ``TorrentContract`` or ``UsenetContract`` and gives a fixture ``world``: the
server side with its own view of things, and a way to get clients of it. What only some kinds of
clients can do is asked of ``client.features``; ``applies`` names the options an add can carry.
"""

import time

import pytest

from custom_components.greenlight.clients.base import (
    TAG,
    DownloadState,
    Feature,
    Finished,
    FoundBy,
    Identity,
    Problem,
)
from custom_components.greenlight.clients.errors import ReleaseRefused
from custom_components.greenlight.engine.options import DownloadOptions
from tests.support.waiting import until

from .client_contract import DONE, ClientContract
from .world import (
    TITLE,
    UNKNOWN_HASH,
    WAIT,
    Release,
    a_post,
    a_torrent,
    add,
    add_file,
    comes_to,
    followed,
    found,
    hashes_of,
    identity_of,
    polled,
)

__all__ = ["DONE", "ClientContract", "TorrentContract", "UsenetContract"]


class TorrentContract(ClientContract):
    """The promises of a torrent client, besides."""

    going = (
        DownloadState.STALLED,
        DownloadState.DOWNLOADING,
        DownloadState.QUEUED,
    )
    unknown = Identity(id=UNKNOWN_HASH, hashes=frozenset({UNKNOWN_HASH}))
    applies = frozenset(
        {
            "category",
            "save_path",
            "tags",
            "stopped",
            "sequential",
            "first_last",
            "ratio_limit",
            "seeding_time",
            "download_limit",
            "upload_limit",
        }
    )
    asked = DownloadOptions(
        category="films",
        save_path="/tmp/greenlight-nowhere",
        tags=(TAG, "evening", "family"),
        stopped=True,
        sequential=True,
        first_last=True,
        ratio_limit=1.5,
        seeding_time=90,
        download_limit=4096,
        upload_limit=2048,
    )

    def make(self, name: str = TITLE) -> Release:
        return a_torrent(name)

    async def test_an_id_is_one_of_the_hashes(self, client) -> None:
        torrent = a_torrent()
        download = await add_file(client, torrent, stopped=True)
        assert download.id == torrent.client_id
        assert download.hashes == hashes_of(torrent)

    async def test_a_magnet_has_no_size_before_its_metadata(self, client) -> None:
        torrent = a_torrent()
        added = await client.add(
            identity_of(torrent),
            magnet=torrent.magnet(),
            file=None,
            options=DownloadOptions(tags=("later",)),
        )
        assert added.already_there is None
        download = await comes_to(
            client, added.download, DownloadState.FETCHING_METADATA
        )
        assert (download.size, download.eta, download.complete) == (None, None, False)

    async def test_the_magnet_of_what_is_there_adds_nothing(
        self, client, world
    ) -> None:
        torrent = a_torrent()
        first = await add_file(client, torrent)
        second = await client.add(
            identity_of(torrent),
            magnet=torrent.magnet(),
            file=None,
            options=DownloadOptions(),
        )
        assert second.already_there is FoundBy.ID
        assert second.download.id == first.id
        assert await world.count() == 1

    async def test_a_download_of_somebody_else_is_tagged_and_left_alone(
        self, client, world
    ) -> None:
        torrent = a_torrent()
        await world.add_by_hand(torrent, category="theirs", stopped=True)
        added = await add(client, torrent, category="ours", tags=("ours",))
        assert added.already_there is FoundBy.ID
        await comes_to(client, added.download, DownloadState.PAUSED)
        seen = await world.seen(torrent)
        assert seen.tags == (TAG,)
        assert seen.category == "theirs"
        assert seen.stopped

    async def test_a_magnet_that_is_none_is_refused(self, client) -> None:
        with pytest.raises(ReleaseRefused):
            await client.add(
                self.unknown,
                magnet="magnet:?xt=urn:btih:nothing",
                file=None,
                options=DownloadOptions(),
            )

    async def test_a_download_is_never_found_by_its_title(self, client) -> None:
        torrent = a_torrent()
        await add_file(client, torrent, stopped=True)
        known = Identity(title=torrent.name, handed=1.0)
        assert await client.find(known) is None

    async def test_a_finished_download_is_shared_and_pauses_to_completed(
        self, client, world
    ) -> None:
        torrent = a_torrent()
        await world.place(torrent)
        download = await add_file(client, torrent)
        seeding = await comes_to(client, download, DownloadState.SEEDING)
        assert (seeding.size, seeding.complete) == (torrent.size, True)
        await client.pause(download.id)
        assert (await comes_to(client, download, DownloadState.COMPLETED)).complete

    async def test_what_is_there_already_is_shared(self, client, world) -> None:
        assert Feature.SEED in client.features
        torrent = a_torrent()
        await world.place(torrent)
        download = await add_file(
            client, torrent, save_path=world.folder, skip_check=True
        )
        assert (await comes_to(client, download, DownloadState.SEEDING)).complete

    async def test_data_is_checked_again(self, client, world) -> None:
        torrent = a_torrent()
        download = await add_file(client, torrent, stopped=True)
        await comes_to(client, download, DownloadState.PAUSED)
        await world.place(torrent)
        await client.recheck(download.id)
        assert (await comes_to(client, download, *DONE)).complete


class UsenetContract(ClientContract):
    """The promises of a usenet client, besides."""

    going = (
        DownloadState.QUEUED,
        DownloadState.DOWNLOADING,
        DownloadState.POST_PROCESSING,
    )
    unknown = Identity(
        id="123456789", title="Never.Seen.2019.2160p.BluRay.x265-NOBODY", mark="f" * 32
    )
    # Another spelling, and another release, of what ``make`` makes.
    spelling = "Some Film (2026) [1080p] [WEB] [h264]-GROUP"
    another = "Some.Film.2026.2160p.WEB.h265-GROUP"

    def make(self, name: str = TITLE) -> Release:
        return a_post(name)

    @staticmethod
    def titled(title: str, handed: float | None = None) -> Identity:
        return Identity(title=title, mark="0" * 32, handed=handed)

    async def test_what_is_in_the_queue_is_found_by_its_title(
        self, client, world
    ) -> None:
        await world.add_by_hand(self.make(), stopped=True)
        for title in (TITLE, self.spelling):
            hit = await client.find(self.titled(title))
            assert hit is not None, title
            assert (hit.by, hit.download.name) == (FoundBy.TITLE, TITLE)
        assert await client.find(self.titled(self.another)) is None
        assert await client.find(self.titled("")) is None

    async def test_what_somebody_else_queued_is_not_added_again(
        self, client, world
    ) -> None:
        release = self.make()
        await world.add_by_hand(release, stopped=True)
        added = await add(client, release, category="films")
        assert added.already_there is FoundBy.TITLE
        assert await world.count() == 1
        seen = await world.seen(release)
        assert seen.category != "films"
        assert seen.stopped
        assert (await polled(client, added.download)).id == added.download.id

    async def test_what_was_finished_counts_only_since_it_was_handed(
        self, client, world
    ) -> None:
        """A film that was downloaded last year is downloaded again if somebody approves it."""
        release = self.make()
        await world.place(release)
        start = time.time()
        await world.add_by_hand(release, category="films")

        async def ended() -> tuple[Finished, ...]:
            return await client.finished(["films"], since=start - 2)

        await until(ended, "it to be finished", seconds=WAIT)
        assert await client.find(self.titled(TITLE)) is None
        assert await client.find(self.titled(TITLE, time.time() + 3600)) is None
        hit = await client.find(self.titled(self.spelling, start - 2))
        assert hit is not None
        assert (hit.by, hit.download.complete) == (FoundBy.TITLE, True)
        assert (await add(client, release, stopped=True)).already_there is None
        assert await world.count() == 2

    async def test_a_magnet_is_refused(self, client, world) -> None:
        with pytest.raises(ReleaseRefused):
            await client.add(
                self.unknown,
                magnet="magnet:?xt=urn:btih:" + UNKNOWN_HASH,
                file=None,
                options=DownloadOptions(),
            )
        assert await world.count() == 0

    async def test_missing_articles_fail_and_say_so(self, client) -> None:
        download = await add_file(client, self.make())
        failed = await comes_to(client, download, DownloadState.FAILED)
        assert failed.problem is Problem.MISSING_ARTICLES
        assert failed.message
        assert (await found(client, followed(download))).id == failed.id

    async def test_what_failed_is_added_again(self, client, world) -> None:
        first = await add_file(client, self.make())
        await comes_to(client, first, DownloadState.FAILED)
        second = await add(client, self.make(), stopped=True)
        assert second.already_there is None
        assert second.download.id != first.id
        await comes_to(client, second.download, DownloadState.PAUSED)

    async def test_a_failed_download_can_be_removed(self, client, world) -> None:
        download = await add_file(client, self.make())
        await comes_to(client, download, DownloadState.FAILED)
        await client.remove(download.id, delete_data=True)
        assert (await client.poll({"it": followed(download)})).downloads == {}
        assert await world.count() == 0

    async def test_what_is_complete_is_in_its_place(self, client, world) -> None:
        done = await self.completed(client, world, TITLE, category="films")
        assert done.state is DownloadState.COMPLETED
        assert done.content_path
        assert done.category == "films"
        assert await client.find(identity_of(self.make())) is not None
