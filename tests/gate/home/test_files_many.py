"""Many files, and files that are alike, come into a folder of one's own."""

from contextlib import suppress

import pytest

from custom_components.greenlight.engine.home import layout
from custom_components.greenlight.engine.home.home import Landing, Transfer, Where
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.gate.home import by_files

from ..fakes import Killed, World
from .scene import NEW, SAVED, SIZE
from .test_by_files import FOLDER, own

MOVED = Landing(
    where=Where.FOLDER,
    folder=FOLDER,
    transfer=Transfer.MOVE,
    template="{title} ({year})",
)


async def test_parts_of_one_size_are_not_mistaken_after_a_power_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for cut in range(1, 20):
        world = World()
        story, files = own(world, MOVED)
        names = ("film.cd1.mkv", "film.cd2.mkv")
        files.disk = {f"{SAVED}/{NEW}/{one}": SIZE for one in names}
        request_id = await story.approved()
        client = world.gate.attached.clients["qb"]
        monkeypatch.setattr(type(client), "protocol", Protocol.USENET)
        world.kill_on = len(world.points) + cut
        with suppress(Killed):
            await story.finish_somehow()
        await story.again(request_id)
        await world.advance(3 * 3600)
        assert world.state(request_id) == "imported", cut
        assert {source[-7:]: target[-7:] for source, target, _ in files.puts} == {
            "cd1.mkv": "pt1.mkv",
            "cd2.mkv": "pt2.mkv",
        }
        await world.end()


async def test_far_too_many_videos_are_nobodys_film(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_files, "MOST_VIDEOS", 3)
    assert layout.MOST_VIDEOS > 1000
    story, files = own(world)
    files.disk = {f"{SAVED}/{NEW}/f{one}.mkv": SIZE for one in range(4)}
    request_id = await story.downloaded()
    assert story.why(request_id) == "home_too_many"
    assert not files.puts
