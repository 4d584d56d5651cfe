"""What every torrent client promises, whatever its name and version.

A subclass gives a ``world``: the server side with its own view of things, and a way to get clients
of it.
"""

from typing import Any, Protocol

import pytest

from custom_components.greenlight.clients.base import (
    TAG,
    Client,
    Download,
    DownloadState,
    Followed,
    InvalidAuth,
    Poll,
    ReleaseRefused,
    UnknownDownload,
)
from custom_components.greenlight.engine.rules import DownloadOptions
from tests.support.torrents import Mode, Torrent, make_torrent
from tests.support.waiting import until

UNKNOWN = "f" * 40


class World(Protocol):
    """The server of one test."""

    program: str
    version: str

    def client(self, **changed: str) -> Client:
        """Return a client with the right credentials, or with some changed."""

    async def place(self, torrent: Torrent) -> None:
        """Put the data of a torrent where the server will look for it."""

    async def has_data(self, torrent: Torrent) -> bool:
        """Tell whether the server still has the data of a torrent."""

    async def add_by_hand(self, torrent: Torrent, **fields: str) -> None:
        """Add a torrent as somebody else would."""

    async def seen(self, torrent: Torrent) -> dict[str, Any] | None:
        """Return the server's own row about a torrent."""

    async def lose_sessions(self) -> None:
        """Make the server forget everybody who is logged in."""


def a_torrent(name: str = "Some.Film.2026.mkv", mode: Mode = "v1") -> Torrent:
    """Return a torrent of two pieces."""
    return make_torrent(name, {name: name.encode() * 5000}, mode=mode)


def hashes_of(torrent: Torrent) -> frozenset[str]:
    """Return all its hashes."""
    return frozenset(value for value in (torrent.v1, torrent.v2) if value)


def followed(download: Download) -> Followed:
    """Return what is kept of a download in order to follow it."""
    return Followed(id=download.id, hashes=download.hashes)


async def add_file(client: Client, torrent: Torrent, **options: Any) -> Download:
    """Add a torrent by its file and return the download."""
    added = await client.add(
        magnet=None,
        file=torrent.content,
        hashes=hashes_of(torrent),
        options=DownloadOptions(**options),
    )
    return added.download


async def polled(client: Client, download: Download) -> Download:
    """Return what a poll tells about one download."""
    (found,) = (await client.poll([followed(download)])).downloads
    return found


async def found_by(client: Client, *hashes: str | None) -> Download:
    """Return what the client finds by hashes that are there."""
    download = await client.find(frozenset(value for value in hashes if value))
    assert download is not None
    return download


async def comes_to(
    client: Client, download: Download, *states: DownloadState
) -> Download:
    """Poll until the download is in one of the states."""

    async def look() -> Download | None:
        found = await polled(client, download)
        return found if found.state in states else None

    found = await until(look, f"the download to be in {states}", seconds=30)
    assert found is not None
    return found


