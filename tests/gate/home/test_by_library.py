"""A library imports what a person chose, and is not believed but looked at."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.home.home import (
    Existing,
    Landing,
    Means,
    Step,
    Where,
)
from custom_components.greenlight.engine.library.item import Version
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.engine.request import IllegalMove
from custom_components.greenlight.gate.ports import PROBLEM, UnknownItem
from custom_components.greenlight.libraries.errors import LibraryError
from custom_components.greenlight.libraries.imports import (
    Doing,
    Imported,
    ImportHabits,
    Mode,
    Rejection,
    Tracked,
)

from ..fakes import ANNA, World
from ..scene import approve
from ..shelves import put_into
from .importing import Server
from .scene import NEW, SAVED, SIZE, Story


def problems(world: World) -> int:
    """Return how often people were told of a problem."""
    return sum(kind == PROBLEM for _, kind in world.events)


async def test_what_is_complete_is_imported(world: World) -> None:
    story = Story(world)
    request_id = await story.downloaded()
    assert story.home(request_id).step is Step.TOLD
    await world.advance(60)
    assert world.state(request_id) == "imported"
    (order,) = story.library.orders.values()
    # What is shared goes on being shared.
    assert order.mode is Mode.COPY
    home = story.home(request_id)
    assert (home.step, home.library, home.item) == (Step.DONE, "radarr", "1")
    assert home.targets == ("/movies/film.mkv",)
    assert world.whys(request_id)[-2:] == ["home_begun", "home_imported_by"]
    assert (request_id, "imported") in world.events
    assert not world.failures
    assert not problems(world)


async def test_a_new_film_is_imported(world: World) -> None:
    story = Story(world, there=())
    request_id = await story.downloaded()
    await world.advance(60)
    assert world.state(request_id) == "imported"


async def test_it_waits_for_its_turn_there(world: World) -> None:
    story = Story(world)
    story.library.slow = True
    request_id = await story.downloaded()
    await world.advance(3600)
    assert story.home(request_id).step is Step.TOLD
    story.library.work()
    await world.advance(60)
    assert world.state(request_id) == "imported"
    assert len(story.library.orders) == 1


async def test_what_it_calls_successful_and_did_not_do_is_said(world: World) -> None:
    story = Story(world)
    story.library.fails = True
    request_id = await story.downloaded()
    await world.advance(50)
    assert story.home(request_id).step is Step.LOOKING
    await world.advance(60)
    assert world.state(request_id) == "completed"
    # The old file is gone, and nobody is told that all is well.
    assert story.why(request_id) == "home_lost"
    assert problems(world) == 1
    await world.advance(7 * 86400)
    assert problems(world) == 1
    assert len(story.library.orders) == 1


async def test_a_file_that_comes_later_has_come(world: World) -> None:
    """Somebody has seen to it there."""
    story = Story(world)
    story.library.fails, story.library.deletes = True, False
    request_id = await story.downloaded()
    await world.advance(200)
    assert story.why(request_id) == "home_not_there"
    story.library.fails = False
    (order,) = story.library.orders.values()
    order.doing = Doing.QUEUED
    story.library.work()
    world.gate.library.changed("radarr", ["1"])
    await world.settle()
    assert world.state(request_id) == "imported"


async def test_an_order_that_fails(world: World) -> None:
    story = Story(world)
    story.library.slow = True
    request_id = await story.downloaded()
    order = story.library.orders["1"]
    order.doing, order.message = Doing.FAILED, "No such film"
    await world.advance(30)
    why = story.home(request_id).why
    assert why is not None
    assert (why.code, dict(why.params)["detail"]) == ("home_failed", "No such film")
    assert problems(world) == 1


async def test_an_order_that_it_knows_no_more_is_looked_for(world: World) -> None:
    story = Story(world)
    request_id = await story.downloaded()
    story.library.orders.clear()
    await world.advance(30)
    assert world.state(request_id) == "imported"


async def test_an_answer_that_was_lost_is_no_second_order(world: World) -> None:
    story = Story(world)
    story.library.mute = story.library.slow = True
    request_id = await story.downloaded()
    assert story.home(request_id).step is Step.BEGUN
    await world.advance(120)
    assert story.home(request_id).step is Step.TOLD
    story.library.work()
    await world.advance(60)
    assert world.state(request_id) == "imported"
    assert len(story.library.orders) == 1


async def test_one_that_is_away_is_asked_again(world: World) -> None:
    story = Story(world)
    request_id = await story.approved()
    story.library.error = LibraryError("refused")
    await story.complete()
    assert story.home(request_id).step is Step.WAITING
    assert story.why(request_id) == "home_library_away"
    await world.advance(86400)
    # It is said once.
    assert world.whys(request_id).count("home_library_away") == 1
    story.library.error = None
    await world.advance(3700)
    assert world.state(request_id) == "imported"


async def test_one_that_is_switched_off_is_waited_for(world: World) -> None:
    story = Story(world)
    request_id = await story.approved()
    world.gate.library.away("radarr")
    await story.complete()
    await world.advance(86400)
    assert story.home(request_id).step is Step.WAITING
    world.gate.library.here("radarr")
    await world.advance(60)
    assert world.state(request_id) == "imported"


class TestKeepingBoth:
    """What is there is not lost by surprise."""

    async def test_as_a_person_chose(self, world: World) -> None:
        story = Story(world)
        request_id = await story.downloaded(Choice.KEEP_BOTH)
        await world.advance(60)
        assert not story.library.orders
        assert story.home(request_id).means is Means.SCAN
        assert "home_kept_both" in world.whys(request_id)

    async def test_a_rule_that_approves_by_itself_replaces_nothing(
        self, world: World
    ) -> None:
        story = Story(world)
        story.rule = approve(kind=story.rule.kind)
        story.attach(world.gate)
        request_id = await story.downloaded()
        await world.advance(60)
        assert not story.library.orders
        assert "home_kept_both" in world.whys(request_id)

    async def test_unless_it_says_so(self, world: World) -> None:
        story = Story(world)
        landing = Landing(existing=Existing.REPLACE)
        story.rule = approve(kind=story.rule.kind, home=landing)
        story.attach(world.gate)
        request_id = await story.downloaded()
        await world.advance(60)
        assert world.state(request_id) == "imported"


class TestBefore:
    """What is checked before anything is destroyed."""

    async def test_a_path_that_it_does_not_see(self, world: World) -> None:
        story = Story(world)
        story.library.disk = {f"/data/{NEW}/film.mkv": SIZE}
        request_id = await story.downloaded()
        await world.advance(60)
        assert story.why(request_id) == "home_not_seen"
        assert not story.library.orders
        assert problems(world) == 1
        # Somebody enters what the folder is called there.
        world.gate.libraries.attach(
            "radarr", story.library, name="Radarr", paths=((SAVED, "/data"),)
        )
        world.gate.libraries.back("radarr")
        await world.advance(3600)
        assert world.state(request_id) == "imported"

    @pytest.mark.parametrize(("size", "state"), [(1, "imported"), (9, "completed")])
    async def test_what_it_does_not_see_may_be_brought_in_by_hand(
        self, world: World, size: int, state: str
    ) -> None:
        """No history tells of that: it is new, and as large as what its client has."""
        story = Story(world)
        story.library.disk = {f"/data/{NEW}/film.mkv": SIZE}
        request_id = await story.downloaded()
        await world.advance(60)
        assert story.why(request_id) == "home_not_seen"
        version = replace(
            story.film.versions[0], id="by hand", name="new.mkv", size=size
        )
        story.library.has(replace(story.film, versions=(version,)))
        world.gate.library.changed("radarr", ["1"])
        await world.settle()
        assert world.state(request_id) == state
        assert not story.library.orders

    async def test_its_own_word_for_a_folder_is_taken(self, world: World) -> None:
        story = Story(world)
        story.library.disk = {f"/data/{NEW}/film.mkv": SIZE}
        story.library.remote = ((SAVED, "/data"),)
        request_id = await story.downloaded()
        await world.advance(60)
        assert world.state(request_id) == "imported"

    async def test_no_room(self, world: World) -> None:
        story = Story(world)
        story.library.habits = ImportHabits(min_free=100, hardlinks=False)
        story.library.has(replace(story.film, path="/movies/Salt"))
        story.library.room = {"/movies": SIZE, SAVED: SIZE}
        request_id = await story.downloaded()
        await world.advance(60)
        assert story.why(request_id) == "home_no_room"
        # On one disk a link takes no room.
        story.library.habits = ImportHabits(min_free=100, hardlinks=True)
        await world.advance(3600)
        assert world.state(request_id) == "imported"

    async def test_nothing_to_import(self, world: World) -> None:
        story = Story(world)
        story.library.disk = {f"{SAVED}/{NEW}/readme.txt": 10}
        request_id = await story.downloaded()
        await world.advance(60)
        assert story.why(request_id) == "home_nothing_there"

    async def test_a_file_that_the_question_did_not_tell_of(self, world: World) -> None:
        story = Story(world, there=())
        request_id = await story.approved()
        other = Version(id="0", name="Other.mkv", size=5)
        story.library.has(replace(story.film, versions=(other,)))
        await story.complete()
        await world.advance(60)
        assert story.why(request_id) == "home_would_replace"
        assert not story.library.orders
        await world.gate.home.import_now(request_id, ANNA, anyway=True)
        await world.advance(60)
        assert world.state(request_id) == "imported"

    async def test_what_it_refuses_itself(self, world: World) -> None:
        """A person's yes goes over it; what a rule has approved alone waits for one."""
        story = Story(world)
        story.library.rejects = (Rejection(text="Not an upgrade for existing file"),)
        request_id = await story.downloaded()
        await world.advance(60)
        assert world.state(request_id) == "imported"

    async def test_what_it_refuses_of_a_rule_alone(self, world: World) -> None:
        story = Story(world)
        landing = Landing(existing=Existing.REPLACE)
        story.rule = approve(kind=story.rule.kind, home=landing)
        story.attach(world.gate)
        story.library.rejects = (Rejection(text="Not an upgrade for existing file"),)
        request_id = await story.downloaded()
        await world.advance(60)
        why = story.home(request_id).why
        assert why is not None
        told = dict(why.params)
        # Nobody was asked, so nobody was told what would go.
        assert why.code == "home_refused_replaces"
        assert told["detail"] == "Not an upgrade for existing file"
        assert told["file"] == story.film.versions[0].name
        await world.gate.home.import_now(request_id, ANNA, anyway=True)
        await world.advance(60)
        assert world.state(request_id) == "imported"

    async def test_dangerous_files_are_never_imported(self, world: World) -> None:
        story = Story(world)
        request_id = await story.approved()
        client = world.gate.attached.clients["qb"]
        client.names = ("film.mkv", "film.mkv.exe")  # type: ignore[attr-defined]
        await story.complete()
        await world.advance(60)
        why = story.home(request_id).why
        assert why is not None
        assert (why.code, dict(why.params)["files"]) == (
            "home_dangerous",
            "film.mkv.exe",
        )
        assert not story.library.orders
        with pytest.raises(IllegalMove):
            await world.gate.home.import_now(request_id, ANNA, anyway=True)
        await world.gate.home.leave(request_id, ANNA)
        assert story.home(request_id).step is Step.LEFT


