"""What a series' releases hold comes home episode by episode."""

from dataclasses import replace

import pytest

from custom_components.greenlight.engine.home.home import Existing, Home, Landing, Step
from custom_components.greenlight.engine.library.item import Episodes
from custom_components.greenlight.engine.rules import RuleKind
from custom_components.greenlight.gate.gate import Gate
from tests.support.fake_through import shown_through

from ..fakes import ANNA, World
from ..scene import ask, by_magnet, torrent
from ..shelves import file, put_into, series
from .importing import ImportingSeries

PACK = "The Tide Clerk S01 2160p WEB-DL DDP5.1 H.265-NEW"
SINGLE = "The Tide Clerk S01E03 2160p WEB-DL DDP5.1 H.265-NEW"
BETTER = "The Tide Clerk S01E03 2160p WEB-DL DDP5.1 DV HDR10 H.265-NEW"
TIDE = "The Tide Clerk"
SAVED = "/downloads"


class Story:
    """A series of three episodes, of which some are there, and a Sonarr."""

    def __init__(self, world: World, *there: int) -> None:
        self.world = world
        self.library = ImportingSeries(world)
        item, episodes = series(*there)
        item = replace(item, monitored=True)
        self.library.films = {item.id: item}
        self.library.series[item.id] = episodes
        self.attach(world.gate)
        world.gate.attached.rules["ask"] = ask(kind=RuleKind.WANTED)

    def attach(self, gate: Gate) -> None:
        """Have the library and the client there, also after a restart."""
        put_into(self.world, self.library, *self.library.films.values())
        gate.attached.clients["qb"] = shown_through(self.world.client)

    def home(self, request_id: str) -> Home:
        """Return how far it is."""
        home = self.world.gate.requests.find(request_id).home
        assert home is not None
        return home

    def holds(self, *names: str) -> None:
        """Have these files in what is downloaded."""
        for size, name in enumerate(names):
            self.library.disk[f"{SAVED}/Tide/{name}"] = 50_000 + size

    async def downloaded(self, title: str) -> str:
        """Have a release approved and completed; returns the request's id."""
        await self.approved(title)
        return await self.completed(title)

    async def approved(self, title: str) -> None:
        """Have a release approved."""
        await self.world.gate.offer([by_magnet(title)])
        await self.world.settle()
        (request_id,) = self.world.ledger.requests
        await self.world.gate.decide.approve(request_id, ANNA)
        await self.world.settle()

    async def completed(self, title: str) -> str:
        """Have it completed, and go home."""
        (request_id,) = self.world.ledger.requests
        self.world.client.show(
            torrent(title).v1 or "", complete=True, content_path=f"{SAVED}/Tide"
        )
        await self.world.poll()
        await self.world.advance(120)
        return request_id

    def why(self, request_id: str) -> str:
        """Return why it waits for a person, and what that is about."""
        home = self.world.gate.requests.find(request_id).home
        assert home is not None
        if home.step is not Step.BLOCKED or home.why is None:
            return ""
        return f"{home.why.code} {dict(home.why.params).get('episodes', '')}".strip()

    def there(self) -> list[str]:
        """Return which file each episode has."""
        return [one.version for one in self.library.series["7"].episodes]


async def test_an_episode(world: World) -> None:
    story = Story(world, 1, 2)
    story.holds("The.Tide.Clerk.S01E03.mkv")
    request_id = await story.downloaded(SINGLE)
    assert world.state(request_id) == "imported"
    assert story.there() == ["1", "2", "101"]


async def test_a_pack_covers_its_episodes(world: World) -> None:
    story = Story(world)
    story.holds(*(f"The.Tide.Clerk.S01E0{one}.mkv" for one in (1, 2, 3)), "sample.txt")
    request_id = await story.downloaded(PACK)
    assert world.state(request_id) == "imported"
    assert sorted(story.there()) == ["101", "102", "103"]


