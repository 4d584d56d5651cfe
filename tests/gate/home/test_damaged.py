"""What its client says is complete, and damaged: nothing is replaced with that before somebody says so."""

from custom_components.greenlight.clients.base import Problem
from custom_components.greenlight.engine.home.home import Means, Step

from ..fakes import ANNA, World
from ..scene import torrent
from .scene import NEW, SAVED, Story
from .test_by_files import FILM, own


async def damaged(world: World, story: Story) -> str:
    """Have it come with some of it missing."""
    request_id = await story.approved()
    world.client.show(
        torrent(NEW).v1 or "",
        complete=True,
        content_path=f"{SAVED}/{NEW}",
        problem=Problem.MISSING_ARTICLES,
        message="2 are missing",
    )
    await world.poll()
    return request_id


async def test_a_library_does_not_import_it(world: World) -> None:
    story = Story(world)
    request_id = await damaged(world, story)
    assert world.state(request_id) == "completed"
    assert "download_damaged" in world.whys(request_id)
    home = story.home(request_id)
    assert home.blocked
    assert home.why is not None
    assert home.why.code == "home_damaged"
    assert dict(home.why.params) == {"detail": "2 are missing"}
    await world.advance(86400)
    assert not story.library.imports
    await world.gate.home.import_now(request_id, ANNA, anyway=True)
    await world.advance(200)
    assert world.state(request_id) == "imported"


async def test_it_is_not_put_into_a_folder(world: World) -> None:
    story, files = own(world)
    request_id = await damaged(world, story)
    assert story.why(request_id) == "home_damaged"
    assert not files.puts
    await world.gate.home.import_now(request_id, ANNA, anyway=True)
    await world.advance(200)
    assert world.state(request_id) == "imported"
    assert story.home(request_id).means is Means.FILES
    assert FILM in files.disk
    assert f"{SAVED}/{NEW}/film.mkv" in files.disk


async def test_it_is_left_where_it_is(world: World) -> None:
    story = Story(world)
    request_id = await damaged(world, story)
    await world.gate.home.leave(request_id, ANNA)
    assert story.home(request_id).step is Step.LEFT
    assert not story.library.imports
