"""Which episodes a file holds: as a person counts, as its library reads it, as it is called, in this order."""

from dataclasses import replace

import pytest

from custom_components.greenlight.engine.library.item import Episode, Episodes
from custom_components.greenlight.engine.rules import Action, RuleKind
from custom_components.greenlight.engine.series.numbering import read_numbering
from custom_components.greenlight.libraries.imports import Rejection

from ..fakes import ANNA, World
from ..scene import ask, by_magnet
from .test_series import SINGLE, Story

SHIFTED = SINGLE.replace("S01", "S02")
WORDS = r"Part (?P<season>\d+) - (?P<episode>\d+)"
COUNTED = "The Tide Clerk Part 1 - 03 2160p WEB-DL DDP5.1 H.265-NEW"
PACK = "The Tide Clerk S02 2160p WEB-DL DDP5.1 H.265-NEW"
ABSOLUTE = "[NEW] The Tide Clerk - 03 [2160p WEB-DL H.265]"

type Number = tuple[int, int]


def counts(world: World, expression: str = "", season: int = 0) -> None:
    """Have a rule count otherwise."""
    numbering = read_numbering(expression, season)
    world.gate.attach_rule(ask(kind=RuleKind.SERIES, numbering=numbering))


def more(story: Story, *numbers: Number) -> None:
    """Have more episodes of the series than those of its first season."""
    known = story.library.series["7"]
    others = (Episode(season=season, number=one, aired=1.0) for season, one in numbers)
    story.library.series["7"] = replace(known, episodes=(*known.episodes, *others))


def reads(story: Story, *numbers: Number) -> None:
    """Have the library read every file as these episodes, whatever it is called."""
    story.library.numbers = lambda path: numbers  # type: ignore[method-assign]


def filled(story: Story) -> list[str]:
    """Return the episodes that have a new file."""
    known: Episodes = story.library.series["7"]
    return [
        f"S{one.season:02}E{one.number:02}"
        for one in known.episodes
        if len(one.version) > 1
    ]


def told(world: World, request_id: str) -> dict[str, object]:
    """Return what is said of the reading that speaks against it."""
    home = world.gate.requests.find(request_id).home
    assert home is not None
    assert home.why is not None
    return {"code": home.why.code, **dict(home.why.params)}


class TestAsAPersonCounts:
    @pytest.mark.parametrize("read", [((2, 3),), ((1, 2),), ()])
    async def test_it_goes_before_what_a_library_reads(
        self, world: World, read: tuple[Number, ...]
    ) -> None:
        story = Story(world, 1, 2)
        more(story, (2, 3))
        counts(world, season=-1)
        story.holds("The.Tide.Clerk.S02E03.mkv")
        reads(story, *read)
        request_id = await story.downloaded(SHIFTED)
        assert world.state(request_id) == "imported"
        assert filled(story) == ["S01E03"]

    async def test_a_title_tells_what_the_name_of_its_file_does_not(
        self, world: World
    ) -> None:
        story = Story(world, 1, 2)
        more(story, (2, 3))
        counts(world, WORDS)
        story.holds("tide.203.mkv")
        reads(story, (2, 3))
        request_id = await story.downloaded(COUNTED)
        assert filled(story) == ["S01E03"]
        assert world.state(request_id) == "imported"

    async def test_of_a_pack_each_file_is_counted_so(self, world: World) -> None:
        story = Story(world)
        more(story, (2, 1), (2, 2), (2, 3))
        counts(world, season=-1)
        story.holds(*(f"The.Tide.Clerk.S02E0{one}.mkv" for one in (1, 2, 3)))
        request_id = await story.downloaded(PACK)
        assert world.state(request_id) == "imported"
        assert filled(story) == ["S01E01", "S01E02", "S01E03"]

    async def test_a_file_of_another_season_is_not_brought_with_a_pack(
        self, world: World
    ) -> None:
        story = Story(world)
        more(story, (2, 1), (2, 2), (2, 3))
        counts(world, r"Part (?P<season>\d+) ")
        story.holds("The.Tide.Clerk.S02E01.mkv", "The.Tide.Clerk.S02E02.mkv")
        request_id = await story.downloaded("The Tide Clerk Part 1 2160p WEB-DL-NEW")
        assert told(world, request_id)["code"] == "home_other_episode"
        assert not story.library.imports


