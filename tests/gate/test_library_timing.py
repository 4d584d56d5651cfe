"""What libraries say at a bad moment ends no question, and nothing that people say is lost."""

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import State

from .fakes import World
from .scene import ask
from .shelves import Measuring, film, put, put_into
from .test_libraries import FEL, P5, offer, upgrades


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
