"""What a person picks although no rule would ask about it: what goes for it is said, and nothing else goes."""

from dataclasses import replace

from custom_components.greenlight.engine.library.item import Version
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.engine.search import Query

from ..fakes import ANNA, World
from ..scene import by_magnet
from ..shelves import FILM, FakeLibrary, film, put_into
from ..test_search import indexer
from .scene import NEW, SAVED, SIZE, Story

BEST = f"{FILM} 2019 2160p UHD BluRay REMUX DV P7 FEL HEVC TrueHD Atmos 7.1-OLD"
WORSE = f"{FILM} 2019 1080p BluRay DTS x264-ELM"


async def found(world: World, title: str) -> Request:
    """Search for a film, and return what would be asked about what was found."""
    indexer(world, "oak", by_magnet(title))
    searched = await world.gate.search.run(Query(text=FILM))
    (hit,) = await world.gate.search.hits(searched, searched.lots)
    return world.gate.results.question(hit, ANNA)


async def test_a_worse_result_says_what_goes_for_it(world: World) -> None:
    story = Story(world, there=(BEST,))
    story.rule = replace(story.rule, enabled=False)
    story.attach(world.gate)
    question = await found(world, WORSE)
    assert question.weighed is not None
    assert [one.replaced for one in question.weighed.there] == [True]
    assert question.weighed.choices == (Choice.KEEP_BOTH, Choice.REPLACE)
    meant = world.gate.home.meant(question)
    assert meant is not None
    # It has not said yet whether it has a recycle bin.
    assert meant.deletes == "gone"


async def test_a_worse_result_can_be_kept_beside(world: World) -> None:
    Story(world, there=(BEST,))
    question = await found(world, WORSE)
    request = await world.gate.results.take(
        question.id, who=ANNA, approve=True, choice=Choice.KEEP_BOTH
    )
    meant = world.gate.home.meant(request)
    assert meant is not None
    assert (meant.choice, meant.deletes) == (Choice.KEEP_BOTH, "")


async def test_what_was_said_to_be_there_was_not_said_to_go(world: World) -> None:
    story = Story(world)
    request_id = await story.approved()
    weighed = world.gate.requests.find(request_id).weighed
    assert weighed is not None
    stays = tuple(replace(one, replaced=False) for one in weighed.there)
    await world.gate.requests.amend(request_id, weighed=replace(weighed, there=stays))
    await story.complete()
    await world.advance(60)
    assert story.why(request_id) == "home_would_replace"
    assert not story.library.orders
    await world.gate.home.import_now(request_id, ANNA, anyway=True)
    await world.advance(60)
    assert world.state(request_id) == "imported"


async def test_the_file_of_another_library_is_not_the_one_that_goes(
    world: World,
) -> None:
    """Another still lists a worse one, which is said to go; what would really go is the best."""
    story = Story(world, there=(BEST,))
    other = FakeLibrary(world)
    old = Version(id="9", name="old.mkv", quality=read(WORSE).quality, size=5)
    put_into(world, other, replace(film(), library="plex", versions=(old,)))
    title = f"{FILM} 2019 1080p UHD BluRay DTS x265-ASH"
    question = await found(world, title)
    assert question.weighed is not None
    gone = [one.name for one in question.weighed.there if one.replaced]
    assert gone == ["old.mkv"]
    story.library.disk[f"{SAVED}/{title}/film.mkv"] = SIZE
    request = await world.gate.results.take(question.id, who=ANNA, approve=True)
    await world.settle()
    (shown,) = (one for one in world.client.downloads.values() if one.name == title)
    world.client.show(shown.id, complete=True, content_path=f"{SAVED}/{title}")
    await world.poll()
    await world.advance(60)
    assert story.why(request.id) == "home_would_replace"
    assert not story.library.orders


async def test_the_file_that_was_said_to_go_goes(world: World) -> None:
    story = Story(world)
    question = await found(world, NEW)
    request = await world.gate.results.take(question.id, who=ANNA, approve=True)
    await world.settle()
    await story.complete()
    await world.advance(60)
    assert world.state(request.id) == "imported"
