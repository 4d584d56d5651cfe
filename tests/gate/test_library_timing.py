"""What libraries say at a bad moment ends no question, and nothing that people say is lost."""

import asyncio
from dataclasses import replace

from custom_components.greenlight.engine.library.item import Season
from custom_components.greenlight.engine.quality.quality import Quality
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.gate.libraries import AGAIN, PATIENCE
from custom_components.greenlight.libraries.errors import LibraryTimeout

from .fakes import ANNA, World
from .scene import ask
from .shelves import FakeLibrary, Measuring, file, film, put, put_into, series
from .test_libraries import EPISODE, FEL, HDR10, P5, offer, only, upgrades


class TestNoAnswer:
    """A question is ended only by a library that has something as good."""

    async def test_while_its_rule_is_switched_off(self, world: World) -> None:
        put(world, film(P5))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        world.gate.attached.rules["ask"] = upgrades(enabled=False)
        world.gate.library.changed("radarr")
        await world.settle()
        assert world.state(request.id) == "pending"

    async def test_while_another_rule_still_asks(self, world: World) -> None:
        put(world, film(P5))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        world.gate.attached.rules["any"] = ask(id="any", name="Any")
        world.gate.libraries.index.shelf("radarr").put(film(FEL.replace("NEW", "X")))
        world.gate.library.changed("radarr", ["1"])
        await world.settle()
        assert world.state(request.id) == "pending"
        world.gate.detach_rule("any")
        world.gate.library.changed("radarr", ["1"])
        await world.settle()
        assert world.state(request.id) == "superseded"

    async def test_where_its_library_was_removed(self, world: World) -> None:
        put(world, film(P5), film(P5, library="plex", name="Other", year=1990))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        world.gate.library.detach("radarr")
        world.gate.library.changed("plex")
        await world.settle()
        assert world.state(request.id) == "pending"

    async def test_where_its_film_has_gone(self, world: World) -> None:
        put(world, film(P5))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        world.gate.libraries.index.shelf("radarr").remove("1")
        world.gate.library.changed("radarr", ["1"])
        await world.settle()
        assert world.state(request.id) == "pending"

    async def test_under_a_rule_that_is_changed_while_a_library_is_asked(
        self, world: World
    ) -> None:
        library = put_into(world, Measuring(world), film(P5))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        world.gate.libraries.index.shelf("radarr").put(film(FEL.replace("NEW", "X")))
        world.hold("library")
        world.gate.library.changed("radarr", ["1"])
        await world.settle()
        world.gate.attached.rules["ask"] = ask()
        world.let_go("library")
        await world.settle()
        assert len(library.asked) == 2
        assert world.state(request.id) == "pending"

    async def test_names_the_library_that_has_it(self, world: World) -> None:
        put(world, film(P5), film(library="plex", name="Other", year=1990))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        world.gate.libraries.index.shelf("radarr").put(film(FEL.replace("NEW", "X")))
        world.gate.library.changed("plex")
        await world.settle()
        ended = world.gate.requests.find(request.id)
        assert ended.state is State.SUPERSEDED
        assert ended.journal[-1].why == Reason(
            "library_has_it", (("library", "Radarr"),)
        )


