"""What a question shows of the file that is there is what a plain yes then does with it."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from custom_components.greenlight.engine.home.home import Existing, Landing, Where
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.gate.attached import AskerFacts
from custom_components.greenlight.gate.home.shown import Meant, meant_by_yes
from custom_components.greenlight.gate.libraries import Libraries
from custom_components.greenlight.gate.ports import QuestionChanged
from custom_components.greenlight.libraries.imports import ImportHabits

from ..fakes import ANNA, World
from ..shelves import film, put, put_into
from .importing import Importing
from .scene import OLD, Story

BIN = ImportHabits(recycle_bin=True, bin_days=7)


async def meant(world: World, **landing: Any) -> Meant | None:
    """Return what a yes means by a rule's own way home."""
    story = Story(world, home=Landing(**landing))
    world.gate.library.learn_habits("radarr", BIN)
    request = world.gate.requests.find(await story.asked())
    return world.gate.home.meant(request)


async def test_the_library_replaces_it_as_it_does(world: World) -> None:
    assert await meant(world) == Meant(Choice.REPLACE, "radarr", BIN)


async def test_a_rule_may_keep_both(world: World) -> None:
    found = await meant(world, existing=Existing.KEEP_BOTH)
    assert found == Meant(Choice.KEEP_BOTH)


@pytest.mark.parametrize("where", [Where.BESIDE, Where.LEAVE])
async def test_what_no_library_imports_replaces_nothing(
    world: World, where: Where
) -> None:
    assert await meant(world, where=where) == Meant(Choice.KEEP_BOTH)


async def test_what_was_shown_is_what_is_done(world: World) -> None:
    story = Story(world)
    request = world.gate.requests.find(await story.asked())
    shown = world.gate.home.meant(request)
    request_id = await story.approved()
    assert shown is not None
    assert world.gate.requests.find(request_id).choice is shown.choice


async def test_nobody_here_says_what_becomes_of_what_a_program_ordered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(world)
    request = world.gate.requests.find(await story.asked())
    facts = AskerFacts(name="Radarr", usenet=False, linked=True)
    monkeypatch.setattr(world.gate.attached, "asker_of", lambda _: facts)
    assert world.gate.home.meant(request) is None


async def two(world: World) -> tuple[Story, str]:
    """Have two that know a film, of which only one holds it, and a better one asked about."""
    story = Story(world)
    world.gate.library.learn_habits("radarr", BIN)
    other = Importing(world, "a 4k radarr")
    put_into(world, other, film(library=other.id, item_id="9"))
    other.films = {"9": film(library=other.id, item_id="9")}
    other.disk = story.library.disk
    return story, await story.asked()


async def test_one_that_has_nothing_of_it_replaces_nothing(world: World) -> None:
    story, request_id = await two(world)
    request = world.gate.requests.find(request_id)
    assert world.gate.home.meant(request) == Meant(Choice.KEEP_BOTH)
    await story.downloaded_of(request_id)
    home = story.home(request_id)
    # What was shown is what is done.
    assert (home.library, home.item) == ("a 4k radarr", "9")
    await world.advance(60)
    assert world.state(request_id) == "imported"
    assert [one.name for one in story.film.versions] == [OLD]


async def test_who_wants_it_replaced_is_told_what_goes(world: World) -> None:
    story, request_id = await two(world)
    request = replace(world.gate.requests.find(request_id), choice=Choice.REPLACE)
    assert world.gate.home.meant(request) == Meant(Choice.REPLACE, "radarr", BIN)
    await story.downloaded_of(request_id, Choice.REPLACE)
    assert story.home(request_id).library == "radarr"


async def test_nothing_is_meant_by_a_rule_for_what_nobody_asked(world: World) -> None:
    story = Story(world)
    request = world.gate.requests.find(await story.asked())
    found = meant_by_yes(world.gate.home.around, request, asked=False)
    assert found == Meant(Choice.KEEP_BOTH)


@pytest.mark.parametrize(
    ("habits", "deletes"), [(None, "gone"), (ImportHabits(), "gone"), (BIN, "bin")]
)
def test_who_does_not_say_is_taken_to_have_no_recycle_bin(
    habits: ImportHabits | None, deletes: str
) -> None:
    assert Meant(Choice.REPLACE, "radarr", habits).deletes == deletes
    for choice in (None, Choice.KEEP_BOTH):
        assert not Meant(choice, "radarr", habits).deletes


async def test_who_has_seen_that_it_stays_has_not_said_that_it_may_go(
    world: World,
) -> None:
    story = Story(world, home=Landing(existing=Existing.KEEP_BOTH))
    request_id = await story.asked()
    gate = world.gate
    mark = gate.home.mark(gate.requests.find(request_id))
    rule = replace(story.rule, home=Landing(existing=Existing.REPLACE))
    gate.attached.rules[rule.id] = rule
    with pytest.raises(QuestionChanged):
        await gate.decide.approve(request_id, ANNA, seen=mark)
    gate.library.learn_habits("radarr", BIN)
    mark = gate.home.mark(gate.requests.find(request_id))
    gate.library.learn_habits("radarr", ImportHabits())
    with pytest.raises(QuestionChanged):
        await gate.decide.approve(request_id, ANNA, seen=mark)
    mark = gate.home.mark(gate.requests.find(request_id))
    after = await gate.decide.approve(request_id, ANNA, seen=mark)
    assert after.state is State.APPROVED
    # What is decided on is no question any more.
    assert gate.home.fate(gate.requests.find(request_id)) == ""


async def test_what_a_library_does_is_told_when_it_is_new(world: World) -> None:
    Story(world)
    told: list[None] = []
    world.gate.on_update(lambda: told.append(None))
    for habits in (BIN, BIN, ImportHabits()):
        world.gate.library.learn_habits("radarr", habits)
    assert len(told) == 2


@pytest.mark.parametrize("habits", [BIN, ImportHabits(min_free=5, hardlinks=False)])
def test_habits_are_kept_as_they_are(habits: ImportHabits) -> None:
    assert ImportHabits.from_stored(asdict(habits)) == habits


@pytest.mark.parametrize(
    "stored",
    [{}, {**asdict(BIN), "hardlinks": 1}, {**asdict(BIN), "bin_days": True}],
)
def test_habits_that_make_no_sense_are_not_known(stored: dict[str, Any]) -> None:
    assert ImportHabits.from_stored(stored) is None


def test_habits_go_with_their_library(world: World) -> None:
    put(world)
    libraries: Libraries = world.gate.libraries
    world.gate.library.learn_habits("radarr", BIN)
    assert libraries.habits == {"radarr": BIN}
    put(world)
    # It is another server.
    assert libraries.habits == {}
    world.gate.library.learn_habits("radarr", BIN)
    libraries.detach("radarr")
    assert libraries.habits == {}