async def test_a_file_that_holds_more_is_not_lost(world: World) -> None:
    """One episode over a file of two would delete the other one."""
    story = Story(world, 1, 2, 3)
    landing = Landing(existing=Existing.REPLACE)
    world.gate.attached.rules["ask"] = ask(kind=RuleKind.UPGRADES, home=landing)
    story.holds("The.Tide.Clerk.S01E03.mkv")
    await story.approved(BETTER)
    # Meanwhile both came in one file.
    known = story.library.series["7"]
    both = file("The Tide Clerk S01E02E03 1080p WEB-DL H.264-OLD", name="both")
    story.library.series["7"] = Episodes(
        episodes=tuple(
            replace(one, version="both") if one.number > 1 else one
            for one in known.episodes
        ),
        versions={"1": known.versions["1"], "both": both},
    )
    request_id = await story.completed(BETTER)
    assert story.why(request_id) == "home_holds_more S01E02"
    assert not story.library.imports
    await world.gate.home.import_now(request_id, ANNA, anyway=True)
    await world.advance(120)
    assert world.state(request_id) == "imported"


async def test_what_is_there_by_now_is_not_brought_again(world: World) -> None:
    story = Story(world, 1, 2)
    story.holds("The.Tide.Clerk.S01E03.mkv")
    await world.gate.offer([by_magnet(SINGLE)])
    await world.settle()
    _, story.library.series["7"] = series(1, 2, 3)
    request_id = await story.downloaded(SINGLE)
    assert story.why(request_id) == "home_there_already"
    assert not story.library.imports


async def test_a_file_that_says_nothing_is_not_guessed(world: World) -> None:
    story = Story(world, 1, 2)
    story.holds("holiday.mkv")
    request_id = await story.downloaded(SINGLE)
    assert story.why(request_id) == "home_nothing_there"


async def test_names_tell_what_the_library_does_not(world: World) -> None:
    story = Story(world, 1, 2)
    story.holds("The.Tide.Clerk.S01E03.mkv")
    story.library.numbers = lambda path: ()  # type: ignore[method-assign]
    request_id = await story.downloaded(SINGLE)
    assert world.state(request_id) == "imported"
    assert story.there() == ["1", "2", "101"]


async def test_what_is_there_of_a_pack_stays(world: World) -> None:
    story = Story(world, 1)
    world.gate.attached.rules["ask"] = ask(kind=RuleKind.SERIES)
    story.holds(*(f"The.Tide.Clerk.S01E0{one}.mkv" for one in (1, 2, 3)))
    request_id = await story.downloaded(PACK)
    assert world.state(request_id) == "imported"
    assert story.there()[0] == "1"
    assert len(story.library.imports) == 2


async def test_what_came_home_is_there_however_its_library_counts(world: World) -> None:
    """What was read of a series before knows nothing of it, and its library may count it late."""
    story = Story(world, 1, 2)
    world.gate.attach_rule(ask(kind=RuleKind.SERIES, titles=(TIDE,)))
    await world.gate.series.load("ask")
    story.holds("The.Tide.Clerk.S01E03.mkv")
    request_id = await story.downloaded(SINGLE)
    assert world.state(request_id) == "imported"
    (view,) = world.gate.series.of("ask")
    assert [one.state for one in view.episodes] == ["have"] * 3
    assert world.gate.series.counts("ask") == (0, 0)


@pytest.mark.parametrize("anyway", [False, True])
async def test_no_file_is_put_over_another_of_its_pack(
    world: World, anyway: bool
) -> None:
    """Sonarr takes each file for the whole season, and deletes what is there for each."""
    story = Story(world)
    story.holds("Tide S01 01.mkv", "Tide S01 02.mkv", "Tide S01 03.mkv")
    story.library.numbers = lambda path: ((1, 1), (1, 2), (1, 3))  # type: ignore[method-assign]
    request_id = await story.downloaded(PACK)
    if anyway:
        await world.gate.home.import_now(request_id, ANNA, anyway=True)
        await world.advance(60)
    assert story.why(request_id).startswith("home_read_alike")
    assert not story.library.orders


async def test_of_two_files_of_one_episode_the_larger_is_brought(world: World) -> None:
    story = Story(world)
    story.holds("The.Tide.Clerk.S01E01.mkv", "The.Tide.Clerk.S01E02.mkv")
    story.library.disk[f"{SAVED}/Tide/The.Tide.Clerk.S01E01.PROPER.mkv"] = 90_000
    story.holds("The.Tide.Clerk.S01E03.mkv")
    request_id = await story.downloaded(PACK)
    await world.advance(100)
    assert world.state(request_id) == "imported"
    assert len(story.library.imports) == 3