class TestTheirs:
    """What it does by itself with a download of ours is seen, and not fought."""

    async def test_it_imports_by_itself(self, world: World) -> None:
        story = Story(world)
        request_id = await story.approved()
        download = world.gate.requests.find(request_id).download or ""
        story.library.queue[download] = Tracked(state="importPending")
        await story.complete()
        assert story.home(request_id).means is Means.THEIRS
        await world.advance(600)
        assert not story.library.orders
        new = Version(id="9", name="x.mkv", path="/movies/x.mkv", size=SIZE)
        story.library.has(replace(story.film, versions=(new,)))
        story.library.events[download] = Imported(files=("9",))
        await world.advance(900)
        # There may be more to come of it.
        assert world.state(request_id) == "completed"
        story.library.queue.clear()
        await world.advance(900)
        assert world.state(request_id) == "imported"
        assert story.home(request_id).targets == ("/movies/x.mkv",)

    async def test_it_refuses_and_a_person_wants_it_anyway(self, world: World) -> None:
        story = Story(world)
        request_id = await story.approved()
        download = world.gate.requests.find(request_id).download or ""
        story.library.queue[download] = Tracked(
            state="importBlocked", messages=("Not an upgrade",)
        )
        await story.complete()
        await world.advance(60)
        why = story.home(request_id).why
        assert why is not None
        assert (why.code, dict(why.params)["detail"]) == (
            "home_refused_by",
            "Not an upgrade",
        )
        assert problems(world) == 1
        await world.gate.home.import_now(request_id, ANNA, anyway=True)
        await world.advance(60)
        assert world.state(request_id) == "imported"
        assert len(story.library.orders) == 1

    async def test_it_refuses_what_nobody_was_asked_about(self, world: World) -> None:
        story = Story(world)
        landing = Landing(existing=Existing.REPLACE)
        story.rule = approve(kind=story.rule.kind, home=landing)
        story.attach(world.gate)
        request_id = await story.approved()
        download = world.gate.requests.find(request_id).download or ""
        story.library.queue[download] = Tracked(
            state="importBlocked", messages=("Not an upgrade",)
        )
        await story.complete()
        why = story.home(request_id).why
        assert why is not None
        assert why.code == "home_refused_by_replaces"
        assert dict(why.params)["file"] == story.film.versions[0].name

    async def test_what_waits_there_says_for_what(self, world: World) -> None:
        story = Story(world)
        request_id = await story.approved()
        download = world.gate.requests.find(request_id).download or ""
        story.library.queue[download] = Tracked(
            state="importPending", messages=("Locked file",)
        )
        await story.complete()
        await world.advance(600)
        assert story.why(request_id) == "home_refused_by"
        assert not story.home(request_id).blocked
        story.library.queue[download] = Tracked(state="importing")
        await world.advance(3600)
        assert story.why(request_id) == ""

    async def test_what_it_never_takes_in_ends(self, world: World) -> None:
        story = Story(world)
        request_id = await story.approved()
        download = world.gate.requests.find(request_id).download or ""
        story.library.queue[download] = Tracked(state="importPending")
        await story.complete()
        story.library.queue.clear()
        await world.advance(3 * 86400)
        assert story.home(request_id).step is Step.LEFT
        assert story.why(request_id) == "home_theirs_silent"

    async def test_what_it_has_imported_already_is_there(self, world: World) -> None:
        story = Story(world)
        request_id = await story.approved()
        download = world.gate.requests.find(request_id).download or ""
        new = Version(id="9", name="x.mkv", size=SIZE)
        story.library.has(replace(story.film, versions=(new,)))
        story.library.events[download] = Imported(files=("9",))
        await story.complete()
        assert world.state(request_id) == "imported"
        assert not story.library.orders


