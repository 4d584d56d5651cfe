"""What happens to requests is told on the bus and in the activity, one line each."""

from dataclasses import replace
from typing import Any

from homeassistant.components.logbook.models import LazyEventPartialState
from homeassistant.core import Event
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.greenlight.const import EVENT_REQUEST
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM, State
from custom_components.greenlight.gate.ports import PROBLEM, Event as Happened
from custom_components.greenlight.logbook import async_describe_events
from tests.support.weighed import UPGRADE

from ..scene import Scene

SIZE = "5\N{NO-BREAK SPACE}kB"


def lines(events: list[Event[Any]]) -> list[tuple[str, str, str]]:
    """Return what each event tells."""
    return [(one.data["type"], one.data["work"], one.data["message"]) for one in events]


async def test_a_life_is_told_line_by_line(scene: Scene) -> None:
    events = async_capture_events(scene.hass, EVENT_REQUEST)
    await scene.start()
    title = "Film.2019.1080p.WEB-DL-GRP"
    _, torrent = await scene.download(title)
    scene.client.rows[torrent] |= {"progress": 1.0, "state": "uploading"}
    await scene.poll()
    assert lines(events) == [
        ("asked", "Film (2019)", f"waits for an answer: {SIZE}, rule Films"),
        ("approved", "Film (2019)", f"was approved by Automation: {SIZE}"),
        ("started", "Film (2019)", "is downloading with Box"),
        ("completed", "Film (2019)", f"is complete: {SIZE}"),
    ]
    assert events[0].data["request_id"] == scene.request(title).id
    assert events[0].data["rule"] == "Films"


async def test_a_rule_is_said_to_have_approved(scene: Scene) -> None:
    events = async_capture_events(scene.hass, EVENT_REQUEST)
    await scene.start(action="approve")
    await scene.ask("Film one")
    assert lines(events)[0] == (
        "approved",
        "Film one",
        f"was approved by the rule Films, without asking: {SIZE}",
    )


async def test_a_no_is_told_in_the_words_of_who_said_it(scene: Scene) -> None:
    events = async_capture_events(scene.hass, EVENT_REQUEST)
    await scene.start()
    one, two = await scene.ask("Film one", "Film two")
    await scene.act("decline", request_id=one, reason="too big")
    await scene.act("decline", request_id=two)
    assert [message for *_, message in lines(events)[2:]] == [
        "was declined by Automation: “too big”",
        "was declined by Automation",
    ]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (State.PENDING, f"waits for an answer: Upgrade, {SIZE}, rule Films"),
        (
            State.APPROVED,
            f"was approved by Greenlight: Dolby Vision P5 → P7 FEL, {SIZE}",
        ),
        (State.IMPORTED, "was imported by Greenlight"),
        (State.EXPIRED, "was not downloaded, nobody answered"),
        (State.SUPERSEDED, "is no longer needed: Its source is switched off"),
        (State.FAILED, "failed: Its source is switched off"),
        (State.CANCELLED, "was cancelled by Greenlight"),
        (PROBLEM, "has a problem: Its source is switched off"),
    ],
)
async def test_each_move_has_a_line(scene: Scene, kind: str, line: str) -> None:
    await scene.start()
    await scene.ask("Film one")
    (request,) = scene.hub.gate.requests.open.values()
    request = replace(request, weighed=UPGRADE).note(
        at=5.0, who=SYSTEM, why=Reason("link_switched_off")
    )
    told = scene.hub.views.happened(Happened(kind, request))
    assert (told["work"], told["message"]) == ("Salt and Lanterns (2019)", line)


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (State.PENDING, f"is on offer: {SIZE}, rule Films"),
        (State.DECLINED, "was acknowledged by Greenlight: “seen”"),
        (State.EXPIRED, "is no longer told of"),
        (State.CANCELLED, "was cancelled by Greenlight: “seen”"),
    ],
)
async def test_of_what_is_only_told_nothing_was_decided(
    scene: Scene, kind: str, line: str
) -> None:
    await scene.start()
    await scene.ask("Film one")
    (request,) = scene.hub.gate.requests.open.values()
    why = Reason("acknowledged_by_person", (("text", "seen"),))
    request = replace(request, tell=True).note(at=5.0, who=SYSTEM, why=why)
    assert scene.hub.views.happened(Happened(kind, request))["message"] == line


async def test_the_event_carries_the_question(scene: Scene) -> None:
    await scene.start()
    (request_id,) = await scene.ask("Film one")
    await scene.hub.gate.requests.amend(request_id, weighed=UPGRADE)
    events = async_capture_events(scene.hass, EVENT_REQUEST)
    await scene.act("approve", request_id=request_id)
    await scene.settle()
    for told in (events[0].data, scene.entity("event.greenlight_request").attributes):
        assert told["kind"] == "upgrade"
        assert told["item"]["title"] == "Salt and Lanterns"
        assert told["have"][0]["replaced"]
        assert told["offered"]["size"] == 5000
        assert len(told["gains"]) == 3
        assert len(told["losses"]) == len(told["uncertain"]) == 1
        assert told["replaces"][0]["size"] == 18_400_000_000
        assert told["also"] == []
        assert "rows" not in told


async def test_the_latest_download_says_of_what_it_is(scene: Scene) -> None:
    await scene.start()
    await scene.download("Film.2019.1080p.WEB-DL-GRP")
    latest = scene.entity("sensor.greenlight_latest_download")
    assert latest.attributes["work"] == "Film (2019)"


async def test_the_logbook_takes_name_and_line(scene: Scene) -> None:
    described: dict[str, Any] = {}
    async_describe_events(
        scene.hass, lambda _, event, describe: described.update({event: describe})
    )
    event: Any = Event(EVENT_REQUEST, {"work": "Film (2019)", "message": "failed"})
    lazy: LazyEventPartialState = event
    assert described[EVENT_REQUEST](lazy) == {
        "name": "Film (2019)",
        "message": "failed",
    }
