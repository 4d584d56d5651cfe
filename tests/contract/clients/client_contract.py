"""What every client promises, torrents or usenet; ``contract`` is what a module subclasses."""

from dataclasses import fields
import time
from typing import Any, ClassVar

import pytest

from custom_components.greenlight.clients.base import (
    Client,
    Download,
    DownloadState,
    Feature,
    Finished,
    FoundBy,
    Identity,
)
from custom_components.greenlight.clients.errors import (
    InvalidAuth,
    NotSupported,
    ReleaseRefused,
    UnknownDownload,
)
from custom_components.greenlight.engine.options import DownloadOptions
from tests.support.waiting import until

from .world import (
    TITLE,
    WAIT,
    Release,
    World,
    add,
    add_file,
    comes_to,
    file_of,
    followed,
    identity_of,
    polled,
)

DONE = (DownloadState.SEEDING, DownloadState.COMPLETED)


class ClientContract:
    """The promises of every client.

    ``going`` is what an approved download may be at first, ``known_by`` by what it is recognised as
    long as its id is not known.
    """

    going: ClassVar[tuple[DownloadState, ...]]
    known_by: ClassVar[FoundBy] = FoundBy.ID
    unknown: ClassVar[Identity]
    applies: ClassVar[frozenset[str]] = frozenset({"category", "stopped"})
    asked: ClassVar[DownloadOptions] = DownloadOptions(category="films", stopped=True)
    # What can be limited by category where anything can, and what cannot.
    category_limits: ClassVar[DownloadOptions] = DownloadOptions(
        ratio_limit=2, seeding_time=90
    )
    no_category_limits: ClassVar[DownloadOptions] = DownloadOptions(download_limit=4096)

    def make(self, name: str = TITLE) -> Release:
        """Return something to download."""
        raise NotImplementedError

    @pytest.fixture
    async def client(self, world: World) -> Client:
        return world.client()

    async def completed(self, client: Client, world: World, name: str, **asked: Any):
        """Return a download that was added and is complete."""
        release = self.make(name)
        await world.place(release)
        download = await add_file(client, release, **asked)
        return await comes_to(client, download, *DONE)

    # Connecting

    async def test_connecting_tells_program_and_version(self, client, world) -> None:
        info = await client.connect()
        assert (info.name, info.version) == (world.program, world.version)

    async def test_connecting_again_is_harmless(self, client) -> None:
        assert await client.connect() == await client.connect()

    async def test_wrong_credentials_are_told_apart(self, world) -> None:
        client = world.client(**world.wrong)
        with pytest.raises(InvalidAuth):
            await client.connect()
        with pytest.raises(InvalidAuth):
            await client.poll({})

    async def test_a_lost_session_is_nobodys_trouble(self, client, world) -> None:
        download = await add_file(client, self.make(), stopped=True)
        await world.lose_sessions()
        assert (await polled(client, download)).id == download.id
        await world.lose_sessions()
        await add_file(client, self.make("Another.Film.2026"), stopped=True)

    async def test_closing_ends_quietly_and_is_no_end(self, client) -> None:
        await client.connect()
        await client.close()
        await client.close()
        assert (await client.poll({})).downloads == {}

    # Adding and finding

    async def test_what_it_lacks_is_nothing_that_it_does(self, client) -> None:
        options = {one.name for one in fields(DownloadOptions)}
        assert client.lacks <= options - self.applies

    async def test_a_file_is_added_with_everything_asked_for(
        self, client, world
    ) -> None:
        release = self.make()
        asked = {name: getattr(self.asked, name) for name in self.applies}
        download = await add_file(client, release, **asked)
        assert download.name == release.name
        paused = await comes_to(client, download, DownloadState.PAUSED)
        seen = await world.seen(release)
        assert {name: getattr(seen, name) for name in self.applies} == asked
        assert not paused.complete
        assert paused.category == asked.get("category", "")

    async def test_an_approved_release_starts(self, client, world) -> None:
        release = self.make()
        await world.place(release)
        await comes_to(client, await add_file(client, release), *self.going, *DONE)

    async def test_adding_twice_is_a_success_and_adds_nothing(
        self, client, world
    ) -> None:
        release = self.make()
        first = await add(client, release, stopped=True)
        assert first.already_there is None
        again = await add(client, release, stopped=True)
        assert again.already_there is self.known_by
        assert again.download.id == first.download.id
        assert await world.count() == 1

    async def test_a_download_is_found_by_what_is_known_of_it(
        self, client, world
    ) -> None:
        release = self.make()
        identity = identity_of(release)
        assert await client.find(identity) is None
        download = await add_file(client, release, stopped=True)
        by_id = Identity(id=download.id)
        for known, by in (
            (identity, self.known_by),
            (by_id, FoundBy.ID),
            (followed(download), FoundBy.ID),
        ):
            hit = await client.find(known)
            assert (hit.download.id, hit.by) == (download.id, by)
        assert await client.find(Identity()) is None
        assert await client.find(self.unknown) is None

    async def test_nothing_to_add_is_refused(self, client, world) -> None:
        with pytest.raises(ReleaseRefused):
            await client.add(
                self.unknown, magnet=None, file=None, options=DownloadOptions()
            )
        assert await world.count() == 0

    async def test_what_is_no_such_file_is_refused(self, client, world) -> None:
        with pytest.raises(ReleaseRefused):
            await client.add(
                self.unknown,
                magnet=None,
                file=b"<html>gone</html>",
                options=DownloadOptions(),
            )
        assert await client.find(self.unknown) is None

    # Following

    async def test_following_nothing_tells_the_totals(self, client) -> None:
        poll = await client.poll({})
        assert poll.downloads == {}
        assert (poll.transfer.download_speed, poll.transfer.upload_speed) == (0, 0)
        assert poll.transfer.trouble == ""

    async def test_a_poll_tells_of_the_followed_by_the_callers_keys(
        self, client
    ) -> None:
        mine = await add_file(client, self.make("Mine.2026"), stopped=True)
        await add_file(client, self.make("Other.2026"), stopped=True)
        one = followed(mine)
        poll = await client.poll({"mine": one, "again": one, "gone": self.unknown})
        names = {key: download.name for key, download in poll.downloads.items()}
        assert names == {"mine": "Mine.2026", "again": "Mine.2026"}

    async def test_what_was_removed_by_hand_is_not_there(self, client, world) -> None:
        release = self.make()
        download = await add_file(client, release, stopped=True)
        await polled(client, download)
        await world.remove_by_hand(release)
        assert (await client.poll({"it": followed(download)})).downloads == {}
        assert await client.find(identity_of(release)) is None

    async def test_progress_is_seen(self, client, world) -> None:
        release = await world.slow()
        download = await add_file(client, release)
        steps: list[Download] = []

        async def is_halfway() -> bool:
            steps.append(await polled(client, download))
            return 0 < steps[-1].progress < 1

        async def is_complete() -> bool:
            steps.append(await polled(client, download))
            return steps[-1].complete

        await until(is_halfway, "a part of it", seconds=WAIT, pause=0.05)
        await world.let_go()
        await until(is_complete, "it to be complete", seconds=WAIT, pause=0.05)
        halfway = [step for step in steps if 0 < step.progress < 1]
        assert halfway
        assert not any(step.complete for step in halfway)
        progress = [step.progress for step in steps]
        assert progress == sorted(progress)
        states = {step.state for step in halfway}
        assert states & {DownloadState.DOWNLOADING, DownloadState.STALLED}
        assert any(step.size and 0 < step.done <= step.size for step in halfway)

    async def test_completion_is_seen(self, client, world) -> None:
        done = await self.completed(client, world, TITLE)
        assert done.complete
        assert done.progress == 1
        assert done.size
        assert done.done == done.size

    async def test_what_fails_says_why(self, client, world) -> None:
        release, options = await world.doomed()
        added = await client.add(
            identity_of(release), magnet=None, file=file_of(release), options=options
        )
        failed = await comes_to(client, added.download, DownloadState.FAILED)
        assert not failed.complete
        assert failed.problem
        assert failed.message

    # Steering

    async def test_pausing_and_resuming(self, client, world) -> None:
        download = await add_file(client, await world.slow(), stopped=True)
        await comes_to(client, download, DownloadState.PAUSED)
        await client.resume(download.id)
        await comes_to(client, download, *self.going)
        await client.pause(download.id)
        # What it is in the middle of it ends first.
        await world.let_go()
        await comes_to(client, download, DownloadState.PAUSED)

    @pytest.mark.parametrize("action", ["pause", "resume", "recheck"])
    async def test_what_is_not_there_cannot_be_steered(
        self, client, action: str
    ) -> None:
        known = action != "recheck" or Feature.RECHECK in client.features
        with pytest.raises(UnknownDownload if known else NotSupported):
            await getattr(client, action)(self.unknown.id)

    @pytest.mark.parametrize("delete_data", [True, False])
    async def test_removing_with_or_without_data(
        self, client, world, *, delete_data: bool
    ) -> None:
        release = self.make()
        await world.place(release)
        download = await add_file(client, release)
        await comes_to(client, download, *DONE)
        await client.remove(download.id, delete_data=delete_data)
        assert await client.find(identity_of(release)) is None
        assert (await client.poll({"it": followed(download)})).downloads == {}

        async def data_is_as_asked() -> bool:
            return await world.has_data(release) is not delete_data

        await until(data_is_as_asked, "the data to be as asked for", seconds=10)

    async def test_removing_an_unfinished_download(self, client, world) -> None:
        download = await add_file(client, self.make(), stopped=True)
        await client.remove(download.id, delete_data=True)
        assert (await client.poll({"it": followed(download)})).downloads == {}
        assert await world.count() == 0

    async def test_removing_what_is_not_there_is_a_success(self, client) -> None:
        await client.remove(self.unknown.id, delete_data=True)

    async def test_everything_is_paused_and_resumed(self, client, world) -> None:
        """Either the client as a whole tells that it is paused, or each download does."""
        download = await add_file(client, await world.slow())

        async def is_paused() -> bool:
            poll = await client.poll({"it": followed(download)})
            if poll.transfer.paused is not None:
                return poll.transfer.paused
            return poll.downloads["it"].state is DownloadState.PAUSED

        async def is_going() -> bool:
            return not await is_paused()

        await client.pause_all()
        await until(is_paused, "everything to be paused", seconds=WAIT)
        await client.resume_all()
        await until(is_going, "everything to go on", seconds=WAIT)
        await comes_to(client, download, *self.going, *DONE)

    # Limits

    async def limits(self, client: Client) -> tuple[int | None, int | None]:
        await client.survey()
        transfer = (await client.poll({})).transfer
        return transfer.download_limit, transfer.upload_limit

    async def test_speed_limits_are_set_and_read_back(self, client) -> None:
        await client.connect()
        await client.set_speed_limits(download=2_048_000)
        assert (await self.limits(client))[0] == 2_048_000
        # Rounded up by those who count in larger units.
        await client.set_speed_limits(download=1_000_001)
        assert 1_000_001 <= ((await self.limits(client))[0] or 0) < 1_002_500
        await client.set_speed_limits(download=0)
        assert (await self.limits(client))[0] == 0

    async def test_upload_limits_where_there_is_an_upload(self, client) -> None:
        await client.connect()
        if Feature.UPLOAD not in client.features:
            with pytest.raises(NotSupported):
                await client.set_speed_limits(upload=512_000)
            return
        await client.set_speed_limits(download=2_048_000, upload=512_000)
        assert await self.limits(client) == (2_048_000, 512_000)
        await client.set_speed_limits(upload=0)
        assert await self.limits(client) == (2_048_000, 0)

    async def test_alternative_speed_limits_are_switched(self, client) -> None:
        await client.connect()
        if Feature.ALTERNATIVE_SPEED not in client.features:
            assert (await client.poll({})).transfer.alternative_speed is None
            with pytest.raises(NotSupported):
                await client.set_alternative_speed(enabled=True)
            return
        for enabled in (True, True, False):
            await client.set_alternative_speed(enabled=enabled)
            assert (await client.poll({})).transfer.alternative_speed is enabled

    async def test_limits_of_a_category_where_there_are_some(
        self, client, world
    ) -> None:
        await client.connect()
        # It is there already.
        await add_file(client, self.make(), category="films", stopped=True)
        known = Feature.CATEGORY_LIMITS in client.features
        if not known or await world.category_limits("films") is None:
            with pytest.raises(NotSupported):
                await client.set_category_limits("films", self.category_limits)
            return
        await client.set_category_limits("films", self.category_limits)
        assert await world.category_limits("films") == self.category_limits
        with pytest.raises(NotSupported):
            await client.set_category_limits("films", self.no_category_limits)

    async def test_the_speed_of_what_is_in_a_category_where_that_can_be_limited(
        self, client, world
    ) -> None:
        await client.connect()
        if Feature.CATEGORY_SPEED not in client.features:
            with pytest.raises(NotSupported):
                await client.set_category_speed("films", download=4_096_000)
            return
        one, theirs, other = map(self.make, ("One.2026", "Two.2026", "Three.2026"))
        await add_file(client, one, category="films", stopped=True)
        await world.add_by_hand(theirs, category="films", stopped=True)
        await add_file(client, other, category="music", stopped=True)

        async def limits(release: Release) -> tuple[int, int]:
            seen = await world.seen(release)
            return seen.download_limit or 0, seen.upload_limit or 0

        await client.set_category_speed("films", download=4_096_000, upload=2_048_000)
        assert await limits(one) == await limits(theirs) == (4_096_000, 2_048_000)
        assert await limits(other) == (0, 0)
        await client.set_category_speed("films", download=0)
        assert await limits(one) == await limits(theirs) == (0, 2_048_000)

    # Surveying

    async def test_the_survey_counts_by_state(self, client) -> None:
        assert (await client.survey()).counts == {}
        for name in ("One.2026", "Two.2026"):
            download = await add_file(client, self.make(name), stopped=True)
            await comes_to(client, download, DownloadState.PAUSED)
        survey = await client.survey()
        assert survey.counts == {DownloadState.PAUSED: 2}
        assert survey.space.free > 1_000_000

    async def test_the_survey_names_the_categories(self, client) -> None:
        await add_file(client, self.make(), category="films", stopped=True)
        assert "films" in (await client.survey()).categories

    async def test_the_room_where_the_client_saves(self, client) -> None:
        space = await client.space()
        assert space.free > 1_000_000
        assert space.total is None or space.total >= space.free

    async def test_the_room_in_a_folder_where_the_client_can_tell(
        self, client, world
    ) -> None:
        there = await client.space(world.folder)
        assert there.free is None or there.free > 1_000_000
        assert (await client.space("/no/such/folder")).total is None

    async def test_what_was_finished_is_told_whoever_added_it(
        self, client, world
    ) -> None:
        start = time.time() - 2
        mine, theirs, other = map(self.make, ("Mine.2026", "Theirs.2026", "Other.2026"))
        for release in (mine, theirs, other):
            await world.place(release)
        await add_file(client, mine, category="films")
        await world.add_by_hand(theirs, category="films")
        await add_file(client, other, category="music")
        await add_file(
            client, self.make("Waiting.2026"), category="films", stopped=True
        )

        async def both() -> tuple[Finished, ...]:
            ended = await client.finished(["FILMS", "books"], since=start)
            return ended if len(ended) > 1 else ()

        ended = await until(both, "both to be finished", seconds=WAIT)
        assert {one.name for one in ended} == {mine.name, theirs.name}
        assert {one.category for one in ended} == {"films"}
        assert [one.at for one in ended] == sorted(one.at for one in ended)
        for one in ended:
            assert start <= one.at <= time.time() + 2
            assert one.size
        last = ended[-1]
        assert last in await client.finished(["Films"], since=last.at)
        assert await client.finished(["films"], since=last.at + 1) == ()
        assert await client.finished([], since=start) == ()

    async def test_the_oldest_of_very_many_finished_come_first(
        self, client, world
    ) -> None:
        since = 1_767_225_600
        await world.complete_many(620, "films", since=since)
        ended = await client.finished(["films"], since=since + 10)
        assert [one.at for one in ended] == [since + 10 + n for n in range(500)]
        rest = await client.finished(["films"], since=ended[-1].at + 1)
        assert len(rest) == 110
        assert len({one.id for one in (*ended, *rest)}) == 610
