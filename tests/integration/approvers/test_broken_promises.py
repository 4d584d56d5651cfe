"""What is worse than it was promised is told once, loudly, to those who are asked about such."""

from typing import Any

import pytest

from custom_components.greenlight.approvers.waiting import WEEK
from custom_components.greenlight.const import CONF_SILENT
from custom_components.greenlight.engine.home.home import Measured, Step
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM, Request, State
from custom_components.greenlight.gate.ports import NOT_AS_PROMISED, PROBLEM, Event
from custom_components.greenlight.parts.approver_settings import ApproverKind, Filters

from ..at_home import complete, home, put
from .asking import CHATS, HOME, PHONES, Asking
from .test_lasting import restart

BROKEN = Measured(now="P8.1", promised="P7 FEL", kept=False)
SEEN = "Film one imported question"


async def come(asking: Asking) -> Request:
    """Have something imported, of which people have seen that."""
    there = home(Step.DONE, why=None)
    request = await complete(asking.scene, state=State.IMPORTED, home=there)
    await asking.pass_time(10)
    return request


async def measure(asking: Asking, request: Request) -> None:
    """Have it turn out that it is worse than promised."""
    scene = asking.scene
    measured = home(Step.DONE, why=None, measured=BROKEN)
    now = scene.hub.now()
    noted = request.note(at=now, who=SYSTEM, why=Reason(NOT_AS_PROMISED), home=measured)
    put(scene, "Film one", journal=noted.journal, home=measured)
    found = scene.request("Film one")
    scene.hub.gate.announce(Event(PROBLEM, found))
    await asking.pass_time(10)


async def test_it_is_told_once_and_heard(asking: Asking) -> None:
    await asking.scene.start()
    asking.ask_everywhere()
    request = await come(asking)
    before = len(asking.channels[CHATS].sent("show", str(HOME)))
    await measure(asking, request)
    assert len(asking.channels[CHATS].sent("show", str(HOME))) == before + 1
    for name, place in ((PHONES, "phone1"), (CHATS, str(HOME))):
        channel = asking.channels[name]
        assert channel.at(place) == [SEEN]
        shown = [one for (where, _), one in channel.seen.items() if where == place]
        assert not shown[-1].silent
    calls = {name: len(one.calls) for name, one in asking.channels.items()}
    await asking.scene.hub.gate.requests.amend(request.id, size=5000)
    await restart(asking)
    await asking.pass_time(60, step=30)
    assert {name: len(one.calls) for name, one in asking.channels.items()} == calls


async def test_who_was_never_asked_is_told_as_well_if_it_is_theirs(
    asking: Asking,
) -> None:
    await asking.scene.start()
    request = await come(asking)
    asking.ask_by(
        asking.settings(ApproverKind.COMPANION),
        asking.settings(
            ApproverKind.TELEGRAM, filters=Filters(media=frozenset({"series"}))
        ),
    )
    await measure(asking, request)
    assert asking.channels[PHONES].at("phone1") == [SEEN]
    assert asking.channels[CHATS].calls == []


async def test_the_night_is_quiet(asking: Asking) -> None:
    scene = asking.scene
    await scene.hass.config.async_set_time_zone("UTC")
    scene.freezer.move_to("2026-12-01T23:00:00+00:00")
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION, quiet=(22 * 60, 7 * 60)))
    request = await come(asking)
    await measure(asking, request)
    assert asking.channels[PHONES].calls == []
    scene.freezer.move_to("2026-12-02T07:00:01+00:00")
    await asking.pass_time(60, step=30)
    assert asking.channels[PHONES].at("phone1") == [SEEN]
    assert len(asking.channels[PHONES].sent("show", "phone1")) == 1


@pytest.mark.parametrize("silent", [["failed"], ["complete"]])
async def test_who_wants_to_hear_of_no_failure_hears_of_none(
    asking: Asking, silent: list[str]
) -> None:
    options: dict[str, Any] = {CONF_SILENT: silent}
    asking.scene.options |= options
    await asking.scene.start()
    request = await come(asking)
    asking.ask_everywhere()
    await measure(asking, request)
    assert bool(asking.channels[PHONES].calls) is (silent != ["failed"])


async def test_what_was_long_ago_is_no_news(asking: Asking) -> None:
    await asking.scene.start()
    request = await come(asking)
    await measure(asking, request)
    await asking.scene.pass_time(WEEK)
    asking.ask_everywhere()
    await asking.pass_time(10)
    assert asking.channels[PHONES].calls == []
