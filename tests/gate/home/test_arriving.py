"""What has come is what was brought: no file that was there, no other one, and not a part of it alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.home.home import Existing, Landing, Step
from custom_components.greenlight.engine.library.item import Item, Version
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.rules import RuleKind
from custom_components.greenlight.engine.weighed import There, Weighed
from custom_components.greenlight.gate.attached import AskerFacts
from custom_components.greenlight.gate.home.arriving import alike
from custom_components.greenlight.gate.home.choosing import close, not_shown
from custom_components.greenlight.libraries.imports import Doing, Imported, Tracked

from ..fakes import ANNA, World
from ..scene import ask, by_magnet
from .scene import NEW, SAVED, SIZE, Story
from .test_series import PACK, Story as Series

MB = 1024**2
BETTER_PACK = "The Tide Clerk S01 2160p WEB-DL DDP5.1 DV HDR10 H.265-NEW"
NAMES = tuple(f"The.Tide.Clerk.S01E0{one}.mkv" for one in (1, 2, 3))


def download(world: World) -> str:
    """Return what the client knows the only download by."""
    (request,) = world.ledger.requests.values()
    return request.download or ""


def other(size: int, number: str = "55") -> Version:
    """Return a file that somebody else has imported."""
    return Version(id=number, name="else.mkv", path="/movies/else.mkv", size=size)


@pytest.mark.parametrize(
    ("size", "wanted", "same"),
    [
        (SIZE, SIZE, True),
        (SIZE + 3, SIZE, True),
        (9, SIZE, False),
        (700 * MB, 712 * MB, True),
        (700 * MB, 720 * MB, False),
        (40 * MB, 50 * MB, False),
        (60_000 * MB, 60_500 * MB, True),
        (60_000 * MB, 61_000 * MB, False),
        (None, SIZE, False),
        (SIZE, 0, False),
    ],
)
def test_what_is_written_into_a_file_makes_it_no_other(
    size: int | None, wanted: int, *, same: bool
) -> None:
    assert close(size, wanted) is same


def test_each_size_is_one_file() -> None:
    three = [other(SIZE + one, str(one)) for one in range(3)]
    assert alike(three[:1], [SIZE] * 3) == (three[0],)
    assert alike(three, [SIZE]) == (three[0],)
    assert alike(three, [9, SIZE, 0, SIZE + 2]) == (three[0], three[1])
    assert alike([*three[1:], other(5)], [5, SIZE]) == (three[1], other(5))
    assert alike([other(0)], [0, 0]) == ()


@pytest.mark.parametrize(
    ("name", "size", "shown"),
    [
        ("old.mkv", SIZE, True),
        # Another library calls it otherwise.
        ("Old (2019).mkv", SIZE, True),
        # Somebody has written tags into it.
        ("old.mkv", SIZE + 3, True),
        ("old.mkv", None, True),
        # Its successor is called as it was.
        ("old.mkv", SIZE * 2, False),
        ("Old (2019).mkv", SIZE + 3, False),
        ("Old (2019).mkv", None, False),
    ],
)
def test_which_file_a_question_told_of(
    name: str, size: int | None, *, shown: bool
) -> None:
    weighed = Weighed(there=(There(name="old.mkv", size=SIZE),))
    one = Version(id="1", name=name, size=size)
    assert not_shown([one], weighed) == (() if shown else (one,))


async def test_an_old_file_is_no_success_of_a_second_try(world: World) -> None:
    story = Story(world)
    story.library.slow = True
    request_id = await story.downloaded()
    story.library.orders["1"].doing = Doing.FAILED
    await world.advance(30)
    assert story.why(request_id) == "home_failed"
    seen = dict(story.library.disk)
    story.library.disk.clear()
    await world.gate.home.import_now(request_id, ANNA)
    await world.advance(4000)
    assert story.why(request_id) == "home_not_seen"
    assert world.state(request_id) == "completed"
    # What the first try brings later all the same is what has come, and is not brought again.
    story.library.disk = seen
    story.library.orders["1"].doing = Doing.QUEUED
    story.library.work()
    await world.advance(4000)
    assert world.state(request_id) == "imported"
    assert len(story.library.orders) == 1


async def test_what_was_begun_elsewhere_says_nothing_of_another_item(
    world: World,
) -> None:
    story = Story(world)
    two = replace(story.film, id="2", title="Another", versions=(other(SIZE),))
    story.library.slow = True
    request_id = await story.downloaded()
    story.library.has(two)
    story.library.orders["1"].doing = Doing.FAILED
    await world.advance(30)
    await world.gate.home.import_now(request_id, ANNA, library="radarr", item="2")
    await world.settle()
    assert story.why(request_id) == "home_would_replace"
    assert world.state(request_id) == "completed"
    assert story.home(request_id).had == frozenset()


@pytest.mark.parametrize("size", [0, SIZE])
async def test_what_somebody_else_imports_is_not_ours(world: World, size: int) -> None:
    story = Story(world)
    story.library.disk[f"{SAVED}/{NEW}/film.mkv"] = size
    story.library.slow = True
    request_id = await story.downloaded()
    versions = (*story.film.versions, other(9))
    story.library.has(replace(story.film, versions=versions))
    story.library.orders["1"].doing = Doing.DONE
    await world.advance(200)
    assert story.why(request_id) == "home_not_there"
    assert story.home(request_id).sizes == (size,)
    # Its history knows whose it is.
    story.library.events[download(world)] = Imported(files=("55",))
    await world.advance(2000)
    assert world.state(request_id) == "imported"
    assert story.home(request_id).targets == ("/movies/else.mkv",)


async def test_a_file_with_tags_is_the_same(world: World) -> None:
    story = Story(world)
    has: Callable[[Item], None] = story.library.has

    def tagged(item: Item) -> None:
        versions = (
            replace(one, size=SIZE + 3) if one.size == SIZE else one
            for one in item.versions
        )
        has(replace(item, versions=tuple(versions)))

    story.library.has = tagged  # type: ignore[method-assign]
    request_id = await story.downloaded()
    await world.advance(300)
    assert world.state(request_id) == "imported"


class TestPacks:
    """Each of its episodes has a file that was not there."""

    @pytest.mark.parametrize("size", [0, 50_000])
    async def test_a_part_of_it(self, world: World, size: int) -> None:
        story = Series(world)
        story.library.disk = {f"{SAVED}/Tide/{name}": size for name in NAMES}
        real: Any = story.library._import
        brought = [NAMES[0]]

        def some(item: str, file: Any) -> None:
            if file.name in brought:
                real(item, file)
                files = tuple(
                    str(101 + one) for one in range(len(story.library.imports))
                )
                story.library.events[download(world)] = Imported(files=files)

        story.library._import = some  # type: ignore[method-assign,assignment]
        request_id = await story.downloaded(PACK)
        assert story.why(request_id) == "home_not_there"
        # The next try brings what is not there, and nothing else.
        brought = [*NAMES]
        await world.gate.home.import_now(request_id, ANNA, anyway=True)
        await world.advance(120)
        assert world.state(request_id) == "imported"
        assert len(story.library.imports) == len(set(story.library.imports)) == 3

    async def test_what_is_there_already_has_not_come(self, world: World) -> None:
        story = Series(world, 1)
        held = story.library.series["7"]
        versions = {
            key: replace(one, path="/tv/OLD.mkv") for key, one in held.versions.items()
        }
        story.library.series["7"] = replace(held, versions=versions)
        world.gate.attached.rules["ask"] = ask(kind=RuleKind.SERIES)
        story.holds(*NAMES)
        request_id = await story.downloaded(PACK)
        assert world.state(request_id) == "imported"
        home = world.gate.requests.find(request_id).home
        assert home is not None
        assert sorted(home.targets) == [f"/tv/{name}" for name in NAMES[1:]]

    async def replaced(self, world: World) -> Series:
        """Have a pack approved for which all that is there is to go."""
        story = Series(world, 1, 2, 3)
        landing = Landing(existing=Existing.REPLACE)
        rule = ask(kind=RuleKind.UPGRADES, home=landing)
        world.gate.attached.rules["ask"] = rule
        story.holds(*NAMES)
        await world.gate.offer([by_magnet(BETTER_PACK)])
        await world.settle()
        (request_id,) = world.ledger.requests
        await world.gate.decide.approve(request_id, ANNA, choice=Choice.REPLACE)
        await world.settle()
        return story

    async def test_the_power_goes_in_the_middle_of_it(self, world: World) -> None:
        story = await self.replaced(world)
        story.library.slow = True
        request_id = await story.completed(BETTER_PACK)
        assert story.home(request_id).step is Step.TOLD
        (order,) = story.library.orders.values()
        # It had brought one when the power went, and knows of no order any more.
        story.library._import("7", order.files[0])
        story.library.orders.clear()
        begun = replace(story.home(request_id), step=Step.BEGUN, command="")
        await world.gate.requests.amend(request_id, home=begun)
        await world.restart()
        story.attach(world.gate)
        story.library.slow = False
        world.gate.home.start()
        await world.advance(200)
        assert world.state(request_id) == "imported"
        assert len(story.library.imports) == len(set(story.library.imports)) == 3


class TestHistory:
    """What it has imported some time is not there because of that."""

    async def test_of_a_part(self, world: World) -> None:
        story = Series(world)
        story.holds(*NAMES)
        await story.approved(PACK)
        story.library._import("7", await first(story))
        story.library.events[download(world)] = Imported(files=("101",))
        request_id = await story.completed(PACK)
        await world.advance(60)
        assert world.state(request_id) == "imported"
        assert len(story.library.imports) == len(set(story.library.imports)) == 3

    async def test_of_a_part_of_what_is_moved(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What was not aired yet nobody can import."""
        story = Series(world)
        story.holds(*NAMES)
        await story.approved(PACK)
        story.library._import("7", await first(story))
        story.library.events[download(world)] = Imported(files=("101",))
        story.library.disk.clear()
        shares = world.gate.home.around
        monkeypatch.setattr(type(shares), "shares", lambda *_: False)
        request_id = await story.completed(PACK)
        assert world.state(request_id) == "imported"

    @pytest.mark.parametrize("choice", [None, Choice.REPLACE])
    async def test_of_all_that_a_pack_really_holds(
        self, world: World, choice: Choice | None
    ) -> None:
        """Its title says more than is in it."""
        story = Series(world, *((2, 3) if choice is Choice.REPLACE else ()))
        story.holds(NAMES[0])
        await story.approved(PACK)
        (request_id,) = world.ledger.requests
        await world.gate.requests.amend(request_id, choice=choice)
        story.library._import("7", await first(story))
        story.library.events[download(world)] = Imported(files=("101",))
        await story.completed(PACK)
        assert world.state(request_id) == "imported"
        assert len(story.library.imports) == 1

    async def test_of_a_part_of_what_stays(self, world: World) -> None:
        story = Series(world)
        story.holds(*NAMES)
        await story.approved(PACK)
        story.library._import("7", await first(story))
        story.library.events[download(world)] = Imported(files=("101",))
        story.library.disk.clear()
        request_id = await story.completed(PACK)
        assert story.why(request_id) == "home_not_seen"

    async def test_of_the_whole(self, world: World) -> None:
        story = Series(world)
        story.holds(*NAMES)
        await story.approved(PACK)
        for one in await files(story):
            story.library._import("7", one)
        story.library.events[download(world)] = Imported(files=("101", "102", "103"))
        request_id = await story.completed(PACK)
        assert world.state(request_id) == "imported"
        assert len(story.library.imports) == 3

    async def test_of_the_file_that_was_there_before(self, world: World) -> None:
        story = Story(world)
        request_id = await story.approved()
        old = story.film.versions[0]
        story.library.events[download(world)] = Imported(files=(old.id,))
        await story.complete()
        await world.advance(300)
        assert world.state(request_id) == "imported"
        # It was brought all the same.
        assert [one.name for one in story.film.versions] == ["film.mkv"]