class TestReadMeanwhile:
    """What was read of an item is of no other, whatever happens while it is read."""

    async def _begin(self, world: World) -> tuple[FakeLibrary, asyncio.Task[object]]:
        item, episodes = series(1)
        library = put(world, item)
        library.series["7"] = episodes
        world.hold("library")
        offering = offer(world, EPISODE.format(1), upgrades())
        task: asyncio.Task[object] = asyncio.create_task(offering)
        await world.settle()
        assert library.asked == ["7"]
        return library, task

    async def test_the_library_is_another_server_now(self, world: World) -> None:
        _, task = await self._begin(world)
        other = FakeLibrary(world)
        world.gate.libraries.attach("sonarr", other, name="Sonarr")
        world.let_go("library")
        await task
        assert "7" not in world.gate.libraries.index.shelf("sonarr").episodes
        assert world.ledger.held == 1

    async def test_the_library_was_removed(self, world: World) -> None:
        _, task = await self._begin(world)
        world.gate.library.detach("sonarr")
        world.let_go("library")
        await task
        put(world, series()[0])
        assert "7" not in world.gate.libraries.index.shelf("sonarr").episodes

    async def test_the_series_has_other_files_now(self, world: World) -> None:
        _, task = await self._begin(world)
        shelf = world.gate.libraries.index.shelf("sonarr")
        shelf.put(replace(series()[0], seasons=(Season(number=1, aired=9, there=9),)))
        world.let_go("library")
        await task
        assert "7" not in shelf.episodes

    async def test_the_series_has_gone(self, world: World) -> None:
        _, task = await self._begin(world)
        shelf = world.gate.libraries.index.shelf("sonarr")
        shelf.remove("7")
        world.let_go("library")
        await task
        assert "7" not in shelf.episodes

    async def test_a_closer_look_at_one_server_says_nothing_of_the_next(
        self, world: World
    ) -> None:
        there = file("Salt and Lanterns (2019).mkv", size=10**10)
        item = replace(film(), versions=(there,))
        first = put_into(world, Measuring(world), item)
        first.closer["1"] = (replace(there, quality=file(FEL).quality),)
        assert await offer(world, HDR10, upgrades()) is None
        second = Measuring(world)
        world.gate.libraries.attach("radarr", second, name="Radarr")
        await offer(world, P5, upgrades())
        assert second.asked == ["1"]


async def test_two_who_speak_at_once_are_both_heard(world: World) -> None:
    put(
        world,
        film(P5, FEL),
        film(P5, item_id="2", name="Kelp", year=1984),
        film(P5, item_id="3", name="Kelp", year=2001),
    )
    request = await offer(world, P5.replace("Salt and Lanterns 2019", "Kelp"), ask())
    assert request is not None
    desk = world.gate.library
    await asyncio.gather(
        desk.set_quality("radarr", "1", "0", Quality(resolution=720)),
        desk.set_quality("radarr", "1", "1", Quality(resolution=480)),
        desk.choose(request.id, "radarr", "3", ANNA),
    )
    assert len(world.ledger.said) == 2
    assert len(world.ledger.answers) == 1


async def test_a_clock_that_is_set_back_keeps_nothing_waiting_longer(
    world: World,
) -> None:
    put(world, film(P5))
    world.gate.library.away("radarr")
    await offer(world, FEL, upgrades())
    world.set_clock(-3 * 86400)
    await world.advance(PATIENCE * 1.2)
    assert only(world).state is State.PENDING


async def test_after_a_long_stop_each_library_is_read_before_anybody_is_asked(
    world: World,
) -> None:
    both = film(P5), film(P5, library="plex")
    put(world, *both, away=True)
    await offer(world, FEL, upgrades())
    waiting = world.ledger.waiting
    await world.end()
    world.now += 2 * PATIENCE
    await world.restart()
    world.ledger.waiting = waiting
    put(world, *both, away=True)
    world.gate.library.here("radarr")
    await world.settle()
    assert not world.ledger.requests
    assert world.ledger.held == 1
    await world.advance(PATIENCE / 6)
    assert only(world).state is State.PENDING


async def test_one_that_does_not_answer_is_not_waited_for_with_each_release(
    world: World,
) -> None:
    library = put_into(world, Measuring(world), film(P5))
    library.error = LibraryTimeout()
    for number in range(5):
        # Of one rule they would be one question.
        rule = upgrades(id=f"rule {number}")
        world.gate.attached.rules.clear()
        await offer(world, FEL.replace("NEW", f"G{number}"), rule)
    assert library.asked == ["1"]
    assert len(world.ledger.requests) == 5
    library.error = None
    await world.advance(AGAIN)
    await offer(world, FEL.replace("NEW", "LATER"), upgrades())
    assert library.asked == ["1", "1"]
