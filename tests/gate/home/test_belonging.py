"""What lies beside a download is never brought home with it."""

from typing import Any

import pytest

from custom_components.greenlight.clients.through import File
from custom_components.greenlight.gate.home import by_files

from ..fakes import World
from ..scene import torrent
from .scene import NEW, SAVED, SIZE, Story
from .test_by_files import FOLDER, own
from .test_scanning import plex


def lists(world: World, *files: File) -> None:
    """Have the client say what a download holds."""

    async def listed(download: str) -> tuple[File, ...]:
        return files

    client: Any = world.gate.attached.clients["qb"]
    client.files = listed


async def saved_among_others(world: World, story: Story) -> str:
    """Have it completed without a folder of its own, in that of all downloads."""
    request_id = await story.approved()
    lists(world, File(name="film.mkv", size=SIZE), File(name="film.nfo", size=3))
    hash_ = torrent(NEW).v1 or ""
    world.client.show(hash_, complete=True, content_path=SAVED)
    await world.poll()
    await world.advance(120)
    return request_id


async def test_a_library_is_told_of_no_other_film(world: World) -> None:
    story = Story(world)
    story.library.disk = {f"{SAVED}/film.mkv": SIZE, f"{SAVED}/Other/o.mkv": SIZE * 2}
    request_id = await saved_among_others(world, story)
    assert world.state(request_id) == "imported"
    assert story.library.imports == [f"{SAVED}/film.mkv"]


async def test_no_other_film_is_put_into_a_folder(world: World) -> None:
    story, files = own(world)
    files.disk = {f"{SAVED}/film.mkv": SIZE, f"{SAVED}/Other/o.mkv": SIZE * 2}
    request_id = await saved_among_others(world, story)
    assert world.state(request_id) == "imported"
    assert [source for source, *_ in files.puts] == [f"{SAVED}/film.mkv"]


async def test_what_nobody_wanted_of_it_stays(world: World) -> None:
    """Of a file that is not wanted there may be a part, or zeros."""
    story, files = own(world)
    folder = f"{SAVED}/{NEW}"
    files.disk = {f"{folder}/film.mkv": SIZE, f"{folder}/bonus.mkv": SIZE}
    request_id = await story.approved()
    lists(
        world,
        File(name=f"{NEW}/film.mkv", size=SIZE),
        File(name=f"{NEW}/bonus.mkv", size=SIZE, wanted=False),
    )
    await story.complete()
    await world.advance(120)
    assert world.state(request_id) == "imported"
    assert [source for source, *_ in files.puts] == [f"{folder}/film.mkv"]


async def test_a_film_on_a_disc_comes_as_the_folder_that_it_is(world: World) -> None:
    server = plex(world, FOLDER)
    names = ("BDMV/STREAM/00001.m2ts", "BDMV/index.bdmv", "CERTIFICATE/id.bdmv")
    story, files = own(world)
    files.disk = {f"{SAVED}/{NEW}/{one}": SIZE for one in names}
    request_id = await story.approved()
    lists(world, *(File(name=f"{NEW}/{one}", size=SIZE) for one in names))
    await story.complete()
    await world.advance(60)
    assert world.state(request_id) == "imported"
    film = f"{FOLDER}/Salt and Lanterns (2019)"
    assert [target for _, target, _ in files.puts] == [f"{film}/{one}" for one in names]
    # Once, and not each of its folders.
    assert server.scanned == [film]


async def test_a_disc_of_a_series_is_called_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_files, "disc_laid_out", lambda *_: {})
    stream = f"{NEW}/BDMV/STREAM/00001.m2ts"
    names = (stream, f"{NEW}/BDMV/index.bdmv")
    story, files = own(world)
    files.disk = {f"{SAVED}/{one}": SIZE for one in names}
    request_id = await story.downloaded()
    assert story.why(request_id) == "home_disc"
    assert not files.puts


async def test_no_library_is_told_of_a_piece_of_a_disc(world: World) -> None:
    story = Story(world)
    stream = f"{NEW}/BDMV/STREAM/00001.m2ts"
    story.library.disk = {f"{SAVED}/{stream}": SIZE}
    request_id = await story.approved()
    lists(world, File(name=stream, size=SIZE), File(name=f"{NEW}/BDMV/x", size=1))
    await story.complete()
    await world.advance(60)
    assert story.why(request_id) == "home_disc"
    assert not story.library.orders
