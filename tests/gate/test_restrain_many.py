"""What a rule approves by itself is held against all that was had, which holds nobody up."""

from dataclasses import replace

import pytest

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Actor, ActorKind, State
from custom_components.greenlight.engine.restraint import Restraint
from custom_components.greenlight.engine.title import parse as parsing
from custom_components.greenlight.gate.opening import new_request

from .fakes import World
from .scene import approve, by_magnet

# More than titles are remembered to be read.
MANY = 2300
TITLE = "Word{0} Story 2001 2160p WEB-DL H.265-N{0}"


async def test_each_title_is_read_once_however_much_was_had(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = approve("story", restraint=Restraint(first=True))
    world.gate.attached.rules["auto"] = rule
    who = Actor(ActorKind.RULE, "else", "Else")
    for number in range(MANY):
        release = by_magnet(
            TITLE.format(number), link=f"magnet:?xt=urn:btih:{number:040x}"
        )
        request = new_request(
            world.gate._environment,
            release,
            approved=True,
            who=who,
            why=Reason("x"),
            rule=rule,
        )
        world.ledger.history[request.id] = replace(request, state=State.IMPORTED)
    count = 0
    parse = parsing.parse

    def counted(title: str) -> parsing.Title:
        nonlocal count
        count += 1
        return parse(title)

    monkeypatch.setattr("custom_components.greenlight.engine.reading.parse", counted)
    await world.gate.offer(
        [
            by_magnet(TITLE.format(number), guid=f"new {number}")
            for number in range(MANY, MANY + 3)
        ]
    )
    await world.settle()
    assert {one.state for one in world.ledger.open.values()} == {State.PENDING}
    assert len(world.ledger.open) == 3
    assert count < MANY * 1.1
