"""Stories of downloads that come home."""

from contextlib import suppress
from typing import Any

from custom_components.greenlight.engine.home.home import Home
from custom_components.greenlight.engine.library.item import Item
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.rules import RuleKind
from custom_components.greenlight.gate.gate import Gate
from tests.support.fake_through import shown_through

from ..fakes import ANNA, Killed, World
from ..scene import ask, by_magnet, torrent
from ..shelves import FILM, film, put_into
from .importing import Importing

OLD = f"{FILM} 2019 2160p WEB-DL DDP5.1 DV P5 H.265-OLD"
NEW = f"{FILM} 2019 2160p UHD BluRay REMUX DV P7 FEL HEVC TrueHD Atmos 7.1-NEW"
SAVED = "/downloads"
SIZE = 60_000


class Story:
    """A film that is there, a better release of it, and a Radarr."""

    def __init__(
        self, world: World, *, there: tuple[str, ...] = (OLD,), **rule: Any
    ) -> None:
        self.world = world
        self.library = Importing(world)
        self.library.films = {"1": film(*there)}
        facts: dict[str, Any] = {"kind": RuleKind.UPGRADES}
        if not there:
            facts["kind"] = RuleKind.WANTED
        self.rule = ask(**facts | rule)
        self.attach(world.gate)
        self.library.disk[f"{SAVED}/{NEW}/film.mkv"] = SIZE

    @property
    def film(self) -> Item:
        """Return the film as its library has it."""
        return self.library.films["1"]

    def attach(self, gate: Gate) -> None:
        """Have it all there, also after a restart."""
        put_into(self.world, self.library, *self.library.films.values())
        gate.attached.clients["qb"] = shown_through(self.world.client)
        gate.attached.rules[self.rule.id] = self.rule

    async def asked(self) -> str:
        """Have it offered; returns the request's id."""
        await self.world.gate.offer([by_magnet(NEW)])
        await self.world.settle()
        (request_id,) = self.world.ledger.requests
        return request_id

    async def approved(self, choice: Choice | None = None) -> str:
        """Have a person approve it."""
        request_id = await self.asked()
        if self.world.state(request_id) == "pending":
            await self.world.gate.decide.approve(request_id, ANNA, choice=choice)
        await self.world.settle()
        return request_id

    async def complete(self) -> None:
        """Have the client complete it."""
        self.world.client.show(
            torrent(NEW).v1 or "", complete=True, content_path=f"{SAVED}/{NEW}"
        )
        await self.world.poll()

    async def downloaded(self, choice: Choice | None = None) -> str:
        """Have it approved and completed."""
        request_id = await self.approved(choice)
        await self.complete()
        return request_id

    async def downloaded_of(
        self, request_id: str, choice: Choice | None = None
    ) -> None:
        """Have what is asked about approved and completed."""
        await self.world.gate.decide.approve(request_id, ANNA, choice=choice)
        await self.world.settle()
        await self.complete()

    async def finish_somehow(self) -> None:
        """Have it completed, though the power may go meanwhile."""
        with suppress(Killed):
            await self.complete()
        await self.world.advance(10)

    async def again(self, request_id: str) -> bool:
        """Begin anew after that; returns whether the power has not gone at all."""
        world = self.world
        survived, world.kill_on = world.kill_on is not None, None
        await world.restart()
        self.attach(world.gate)
        world.gate.home.start()
        if world.state(request_id) == "downloading":
            await self.complete()
        return survived

    def home(self, request_id: str) -> Home:
        """Return how far it is."""
        home = self.world.gate.requests.find(request_id).home
        assert home is not None
        return home

    def why(self, request_id: str) -> str:
        """Return why it waits or stays."""
        why = self.home(request_id).why
        return why.code if why else ""
