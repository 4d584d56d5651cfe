"""Questions to answer in tests."""

from typing import Any

from custom_components.greenlight.engine.asking import Asking
from custom_components.greenlight.engine.request import Actor, ActorKind, Request
from custom_components.greenlight.engine.seen import seen
from tests.support.torrents import Torrent

from .fakes import World
from .scene import ask, by_magnet, torrent

CARLA = Actor(ActorKind.TELEGRAM, "77", "Carla")
ROBOT = Actor(ActorKind.RULE, "automation.night", "Night")
# One film as three sites have it; the first is asked about.
FILMS = (
    "Salt.and.Lanterns.2019.1080p.WEB-DL.H.264-NORTHWND",
    "Salt.and.Lanterns.2019.2160p.WEB-DL.H.265-OLDMAP",
    "Salt.and.Lanterns.2019.720p.WEB-DL.H.264-TIDE",
)


async def asked(world: World, name: str = "Film", **rule: Any) -> str:
    """Offer one release to a rule that asks, and return the id of its question."""
    world.gate.attached.rules["ask"] = ask(**rule)
    await world.gate.offer([by_magnet(name)])
    return list(world.ledger.open)[-1]


async def asked_of_many(
    world: World, *, need: int = 2, name: str = "Film", **asking: Any
) -> str:
    """Ask what takes several people."""
    return await asked(world, name, asking=Asking(need=need, **asking))


async def asked_with_others(world: World, **rule: Any) -> str:
    """Ask about a film of which there are two other releases."""
    world.ledger.known[:] = [by_magnet(name) for name in FILMS]
    return await asked(world, FILMS[0], **rule)


def question(world: World, request_id: str) -> Request:
    """Return it as it is."""
    return world.gate.requests.find(request_id)


def mark(world: World, request_id: str) -> str:
    """Return the mark of what is seen of it now."""
    return seen(question(world, request_id))


def place_of(world: World, request_id: str, name: str) -> int:
    """Return at which place another release of a question is."""
    titles = [one.title for one in question(world, request_id).also]
    return titles.index(name)


def torrents(world: World) -> list[str]:
    """Return what the client has, by name."""
    names = {file_id(torrent(name)): name for name in (*FILMS, "Film", "Other")}
    return [names[one] for one in world.client.downloads]


def file_id(one: Torrent) -> str:
    return one.v1 or ""


def shown(world: World, name: str, **changes: Any) -> None:
    """Have the client say something of a torrent."""
    world.client.show(file_id(torrent(name)), **changes)