async def test_usenet_is_moved(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody shares it."""
    story = Story(world)
    request_id = await story.approved()
    client = world.gate.attached.clients["qb"]
    monkeypatch.setattr(type(client), "protocol", Protocol.USENET)
    await story.complete()
    await world.advance(60)
    (order,) = story.library.orders.values()
    assert order.mode is Mode.MOVE
    assert world.state(request_id) == "imported"


class TestPeople:
    """What people say of it."""

    async def test_only_what_is_complete(self, world: World) -> None:
        story = Story(world)
        request_id = await story.approved()
        for verb in (world.gate.home.import_now, world.gate.home.leave):
            with pytest.raises(IllegalMove):
                await verb(request_id, ANNA)

    async def test_what_is_being_done_is_done(self, world: World) -> None:
        story = Story(world)
        story.library.slow = True
        request_id = await story.downloaded()
        for verb in (world.gate.home.import_now, world.gate.home.leave):
            with pytest.raises(IllegalMove):
                await verb(request_id, ANNA)

    async def test_what_was_kept_can_be_imported(self, world: World) -> None:
        story = Story(world)
        request_id = await story.downloaded(Choice.KEEP_BOTH)
        await world.advance(60)
        await world.gate.home.import_now(request_id, ANNA)
        await world.advance(60)
        assert world.state(request_id) == "imported"

    async def test_for_another_item(self, world: World) -> None:
        story = Story(world)
        rule: Any = replace(story.rule, home=Landing(where=Where.LEAVE))
        story.rule = rule
        story.attach(world.gate)
        request_id = await story.downloaded()
        home = world.gate.home
        with pytest.raises(UnknownItem):
            await home.import_now(request_id, ANNA, library="plex", item="1")
        with pytest.raises(UnknownItem):
            await home.import_now(request_id, ANNA, library="radarr", item="77")
        world.gate.library.away("radarr")
        with pytest.raises(LibraryError) as away:
            await home.import_now(request_id, ANNA, library="radarr", item="1")
        assert away.value.key == "cannot_connect"
        world.gate.library.here("radarr")
        await home.import_now(request_id, ANNA, library="radarr", item="1")
        await world.advance(60)
        assert world.state(request_id) == "imported"


async def test_media_servers_are_told_to_look(world: World) -> None:
    story = Story(world)
    server = put_into(world, Server(world, "/movies"), *())
    world.gate.libraries.attach("plex", server, name="Plex")
    world.gate.libraries.back("plex")
    world.gate.libraries.detach("radarr")
    story.attach(world.gate)
    request_id = await story.downloaded()
    await world.advance(60)
    assert world.state(request_id) == "imported"
    assert server.scanned == ["/movies"]


@pytest.mark.parametrize("slow", [False, True])
async def test_a_power_cut_at_any_moment(slow: bool) -> None:
    """It is imported once, and what is said of it is true, wherever the power went."""
    cut = 0
    while True:
        cut += 1
        world = World()
        story = Story(world)
        story.library.slow = slow
        request_id = await story.approved()
        world.kill_on = len(world.points) + cut
        await story.finish_somehow()
        survived = await story.again(request_id)
        for _ in range(3):
            await world.advance(1300)
            story.library.work()
        await world.advance(60)
        assert world.state(request_id) == "imported", cut
        assert story.library.imports == [f"{SAVED}/{NEW}/film.mkv"], cut
        assert not world.failures
        await world.end()
        if survived:
            break
    assert cut > 10


@pytest.mark.parametrize("anyway", [False, True])
async def test_half_a_film_is_never_put_over_a_whole_one(
    world: World, anyway: bool
) -> None:
    story = Story(world)
    story.library.disk = {
        f"{SAVED}/{NEW}/film-cd1.mkv": 60_000,
        f"{SAVED}/{NEW}/film-cd2.mkv": 61_000,
    }
    request_id = await story.downloaded()
    if anyway:
        await world.gate.home.import_now(request_id, ANNA, anyway=True)
        await world.advance(60)
    assert story.why(request_id) == "home_in_parts"
    assert not story.library.orders


async def test_two_clients_that_save_to_one_folder(world: World) -> None:
    """Radarr has a line for the host of each, and the first one leads nowhere."""
    story = Story(world)
    story.library.disk = {f"/data/two/{NEW}/film.mkv": SIZE}
    story.library.remote = ((SAVED, "/data/one"), (SAVED, "/data/two"))
    request_id = await story.downloaded()
    await world.advance(60)
    assert world.state(request_id) == "imported"


async def test_what_somebody_has_said_counts_before_a_folder_of_that_name(
    world: World,
) -> None:
    story = Story(world)
    story.library.disk = {
        f"{SAVED}/{NEW}/another.mkv": 5,
        f"/data/one/{NEW}/film.mkv": SIZE,
    }
    story.library.remote = ((SAVED, "/data/one"),)
    request_id = await story.downloaded()
    await world.advance(60)
    assert world.state(request_id) == "imported"
    assert story.library.imports == [f"/data/one/{NEW}/film.mkv"]


async def test_a_file_that_it_has_put_there_and_not_written_down_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its database was locked: the old file is gone, the new one lies there unknown."""
    story = Story(world)
    library = story.library
    brought: dict[str, Any] = {}
    write_down, rescan = library._import, library.rescan

    def forget(item: str, file: Any) -> None:
        brought[item] = file
        library.has(replace(library.films[item], versions=()))

    async def look(item: str) -> str:
        write_down(item, brought[item])
        return await rescan(item)

    monkeypatch.setattr(library, "_import", forget)
    monkeypatch.setattr(library, "rescan", look)
    request_id = await story.downloaded()
    await world.advance(120)
    assert world.state(request_id) == "imported"
    assert len(library.rescans) == 1
