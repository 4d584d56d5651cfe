"""What was declined is not asked about again because another site has it as well."""

from typing import Any

import pytest

from custom_components.greenlight.engine.release import Protocol, Release
from custom_components.greenlight.engine.request import waiting

from .fakes import ANNA, World
from .scene import ask, by_file

TITLE = "Salt.Road.2019.1080p.WEB-DL.x264-ELM"
SIZE = 1_234_567_891


def here(**changes: Any) -> Release:
    return by_file(TITLE, **{"size": SIZE} | changes)


def elsewhere(**changes: Any) -> Release:
    """Return it as another site has it, which does not say how large it is."""
    facts: dict[str, Any] = {"guid": "9", "link": "https://other.test/9", "size": None}
    return by_file(TITLE.replace(".", " "), **facts | {"source": "other"} | changes)


async def declined(world: World) -> str:
    world.gate.attached.rules["ask"] = ask()
    await world.gate.offer([here()])
    (request_id,) = world.ledger.open
    await world.gate.decide.decline(request_id, ANNA)
    return request_id


def asked(world: World) -> list[str]:
    return [one.release.guid for one in waiting(world.ledger.open.values())]


async def test_a_no_counts_for_it_wherever_it_is_offered(world: World) -> None:
    await declined(world)
    await world.gate.offer([elsewhere()])
    assert asked(world) == []


async def test_it_counts_after_a_restart(world: World) -> None:
    await declined(world)
    await world.restart()
    await world.gate.offer([elsewhere()])
    assert asked(world) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"size": 2 * SIZE},
        {"title": TITLE.replace("ELM", "OAK")},
        {"title": TITLE.replace("1080p", "720p")},
        {"protocol": Protocol.USENET},
    ],
)
async def test_what_is_another_is_asked_about(
    world: World, changes: dict[str, Any]
) -> None:
    await declined(world)
    await world.gate.offer([elsewhere(**changes)])
    assert asked(world) == ["9"]


async def test_what_names_no_release_is_another(world: World) -> None:
    world.gate.attached.rules["ask"] = ask()
    await world.gate.offer([here(title="Salt Road")])
    (request_id,) = world.ledger.open
    await world.gate.decide.decline(request_id, ANNA)
    await world.gate.offer([elsewhere(title="Salt Road")])
    assert asked(world) == ["9"]


async def test_what_is_posted_long_after_is_another_upload(world: World) -> None:
    await declined(world)
    await world.advance(200 * 86400)
    await world.gate.offer([elsewhere()])
    assert asked(world) == ["9"]


async def test_a_no_that_was_taken_back_counts_for_nothing(world: World) -> None:
    request_id = await declined(world)
    await world.gate.decide.undo(request_id, ANNA)
    await world.gate.decide.cancel(request_id, ANNA)
    await world.gate.offer([elsewhere()])
    assert asked(world) == ["9"]
