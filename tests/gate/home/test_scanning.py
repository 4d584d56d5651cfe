"""What stays where it was saved: libraries are told to look, and it has come once one shows it."""

from dataclasses import replace
from typing import Any

from custom_components.greenlight.engine.home.home import Landing, Means, Step, Where
from custom_components.greenlight.engine.library.item import Version
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.gate.home.beside import Beside
from custom_components.greenlight.libraries.errors import LibraryError

from ..fakes import World
from ..scene import ask, torrent
from ..shelves import film
from .importing import Server
from .scene import NEW, OLD, SAVED, SIZE, Story

LEAVE = Landing(where=Where.LEAVE)
BESIDE = Landing(where=Where.BESIDE)
OLD_QUALITY = read(OLD).quality


def plex(world: World, *watched: str) -> Server:
    """Have a media server that watches some folders."""
    server = Server(world, *watched)
    world.gate.libraries.attach("plex", server, name="Plex")
    world.gate.libraries.index.shelf("plex").put(film(OLD, library="plex"))
    world.gate.libraries.back("plex")
    return server


def new_file(path: str) -> Version:
    """Return the new file as a library shows it."""
    return Version(
        id="new", name="film.mkv", path=path, size=SIZE, quality=read(NEW).quality
    )


async def test_it_has_come_once_a_library_shows_it(world: World) -> None:
    story = Story(world, home=LEAVE)
    server = plex(world, SAVED)
    request_id = await story.downloaded()
    assert server.scanned == [f"{SAVED}/{NEW}"]
    home = story.home(request_id)
    assert (home.means, home.step) == (Means.SCAN, Step.LOOKING)
    assert home.scanned == {"plex"}
    shelf = world.gate.libraries.index.shelf("plex")
    new = new_file(f"/media/{NEW}/film.mkv")
    item = shelf.items["1"]
    shelf.put(replace(item, versions=(*item.versions, new)))
    world.gate.library.changed("plex", ["1"])
    await world.settle()
    assert world.state(request_id) == "imported"
    assert story.home(request_id).targets == (new.path,)
    assert not story.library.orders


async def test_what_no_library_shows_is_left_after_a_day(world: World) -> None:
    story = Story(world, home=LEAVE)
    plex(world)
    request_id = await story.downloaded()
    await world.advance(2 * 86400)
    assert world.state(request_id) == "completed"
    assert story.home(request_id).step is Step.LEFT
    assert story.why(request_id) == "home_not_shown"


async def test_what_no_library_has_heard_of_is_left_at_once(world: World) -> None:
    story = Story(world, there=())
    story.rule = ask()
    story.library.has(replace(story.film, title="Another One", names=()))
    world.gate.attached.rules[story.rule.id] = story.rule
    request_id = await story.downloaded()
    assert story.home(request_id).step is Step.LEFT
    assert story.why(request_id) == "home_no_library"
    await world.advance(86400)
    assert world.whys(request_id).count("home_no_library") == 1


async def test_who_has_no_library_is_told_of_none(world: World) -> None:
    story = Story(world, there=())
    world.gate.libraries.detach("radarr")
    story.rule = ask()
    world.gate.attached.rules[story.rule.id] = story.rule
    request_id = await story.downloaded()
    assert story.home(request_id).step is Step.LEFT
    assert world.whys(request_id)[-1] == "download_complete"


async def test_a_server_that_does_not_answer_looks_by_itself(world: World) -> None:
    story = Story(world, home=LEAVE)
    server = plex(world, SAVED)
    request_id = await story.approved()
    server.error = LibraryError("refused")
    await story.complete()
    assert story.home(request_id).step is Step.LOOKING
    assert not story.home(request_id).scanned
    assert not world.failures


async def test_a_server_that_calls_the_folder_otherwise(world: World) -> None:
    story = Story(world, home=LEAVE)
    server = plex(world, "/media/incoming")
    world.gate.libraries.attach(
        "plex", server, name="Plex", paths=((SAVED, "/media/incoming"),)
    )
    world.gate.libraries.back("plex")
    await story.downloaded()
    assert server.scanned == [f"/media/incoming/{NEW}"]


async def test_dangerous_files_stay_and_are_named(world: World) -> None:
    story = Story(world, home=LEAVE)
    plex(world, SAVED)
    request_id = await story.approved()
    client = world.gate.attached.clients["qb"]
    client.names = ("setup.exe",)  # type: ignore[attr-defined]
    await story.complete()
    assert story.why(request_id) == "home_dangerous"
    await world.advance(3 * 86400)
    assert story.home(request_id).blocked


async def imported(story: Story, *, away: bool = True) -> str:
    """Have it downloaded and imported by its Radarr, while Plex is ``away``."""
    request_id = await story.approved()
    if away:
        story.world.gate.libraries.away("plex")
    await story.complete()
    await story.world.advance(60)
    assert story.world.state(request_id) == "imported"
    return request_id