class ClientContract:
    """The promises."""

    @pytest.fixture
    async def client(self, world: World) -> Client:
        return world.client()

    async def test_connecting_tells_program_and_version(self, client, world) -> None:
        info = await client.connect()
        assert (info.name, info.version) == (world.program, world.version)

    async def test_connecting_again_is_harmless(self, client) -> None:
        assert await client.connect() == await client.connect()

    async def test_wrong_credentials_are_told_apart(self, world) -> None:
        client = world.client(password="wrong")
        with pytest.raises(InvalidAuth):
            await client.connect()
        with pytest.raises(InvalidAuth):
            await client.poll([])

    async def test_a_file_is_added_with_everything_asked_for(
        self, client, world
    ) -> None:
        torrent = a_torrent()
        download = await add_file(
            client,
            torrent,
            category="films",
            save_path="/tmp/greenlight-nowhere",
            tags=("evening", "family"),
            stopped=True,
            sequential=True,
            first_last=True,
            ratio_limit=1.5,
            seeding_time=90,
            download_limit=4096,
            upload_limit=2048,
        )
        row = await world.seen(torrent)
        assert download.id == torrent.client_id
        assert download.name == torrent.name
        assert row["category"] == "films"
        assert row["save_path"].rstrip("/") == "/tmp/greenlight-nowhere"
        assert set(row["tags"].split(", ")) == {TAG, "evening", "family"}
        assert (row["seq_dl"], row["f_l_piece_prio"], row["auto_tmm"]) == (
            True,
            True,
            False,
        )
        assert (row["ratio_limit"], row["seeding_time_limit"]) == (1.5, 90)
        assert (row["dl_limit"], row["up_limit"]) == (4096, 2048)
        assert (
            await comes_to(client, download, DownloadState.PAUSED)
        ).complete is False

    async def test_an_approved_release_starts(self, client) -> None:
        download = await add_file(client, a_torrent())
        await comes_to(
            client, download, DownloadState.STALLED, DownloadState.DOWNLOADING
        )

    async def test_a_magnet_has_no_size_before_its_metadata(self, client) -> None:
        torrent = a_torrent()
        added = await client.add(
            magnet=torrent.magnet(),
            file=None,
            hashes=hashes_of(torrent),
            options=DownloadOptions(tags=("later",)),
        )
        assert not added.already_there
        download = await comes_to(
            client, added.download, DownloadState.FETCHING_METADATA
        )
        assert (download.size, download.eta, download.complete) == (None, None, False)

    async def test_adding_twice_is_a_success(self, client) -> None:
        torrent = a_torrent()
        first = await add_file(client, torrent)
        second = await client.add(
            magnet=torrent.magnet(),
            file=None,
            hashes=hashes_of(torrent),
            options=DownloadOptions(),
        )
        assert second.already_there
        assert second.download.id == first.id

    async def test_a_download_of_somebody_else_is_tagged_and_left_alone(
        self, client, world
    ) -> None:
        torrent = a_torrent()
        await world.add_by_hand(
            torrent, category="theirs", paused="true", stopped="true"
        )
        added = await client.add(
            magnet=None,
            file=torrent.content,
            hashes=hashes_of(torrent),
            options=DownloadOptions(category="ours", tags=("ours",)),
        )
        row = await world.seen(torrent)
        assert added.already_there
        assert row["tags"] == TAG
        assert row["category"] == "theirs"

    async def test_what_is_no_torrent_is_refused(self, client) -> None:
        with pytest.raises(ReleaseRefused):
            await client.add(
                magnet=None,
                file=b"<html>gone</html>",
                hashes=frozenset({UNKNOWN}),
                options=DownloadOptions(),
            )

    async def test_a_magnet_that_is_none_is_refused(self, client) -> None:
        with pytest.raises(ReleaseRefused):
            await client.add(
                magnet="magnet:?xt=urn:btih:nothing",
                file=None,
                hashes=frozenset({UNKNOWN}),
                options=DownloadOptions(),
            )

    async def test_nothing_to_add_is_refused(self, client) -> None:
        with pytest.raises(ReleaseRefused):
            await client.add(
                magnet=None,
                file=None,
                hashes=frozenset({UNKNOWN}),
                options=DownloadOptions(),
            )

    async def test_a_download_is_found_by_its_hash(self, client) -> None:
        torrent = a_torrent()
        assert await client.find(hashes_of(torrent)) is None
        download = await add_file(client, torrent)
        found = await client.find(hashes_of(torrent))
        assert found.id == download.id
        assert await client.find(frozenset()) is None

    async def test_following_nothing_tells_the_totals(self, client) -> None:
        poll = await client.poll([])
        assert poll.downloads == ()
        assert (poll.transfer.download_speed, poll.transfer.upload_speed) == (0, 0)

    async def test_a_poll_tells_of_the_followed_only(self, client) -> None:
        mine = await add_file(client, a_torrent("Mine.mkv"))
        await add_file(client, a_torrent("Other.mkv"))
        gone = Followed(id=UNKNOWN, hashes=frozenset({UNKNOWN}))
        poll: Poll = await client.poll([followed(mine), gone])
        assert [download.name for download in poll.downloads] == ["Mine.mkv"]

    async def test_completion_is_seen(self, client, world) -> None:
        torrent = a_torrent()
        await world.place(torrent)
        added = await add_file(client, torrent)
        done = await comes_to(client, added, DownloadState.SEEDING)
        assert done.complete
        assert (done.progress, done.size, done.done) == (1, torrent.size, torrent.size)

    async def test_pausing_and_resuming(self, client) -> None:
        download = await add_file(client, a_torrent())
        await client.pause(download.id)
        await comes_to(client, download, DownloadState.PAUSED)
        await client.resume(download.id)
        await comes_to(
            client, download, DownloadState.STALLED, DownloadState.DOWNLOADING
        )

    async def test_a_finished_download_pauses_to_completed(self, client, world) -> None:
        torrent = a_torrent()
        await world.place(torrent)
        download = await add_file(client, torrent)
        await comes_to(client, download, DownloadState.SEEDING)
        await client.pause(download.id)
        assert (await comes_to(client, download, DownloadState.COMPLETED)).complete

    async def test_data_is_checked_again(self, client, world) -> None:
        torrent = a_torrent()
        download = await add_file(client, torrent, stopped=True)
        await comes_to(client, download, DownloadState.PAUSED)
        await world.place(torrent)
        await client.recheck(download.id)
        assert (await comes_to(client, download, DownloadState.COMPLETED)).complete

    @pytest.mark.parametrize("action", ["pause", "resume", "recheck"])
    async def test_what_is_not_there_cannot_be_steered(
        self, client, action: str
    ) -> None:
        with pytest.raises(UnknownDownload):
            await getattr(client, action)(UNKNOWN)

    @pytest.mark.parametrize("delete_data", [True, False])
    async def test_removing_with_or_without_data(
        self, client, world, *, delete_data: bool
    ) -> None:
        torrent = a_torrent()
        await world.place(torrent)
        download = await add_file(client, torrent)
        await comes_to(client, download, DownloadState.SEEDING)
        await client.remove(download.id, delete_data=delete_data)
        assert await client.find(hashes_of(torrent)) is None

        async def data_is_as_asked() -> bool:
            return await world.has_data(torrent) is not delete_data

        await until(data_is_as_asked, "the data to be as asked for", seconds=10)

    async def test_removing_what_is_not_there_is_a_success(self, client) -> None:
        await client.remove(UNKNOWN, delete_data=True)

    async def test_the_survey_counts_by_state(self, client) -> None:
        assert (await client.survey()).counts == {}
        for name in ("One.mkv", "Two.mkv"):
            download = await add_file(client, a_torrent(name), stopped=True)
            await comes_to(client, download, DownloadState.PAUSED)
        survey = await client.survey()
        assert survey.counts == {DownloadState.PAUSED: 2}
        assert survey.free_space > 1_000_000

    async def test_alternative_speed_limits_are_switched(self, client) -> None:
        await client.connect()
        for enabled in (True, True, False):
            await client.set_alternative_speed(enabled=enabled)
            assert (await client.poll([])).transfer.alternative_speed is enabled

    async def test_a_lost_session_is_nobodys_trouble(self, client, world) -> None:
        download = await add_file(client, a_torrent())
        await world.lose_sessions()
        assert (await polled(client, download)).id == download.id
        await world.lose_sessions()
        await add_file(client, a_torrent("Another.mkv"))

    async def test_closing_ends_quietly_and_is_no_end(self, client) -> None:
        await client.connect()
        await client.close()
        await client.close()
        assert (await client.poll([])).downloads == ()