async def files(story: Series) -> tuple[Any, ...]:
    """Return what could be imported."""
    return await story.library.candidates(f"{SAVED}/Tide", item="7")


async def first(story: Series) -> Any:
    """Return the first of it."""
    return (await files(story))[0]


class TestTheirs:
    """What a program says that it has taken in is looked at, too."""

    async def ordered(self, world: World, *, library: str = "radarr") -> Story:
        """Have something completed for which an asker waits, which its history tells of."""
        story = Story(world)
        world.gate.attached.askers["site"] = AskerFacts(
            name="Radarr", usenet=False, linked=True, library=library
        )
        await story.approved()
        story.library.events[download(world)] = Imported(files=("9",))
        await story.complete()
        return story

    async def test_its_list_is_behind(self, world: World) -> None:
        story = await self.ordered(world)
        (request_id,) = world.ledger.requests
        await world.advance(600)
        assert story.home(request_id).step is Step.LOOKING
        story.library.has(replace(story.film, versions=(other(SIZE, "9"),)))
        await world.advance(60)
        assert world.state(request_id) == "imported"
        assert story.home(request_id).targets == ("/movies/else.mkv",)

    async def test_it_is_gone_long_since(self, world: World) -> None:
        story = await self.ordered(world)
        (request_id,) = world.ledger.requests
        await world.advance(7200)
        assert story.why(request_id) == "home_not_there"
        assert world.whys(request_id).count("home_not_there") == 1
        assert story.home(request_id).blocked
        # It is about to be imported anew.
        story.library.queue[download(world)] = Tracked(state="importing")
        await world.advance(1900)
        assert story.home(request_id).step is Step.LOOKING
        story.library.queue.clear()
        story.library.has(replace(story.film, versions=(other(SIZE, "9"),)))
        await world.advance(1900)
        assert world.state(request_id) == "imported"

    async def test_the_film_is_gone(self, world: World) -> None:
        story = await self.ordered(world)
        (request_id,) = world.ledger.requests
        story.library.gone.add("1")
        await world.advance(2000)
        assert story.why(request_id) == "home_not_there"

    async def test_of_what_it_is_nobody_knows(self, world: World) -> None:
        story = Story(world)
        world.gate.attached.askers["site"] = AskerFacts(
            name="Radarr", usenet=False, linked=True, library="radarr"
        )
        request_id = await story.approved()
        await world.gate.requests.amend(request_id, weighed=None)
        story.library.events[download(world)] = Imported(files=("9",), paths=("/x",))
        await story.complete()
        assert world.state(request_id) == "imported"
        assert story.home(request_id).targets == ("/x",)
