"""On the way home nothing that fails for now ends anything, and what people say counts at once."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.clients.errors import CannotConnect, NotSupported
from custom_components.greenlight.engine.home.home import Landing, Means, Step, Where
from custom_components.greenlight.engine.home.home_stored import home_from_dict
from custom_components.greenlight.engine.library.item import Version
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.request import IllegalMove
from custom_components.greenlight.engine.stored import Reading
from custom_components.greenlight.gate.attached import AskerFacts
from custom_components.greenlight.gate.ports import UnknownItem
from custom_components.greenlight.libraries.errors import LibraryError
from custom_components.greenlight.libraries.imports import Imported, Tracked

from ..fakes import ANNA, World
from ..scene import torrent
from .scene import NEW, SAVED, Story

BESIDE = Landing(where=Where.BESIDE)


async def test_a_client_that_is_away_is_asked_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(world)
    request_id = await story.approved()
    client: Any = world.gate.attached.clients["qb"]
    asked = type(client).files

    async def away(self: Any, download: str) -> Any:
        raise CannotConnect

    monkeypatch.setattr(type(client), "files", away)
    await story.complete()
    assert story.why(request_id) == "home_client_away"
    monkeypatch.setattr(type(client), "files", asked)
    await world.advance(400)
    assert world.state(request_id) == "imported"


async def test_a_client_that_cannot_say_what_it_holds_is_no_hindrance(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(world)
    request_id = await story.approved()
    client: Any = world.gate.attached.clients["qb"]

    async def nothing(self: Any, download: str) -> Any:
        raise NotSupported

    monkeypatch.setattr(type(client), "files", nothing)
    await story.complete()
    await world.advance(60)
    assert world.state(request_id) == "imported"


async def test_a_client_that_is_gone_is_no_hindrance(world: World) -> None:
    story = Story(world)
    story.library.slow = True
    request_id = await story.downloaded()
    del world.gate.attached.clients["qb"]
    story.library.work()
    await world.advance(60)
    assert world.state(request_id) == "imported"


async def test_a_locked_archive_is_not_brought_in(world: World) -> None:
    story = Story(world)
    request_id = await story.approved()
    client: Any = world.gate.attached.clients["qb"]
    client.names = ("film.rar", "password.txt")
    await story.complete()
    assert story.why(request_id) == "home_locked"


async def test_what_cannot_be_written_is_done_later(world: World) -> None:
    story = Story(world)
    request_id = await story.approved()
    world.gate.library.away("radarr")
    await story.complete()
    world.ledger.failing = True
    world.gate.library.here("radarr")
    await world.advance(30)
    assert not story.library.orders
    world.ledger.failing = False
    await world.advance(200)
    assert world.state(request_id) == "imported"
    assert len(story.library.orders) == 1


async def test_what_is_taken_back_meanwhile_is_left_alone(world: World) -> None:
    story = Story(world)
    request_id = await story.approved()
    world.hold("library")
    await story.complete()
    await world.gate.decide.undo(request_id, ANNA, delete_data=False)
    world.let_go("library")
    await world.advance(300)
    assert world.state(request_id) == "pending"
    assert world.gate.requests.find(request_id).home is None
    assert not story.library.orders
    assert not world.failures


async def test_what_is_left_meanwhile_stays(world: World) -> None:
    story = Story(world)
    request_id = await story.approved()
    world.hold("library")
    await story.complete()
    await world.gate.home.leave(request_id, ANNA)
    world.let_go("library")
    await world.advance(300)
    assert story.home(request_id).step is Step.LEFT
    assert not story.library.orders


async def test_a_reason_to_look_again_is_not_lost(world: World) -> None:
    story = Story(world)
    story.library.slow = True
    request_id = await story.downloaded()
    await world.advance(3600)
    world.hold("library")
    world.gate.library.changed("radarr", ["1"])
    await world.settle()
    # It has come while it was looked at.
    story.library.work()
    world.gate.library.changed("radarr", ["1"])
    world.let_go("library")
    await world.advance(40)
    assert world.state(request_id) == "imported"


async def test_nothing_is_begun_any_more_once_it_ends(world: World) -> None:
    story = Story(world)
    story.library.slow = True
    request_id = await story.downloaded()
    world.gate.stop()
    world.gate.home.completed(world.gate.requests.find(request_id))
    await world.advance(100)
    assert story.home(request_id).step is Step.TOLD


class TestOrdered:
    """What another program has ordered it takes in itself."""

    async def ordered(self, world: World, *, library: str) -> tuple[Story, str]:
        """Have something completed for which an asker waits."""
        story = Story(world)
        world.gate.attached.askers["site"] = AskerFacts(
            name="Radarr", usenet=False, linked=bool(library), library=library
        )
        request_id = await story.downloaded()
        return story, request_id

    async def test_its_library_is_watched(self, world: World) -> None:
        story, request_id = await self.ordered(world, library="radarr")
        assert story.home(request_id).means is Means.THEIRS
        world.gate.library.away("radarr")
        await world.advance(600)
        assert story.why(request_id) == "home_library_away"
        world.gate.library.here("radarr")
        download = world.gate.requests.find(request_id).download or ""
        new = Version(id="9", name="x.mkv", size=60_000)
        story.library.has(replace(story.film, versions=(new,)))
        story.library.events[download] = Imported(files=("9",))
        await world.advance(4000)
        assert world.state(request_id) == "imported"
        assert not story.library.orders

    async def test_where_none_is_known_it_is_theirs_alone(self, world: World) -> None:
        story, request_id = await self.ordered(world, library="")
        assert story.home(request_id).step is Step.LEFT
        await world.advance(600)
        assert not story.library.orders
        # Whoever wants it imported all the same says so.
        await world.gate.home.import_now(request_id, ANNA)
        await world.advance(60)
        assert world.state(request_id) == "imported"


class TestPeople:
    """What cannot be done is refused."""

    async def test_what_is_left_cannot_be_left(self, world: World) -> None:
        story = Story(world)
        request_id = await story.approved(Choice.KEEP_BOTH)
        await story.complete()
        await world.gate.home.leave(request_id, ANNA)
        with pytest.raises(IllegalMove):
            await world.gate.home.leave(request_id, ANNA)

    async def test_what_no_library_knows_cannot_be_imported(self, world: World) -> None:
        story = Story(world)
        request_id = await story.downloaded(Choice.KEEP_BOTH)
        request = world.gate.requests.find(request_id)
        world.ledger.update_later(replace(request, weighed=None))
        with pytest.raises(UnknownItem):
            await world.gate.home.import_now(request_id, ANNA)

    async def test_what_refused_it_is_asked_once_more(self, world: World) -> None:
        story = Story(world)
        request_id = await story.approved()
        download = world.gate.requests.find(request_id).download or ""
        story.library.queue[download] = Tracked(state="importBlocked")
        await story.complete()
        home = story.home(request_id)
        assert home.blocked
        assert home.library == "radarr"
        await world.gate.home.import_now(request_id, ANNA, anyway=True)
        await world.advance(60)
        assert world.state(request_id) == "imported"


class TestBeside:
    """The folder of the film, as its client calls it."""

    @pytest.mark.parametrize("trouble", ["client", "library", "none", "away"])
    async def test_nobody_can_say(
        self, world: World, monkeypatch: pytest.MonkeyPatch, trouble: str
    ) -> None:
        story = Story(world, home=BESIDE)
        client: Any = world.gate.attached.clients["qb"]
        folder = "" if trouble == "none" else "/movies/Salt (2019)"
        story.library.has(replace(story.film, path=folder))
        request_id = await story.asked()

        async def away(self: Any) -> Any:
            raise CannotConnect

        if trouble == "client":
            monkeypatch.setattr(type(client), "habits", away)
        elif trouble == "library":
            story.library.error = LibraryError("refused")
        elif trouble == "away":
            world.gate.library.away("radarr")
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        (options,) = world.client.options.values()
        assert options.save_path == ""
        assert "home_no_folder" in world.whys(request_id)

    async def test_the_folder_of_its_file_where_nothing_else_is_known(
        self, world: World
    ) -> None:
        story = Story(world, home=BESIDE)
        (old,) = story.film.versions
        there: Version = replace(old, path="/movies/Salt/old.mkv")
        story.library.has(replace(story.film, path="", versions=(there,)))
        await story.approved()
        (options,) = world.client.options.values()
        assert options.save_path == "/movies/Salt"

    async def test_who_says_where_it_goes_is_heard(self, world: World) -> None:
        story = Story(world, home=BESIDE)
        story.rule = replace(
            story.rule, options=replace(story.rule.options, save_path="/elsewhere")
        )
        story.attach(world.gate)
        await story.approved()
        (options,) = world.client.options.values()
        assert options.save_path == "/elsewhere"


def test_a_size_that_makes_no_sense_is_none() -> None:
    reading = Reading()
    stored = {"step": "told", "means": "import", "since": 5, "sizes": [1, "x", -3]}
    home = home_from_dict(stored, reading)
    assert home is not None
    assert home.sizes == (1,)
    assert reading.mended == 2
    assert home_from_dict({"step": "nonsense", "means": "import"}, reading) is None


async def test_what_is_moved_after_it_was_complete_is_found_where_it_is(
    world: World,
) -> None:
    story = Story(world)
    request_id = await story.approved()
    hash_ = torrent(NEW).v1 or ""
    world.client.show(hash_, complete=True, content_path=f"/incomplete/{NEW}")
    await world.poll()
    assert story.why(request_id) == "home_not_seen"
    world.client.show(hash_, complete=True, content_path=f"{SAVED}/{NEW}")
    await world.advance(2 * 3600)
    assert world.state(request_id) == "imported"
    path = world.gate.requests.find(request_id).content_path
    assert path == f"{SAVED}/{NEW}"


async def test_it_is_found_at_once_by_who_asks_for_it(world: World) -> None:
    story = Story(world)
    request_id = await story.approved()
    hash_ = torrent(NEW).v1 or ""
    world.client.show(hash_, complete=True, content_path=f"/incomplete/{NEW}")
    await world.poll()
    world.client.show(hash_, complete=True, content_path=f"{SAVED}/{NEW}")
    await world.advance(90)
    await world.gate.home.import_now(request_id, ANNA)
    await world.advance(60)
    assert world.state(request_id) == "imported"


@pytest.mark.parametrize("gone", ["client", "download", "away"])
async def test_what_nobody_has_any_more_is_not_looked_for_elsewhere(
    world: World, gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(world)
    request_id = await story.approved()
    hash_ = torrent(NEW).v1 or ""
    world.client.show(hash_, complete=True, content_path=f"/incomplete/{NEW}")
    await world.poll()
    if gone == "client":
        world.gate.attached.clients.pop("qb")
    elif gone == "download":
        world.client.downloads.clear()
    else:

        async def away(self: Any, identity: Any) -> Any:
            raise CannotConnect

        monkeypatch.setattr(type(world.client), "find", away)
    await world.advance(2 * 3600)
    assert story.why(request_id) == "home_not_seen"
    assert not world.failures