class TestLate:
    """A media server that is away when something comes is told once it is back."""

    async def test_it_is_told_once_it_answers(self, world: World) -> None:
        story = Story(world)
        server = plex(world, SAVED, "/movies")
        request_id = await imported(story)
        assert server.scanned == []
        assert world.whys(request_id)[-1] == "home_not_told"
        world.gate.library.here("plex")
        await world.settle()
        assert len(server.scanned) == 1
        assert world.whys(request_id)[-1] == "home_told_late"
        world.gate.libraries.away("plex")
        world.gate.library.here("plex")
        await world.settle()
        assert len(server.scanned) == 1

    async def test_it_is_told_after_a_restart(self, world: World) -> None:
        story = Story(world)
        server = plex(world, SAVED, "/movies")
        server.error = LibraryError("starting")
        request_id = await imported(story, away=False)
        assert world.whys(request_id)[-1] == "home_not_told"
        server.error = None
        await world.restart()
        story.attach(world.gate)
        world.gate.libraries.attach("plex", server, name="Plex")
        world.gate.library.here("plex")
        await world.settle()
        assert len(server.scanned) == 1
        assert world.state(request_id) == "imported"

    async def test_it_is_told_when_it_fails_then_as_well(self, world: World) -> None:
        story = Story(world)
        server = plex(world, SAVED, "/movies")
        request_id = await imported(story)
        server.error = LibraryError("starting")
        world.gate.library.here("plex")
        await world.settle()
        assert world.whys(request_id)[-1] == "home_not_told"
        server.error = None
        world.gate.library.changed("plex")
        await world.settle()
        assert len(server.scanned) == 1

    async def test_of_what_came_long_ago_it_is_not_told(self, world: World) -> None:
        story = Story(world)
        server = plex(world, SAVED, "/movies")
        await imported(story)
        await world.advance(2 * 86400)
        world.gate.library.here("plex")
        await world.settle()
        assert server.scanned == []


class TestBeside:
    """Into the folder of the film, and shared from there."""

    async def test_the_folder_as_the_client_calls_it(self, world: World) -> None:
        story = Story(world, home=BESIDE)
        story.library.has(replace(story.film, path="/movies/Salt (2019)"))
        world.gate.libraries.attach(
            "radarr", story.library, name="Radarr", paths=(("/data/films", "/movies"),)
        )
        world.gate.libraries.back("radarr")
        request_id = await story.approved()
        (options,) = world.client.options.values()
        assert options.save_path == "/data/films/Salt (2019)"
        assert options.content_layout == "NoSubfolder"
        await story.complete()
        # It is to know of the second file.
        assert story.library.rescans == ["1"]
        assert story.home(request_id).means is Means.SCAN
        assert not story.library.orders

    async def test_both_see_the_same_disks(self, world: World) -> None:
        story = Story(world, home=BESIDE)
        story.library.has(replace(story.film, path="/movies/Salt (2019)"))
        await story.approved()
        (options,) = world.client.options.values()
        assert options.save_path == "/movies/Salt (2019)"

    async def test_a_folder_that_nobody_can_name_is_not_guessed(
        self, world: World
    ) -> None:
        story = Story(world, home=BESIDE)
        story.library.disk = {"/elsewhere/film.mkv": 1}
        story.library.has(replace(story.film, path="/movies/Salt (2019)"))
        request_id = await story.approved()
        (options,) = world.client.options.values()
        assert options.save_path == ""
        assert world.whys(request_id).count("home_no_folder") == 1

    async def test_a_client_of_usenet_takes_no_folder_and_that_is_said_once(
        self, world: World
    ) -> None:
        story = Story(world, home=BESIDE)
        story.library.has(replace(story.film, path="/movies/Salt (2019)"))
        request = world.gate.requests.find(await story.asked())
        client: Any = world.gate.attached.clients["qb"]
        client.protocol = Protocol.USENET
        beside = Beside(world.gate.home.around)
        for _ in range(2):
            request = world.gate.requests.find(request.id)
            options = await beside.placed(request, "qb", DownloadOptions())
            assert options == DownloadOptions()
        assert world.whys(request.id).count("home_takes_no_folder") == 1


async def test_it_is_shown_however_its_letters_are_put_together(world: World) -> None:
    story = Story(world, home=LEAVE)
    plex(world, SAVED)
    request_id = await story.approved()
    path = f"{SAVED}/S\u00e4lt"
    world.client.show(torrent(NEW).v1 or "", complete=True, content_path=path)
    await world.poll()
    shelf = world.gate.libraries.index.shelf("plex")
    there = (*shelf.items["1"].versions, new_file("/media/Sa\u0308lt/film.mkv"))
    shelf.put(replace(shelf.items["1"], versions=there))
    world.gate.library.changed("plex", ["1"])
    await world.advance(60)
    assert world.state(request_id) == "imported"


async def test_the_old_file_under_a_new_name_is_not_the_new_one(world: World) -> None:
    story = Story(world, home=BESIDE)
    plex(world, "/movies")
    folder = "/movies/Salt and Lanterns (2019)"
    old = Version(
        id="1", name="old.mkv", path=f"{folder}/old.mkv", size=999, quality=OLD_QUALITY
    )
    shelf = world.gate.libraries.index.shelf("plex")
    shelf.put(replace(shelf.items["1"], versions=(old,), path=folder))
    there = replace(story.film.versions[0], path=old.path, size=old.size)
    story.library.has(replace(story.film, path=folder, versions=(there,)))
    request_id = await story.approved()
    world.client.show(torrent(NEW).v1 or "", complete=True, content_path=folder)
    await world.poll()
    renamed = replace(old, name="new name.mkv", path=f"{folder}/new name.mkv")
    shelf.put(replace(shelf.items["1"], versions=(renamed,)))
    world.gate.library.changed("plex", ["1"])
    await world.advance(700)
    assert world.state(request_id) == "completed"
    new = new_file(f"{folder}/film.mkv")
    shelf.put(replace(shelf.items["1"], versions=(renamed, new)))
    world.gate.library.changed("plex", ["1"])
    await world.advance(700)
    assert world.state(request_id) == "imported"
