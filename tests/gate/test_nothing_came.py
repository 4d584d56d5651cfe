"""For what nothing came in days it is said, once."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.facts import Facts
from custom_components.greenlight.engine.rules import RuleKind
from custom_components.greenlight.gate.nothing_came import DAY, SETTLED, Nothing

from .fakes import ANNA, World
from .scene import ask
from .shelves import FILM, film, put
from .test_series_board import with_sonarr
from .test_series_own import SHOW, named, of, offer


@pytest.fixture
def heard(world: World) -> list[Nothing]:
    heard: list[Nothing] = []
    world.gate.nothing_came.listen(heard.append)
    return heard


async def days(world: World, count: float) -> None:
    await world.advance(count * DAY)
    await world.settle()


def said(*episodes: str, count: int = 5, work: str = SHOW) -> Nothing:
    return Nothing(rule="ask", work=work, episodes=episodes, days=count)


async def test_an_episode_for_which_nothing_came_is_named_once(
    world: World, heard: list[Nothing]
) -> None:
    await with_sonarr(world, quiet_days=5)
    await days(world, 4)
    assert heard == []
    await days(world, 2)
    assert heard == [said("S01E02")]
    # That of tomorrow is missing since then.
    await days(world, 30)
    assert heard == [said("S01E02"), said("S01E04")]


async def test_a_restart_says_nothing_anew(world: World, heard: list[Nothing]) -> None:
    await with_sonarr(world, quiet_days=5)
    await days(world, 5.5)
    assert heard == [said("S01E02")]
    await world.restart()
    again: list[Nothing] = []
    world.gate.nothing_came.listen(again.append)
    await with_sonarr(world, quiet_days=5)
    await days(world, 0.4)
    assert again == []
    await days(world, 9)
    assert again == [said("S01E04")]


async def test_what_came_begins_it_anew(world: World, heard: list[Nothing]) -> None:
    rule: dict[str, Any] = {"quiet_days": 5, "lifetime": 9 * DAY}
    await offer(world, named("S01E02"), **rule)
    await world.gate.decide.decline(of(world, named("S01E02")).id, ANNA)
    await days(world, 3)
    await offer(world, named("S01E02", "720p WEB-DL-A"), **rule)
    title = named("S01E02", "720p WEB-DL-A")
    await days(world, 1)
    await world.gate.decide.decline(of(world, title).id, ANNA)
    await days(world, 2)
    assert heard == [said("S01E01")]
    await days(world, 3)
    assert heard == [said("S01E01"), said("S01E02")]


async def test_what_is_asked_about_came(world: World, heard: list[Nothing]) -> None:
    await offer(world, named("S01E01"), quiet_days=1, lifetime=60 * DAY)
    await days(world, 9)
    assert heard == []


async def test_a_film_that_is_wanted(world: World, heard: list[Nothing]) -> None:
    there = film("Other 2019 1080p", item_id="2", name="Other")
    put(world, film(), there, film(item_id="3", name="Not Meant", year=2018))
    rule: dict[str, Any] = {"kind": RuleKind.WANTED, "quiet_days": 2}
    world.gate.attach_rule(ask(titles=(FILM,), **rule))
    await days(world, 2.5)
    assert heard == [said(count=2, work=f"{FILM} (2019)")]


async def test_an_episode_that_a_library_wants(
    world: World, heard: list[Nothing]
) -> None:
    rule: dict[str, Any] = {"kind": RuleKind.WANTED, "quiet_days": 5}
    await with_sonarr(world, **rule)
    await days(world, 4)
    assert heard == []
    await days(world, 2)
    assert heard == [said("S01E02")]
    await days(world, 30)
    assert heard == [said("S01E02"), said("S01E04")]


async def test_series_that_are_not_meant_or_have_all_are_not_read(
    world: World, heard: list[Nothing], monkeypatch: pytest.MonkeyPatch
) -> None:
    rule: dict[str, Any] = {"kind": RuleKind.WANTED, "quiet_days": 1}
    await with_sonarr(world, titles=("Another Show",), **rule)
    read: list[Any] = []

    async def load(items: Any) -> None:
        read.extend(items)

    monkeypatch.setattr(world.gate.libraries, "load", load)
    await days(world, 3)
    assert (heard, read) == ([], [])


async def test_what_a_library_does_not_tell_is_not_missing(
    world: World, heard: list[Nothing], monkeypatch: pytest.MonkeyPatch
) -> None:
    rule: dict[str, Any] = {"kind": RuleKind.WANTED, "quiet_days": 1}
    await with_sonarr(world, **rule)
    shelf = world.gate.libraries.index.shelf("sonarr")
    monkeypatch.setattr(shelf.episodes, "get", lambda _: None)
    await days(world, 3)
    assert heard == []


async def test_a_film_that_is_not_meant(world: World, heard: list[Nothing]) -> None:
    put(world, replace(film(), genres=("Comedy",)))
    facts = Facts(genres=frozenset({"drama"}))
    rule: dict[str, Any] = {"kind": RuleKind.WANTED, "quiet_days": 2}
    world.gate.attach_rule(ask(facts=facts, **rule))
    world.gate.attach_rule(ask(id="any", quiet_days=2))
    await days(world, 4)
    assert heard == []


async def test_somebody_who_cannot_hear_it_keeps_nobody_from_it(
    world: World, heard: list[Nothing], caplog: pytest.LogCaptureFixture
) -> None:
    def deaf(_nothing: Nothing) -> None:
        raise RuntimeError

    end = world.gate.nothing_came.listen(deaf)
    world.gate.nothing_came.listen(heard.append)
    await with_sonarr(world, quiet_days=0)
    await world.advance(SETTLED)
    await world.settle()
    assert len(heard) == 2
    assert "could not take that nothing came" in caplog.text
    end()


async def test_with_nobody_to_hear_it_nothing_counts_as_said(world: World) -> None:
    await with_sonarr(world, quiet_days=1)
    await days(world, 3)
    heard: list[Nothing] = []
    world.gate.nothing_came.listen(heard.append)
    await days(world, 3)
    assert heard == [said("S01E02", "S01E04", count=1)]


async def test_a_rule_that_says_nothing_any_more_forgets(
    world: World, heard: list[Nothing]
) -> None:
    await with_sonarr(world, quiet_days=1)
    await days(world, 2)
    assert world.ledger.quiet.waits("ask")
    await with_sonarr(world)
    assert not world.ledger.quiet.waits("ask")
    assert world.ledger.quiet_on_disk == "{}"
    before = list(heard)
    await days(world, 3)
    assert heard == before
    assert not world.timers


async def test_after_the_end_nothing_is_looked_for(world: World) -> None:
    await with_sonarr(world, quiet_days=1)
    world.gate.stop()
    await with_sonarr(world, quiet_days=1)
    assert not world.timers