class TestWhereNobodyWasAsked:
    """A rule approves by itself, and what the library says against a file counts."""

    @staticmethod
    def told(world: World, *anew: str) -> Story:
        story = Story(world, 1, 2)
        more(story, (2, 3))
        numbering = read_numbering("", -1)
        world.gate.attach_rule(
            ask(kind=RuleKind.SERIES, numbering=numbering, action=Action.APPROVE)
        )
        story.holds("The.Tide.Clerk.S02E03.mkv")
        story.library.rejects = (Rejection(text="Not an upgrade of S02E03"),)
        story.library.rejects_anew = tuple(Rejection(text=one) for one in anew)
        return story

    @staticmethod
    async def come(world: World, story: Story) -> str:
        """Have it offered, approved by the rule, and completed."""
        await world.gate.offer([by_magnet(SHIFTED)])
        await world.settle()
        return await story.completed(SHIFTED)

    async def test_what_it_says_of_another_episode_counts_for_nothing(
        self, world: World
    ) -> None:
        story = self.told(world)
        request_id = await self.come(world, story)
        assert world.state(request_id) == "imported"
        assert filled(story) == ["S01E03"]
        assert [numbers for _, numbers in story.library.reread_as] == [((1, 3),)]

    async def test_what_it_says_of_that_episode_counts(self, world: World) -> None:
        story = self.told(world, "Not an upgrade of S01E03")
        request_id = await self.come(world, story)
        assert told(world, request_id) == {
            "code": "home_refused",
            "detail": "Not an upgrade of S01E03",
        }
        assert not story.library.imports

    async def test_where_both_count_alike_it_is_not_asked_again(
        self, world: World
    ) -> None:
        story = self.told(world)
        reads(story, (1, 3))
        request_id = await self.come(world, story)
        assert told(world, request_id)["detail"] == "Not an upgrade of S02E03"
        assert not story.library.reread_as


class TestWhereTwoDiffer:
    async def test_a_person_is_asked_and_both_are_told(self, world: World) -> None:
        story = Story(world, 1)
        story.holds("The.Tide.Clerk.S01E03.mkv")
        reads(story, (1, 2))
        request_id = await story.downloaded(SINGLE)
        assert told(world, request_id) == {
            "code": "home_read_otherwise",
            "library": "Sonarr",
            "file": "The.Tide.Clerk.S01E03.mkv",
            "read": "S01E02",
            "named": "S01E03",
        }
        assert not story.library.imports

    async def test_with_a_yes_to_that_it_is_what_the_library_reads(
        self, world: World
    ) -> None:
        story = Story(world, 1)
        story.holds("The.Tide.Clerk.S01E03.mkv")
        reads(story, (1, 2))
        request_id = await story.downloaded(SINGLE)
        await world.gate.home.import_now(request_id, ANNA, anyway=True)
        await world.advance(120)
        assert world.state(request_id) == "imported"
        assert filled(story) == ["S01E02"]

    async def test_also_by_numbers_that_run_through(self, world: World) -> None:
        story = Story(world, 1)
        known = story.library.series["7"]
        story.library.series["7"] = replace(
            known,
            episodes=tuple(replace(one, absolute=one.number) for one in known.episodes),
        )
        story.holds("[NEW] The Tide Clerk - 03.mkv")
        reads(story, (1, 2))
        request_id = await story.downloaded(ABSOLUTE)
        assert told(world, request_id)["code"] == "home_read_otherwise"

    async def test_a_release_that_holds_another_one_is_not_it(
        self, world: World
    ) -> None:
        story = Story(world, 1)
        story.holds("The.Tide.Clerk.S01E02.mkv")
        request_id = await story.downloaded(SINGLE)
        assert told(world, request_id) == {
            "code": "home_other_episode",
            "file": "The.Tide.Clerk.S01E02.mkv",
            "holds": "S01E02",
            "said": "S01E03",
        }

    async def test_what_nobody_knows_by_its_name_is_as_the_library_reads_it(
        self, world: World
    ) -> None:
        """It has other names for a series than are told, under which it is counted otherwise."""
        story = Story(world, 1, 2)
        story.holds("The.Tide.Clerk.S05E01.mkv")
        reads(story, (1, 3))
        request_id = await story.downloaded(SINGLE)
        assert filled(story) == ["S01E03"]
        assert world.state(request_id) == "imported"
