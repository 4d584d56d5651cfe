"""What happens to requests is told on the bus and in the activity, one line each."""

from dataclasses import replace
from typing import Any

from homeassistant.components.logbook.models import LazyEventPartialState
from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.greenlight.const import EVENT_REQUEST
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import (
    SYSTEM,
    Actor,
    ActorKind,
    JournalEntry,
    State,
    Via,
)
from custom_components.greenlight.gate.ports import (
    NOT_AS_PROMISED,
    PROBLEM,
    PUT_OFF,
    TAKEN_BACK,
    VOTED,
    Event as Happened,
)
from custom_components.greenlight.logbook import async_describe_events
from custom_components.greenlight.presentation.activity import Activity
from custom_components.greenlight.presentation.question import Questions
from custom_components.greenlight.presentation.texts import Texts
from tests.support.asking import NOW, question
from tests.support.journals import SONARR, ordered
from tests.support.weighed import UPGRADE

from ..scene import Scene

SIZE = "5\N{NO-BREAK SPACE}kB"
BOX = Actor(ActorKind.CLIENT, "qb", "qBittorrent")


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
        ("approved", "Film (2019)", f"was approved by an automation: {SIZE}"),
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
        "was declined by an automation: “too big”",
        "was declined by an automation",
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
        (State.EXPIRED, "was not downloaded: nobody answered until 4:00 PM"),
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


async def test_what_is_not_as_promised_is_said(scene: Scene) -> None:
    await scene.start()
    await scene.ask("Film one")
    (request,) = scene.hub.gate.requests.open.values()
    why = Reason(NOT_AS_PROMISED, (("promised", "P7 FEL"), ("is", "P8.1")))
    request = request.note(at=5.0, who=SYSTEM, why=why)
    told = scene.hub.views.happened(Happened(PROBLEM, request))
    assert told["message"] == "is P8.1; its title had promised P7 FEL"


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


MIRA = Actor(ActorKind.USER, "1", "Mira", Via.PHONE)
RULE = Actor(ActorKind.RULE, "films", "Films")
TALLY = (("yes", 2), ("need", 3), ("no", 1), ("against", 2))
ROOM = (
    *(("free", 112 * 10**9), ("needed", 66_400_000_000)),
    ("reserve", 50 * 10**9),
)


@pytest.mark.parametrize(
    ("kind", "who", "why", "line"),
    [
        (
            State.APPROVED,
            MIRA,
            Reason("approved_by_person"),
            "was approved by Mira on the phone: Dolby Vision P5 → P7 FEL, 71.2 GB",
        ),
        (
            State.APPROVED,
            replace(MIRA, via=Via.TELEGRAM),
            Reason("approved_by_votes", TALLY),
            "was approved by Mira in Telegram: Dolby Vision P5 → P7 FEL, 71.2 GB",
        ),
        (
            State.APPROVED,
            RULE,
            Reason("approved_unanswered"),
            (
                "was approved by the rule Films, as nobody answered: "
                "Dolby Vision P5 → P7 FEL, 71.2 GB"
            ),
        ),
        (
            State.DECLINED,
            MIRA,
            Reason("declined_by_votes", (*TALLY, ("text", "too big"))),
            "was declined by Mira on the phone: “too big”",
        ),
        (
            State.APPROVED,
            SONARR,
            Reason("picked_there", (("asker", "Sonarr"),)),
            (
                "was ordered by Sonarr and approved without asking: "
                "Dolby Vision P5 → P7 FEL, 71.2 GB"
            ),
        ),
        (
            State.APPROVED,
            SONARR,
            Reason("approved_by_person"),
            "was approved by Sonarr: Dolby Vision P5 → P7 FEL, 71.2 GB",
        ),
        (
            State.APPROVED,
            RULE,
            Reason("rule_matched"),
            (
                "was approved by the rule Films, without asking: "
                "Dolby Vision P5 → P7 FEL, 71.2 GB"
            ),
        ),
        (
            State.DECLINED,
            MIRA,
            Reason("declined_no_further", (("text", "too big"),)),
            "was declined by Mira on the phone: “too big”",
        ),
        (
            State.DECLINED,
            SYSTEM,
            Reason("refused_before", (("title", "Film"),)),
            "is not asked about: it was refused before",
        ),
        (
            State.CANCELLED,
            SONARR,
            Reason("withdrawn", (("asker", "Sonarr"),)),
            "is not wanted by Sonarr any more",
        ),
        (
            VOTED,
            MIRA,
            Reason("voted_yes", TALLY),
            "got a yes from Mira on the phone: 2 of 3",
        ),
        (
            VOTED,
            MIRA,
            Reason("voted_no", (*TALLY, ("text", "why?"))),
            "got a no from Mira on the phone: 1 of 2 that end it: “why?”",
        ),
        (
            TAKEN_BACK,
            MIRA,
            Reason("vote_taken_back", TALLY),
            "lost the vote of Mira on the phone, who took it back",
        ),
        (
            PUT_OFF,
            MIRA,
            Reason("put_off", (("until", NOW + 7200),)),
            "was put off until Thursday 26 November, 19:00 by Mira on the phone",
        ),
        (
            TAKEN_BACK,
            MIRA,
            Reason("taken_back"),
            "was taken back by Mira on the phone: it waits again",
        ),
        (
            State.APPROVED,
            Actor(ActorKind.SYSTEM, name="Night watch", via=Via.ACTION),
            Reason("approved_by_person"),
            "was approved by the automation Night watch: Dolby Vision P5 → P7 FEL, 71.2 GB",
        ),
        (
            PROBLEM,
            SYSTEM,
            Reason("no_room", ROOM),
            "waits for room: needs 66.4 GB, only 62.0 GB can be used",
        ),
        (
            State.EXPIRED,
            SYSTEM,
            Reason("not_answered"),
            "was not downloaded: nobody answered until 17:00",
        ),
        (
            State.COMPLETED,
            BOX,
            Reason("download_complete"),
            "is complete: 71.2 GB in 31 min",
        ),
        (
            State.FAILED,
            BOX,
            Reason("download_missing_articles"),
            "failed at 88 %: Parts of it are missing at the provider",
        ),
        (
            State.CANCELLED,
            MIRA,
            Reason("cancelled_by_person"),
            "was cancelled by Mira on the phone at 88 %",
        ),
        (
            State.CANCELLED,
            MIRA,
            Reason("removed_with_data"),
            "was cancelled by Mira on the phone. Its data was deleted",
        ),
    ],
)
async def test_each_answer_is_told_with_its_road(
    hass: HomeAssistant, kind: str, who: Actor, why: Reason, line: str
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    hass.config.language = "en-GB"
    texts = await Texts.async_load(hass)
    activity = Activity(texts, Questions(texts, lambda _: "", lambda _: False))
    began = JournalEntry(
        NOW - 31 * 60, State.APPROVED, State.DOWNLOADING, BOX, Reason("client_took_it")
    )
    ended = JournalEntry(NOW, State.PENDING, State.APPROVED, who, why)
    request = replace(question(progress=0.887), journal=(began, ended))
    told = activity.line(Happened(kind, request))
    assert told.replace("\N{NO-BREAK SPACE}", " ") == line


async def test_what_a_program_has_ordered_is_of_no_rule(hass: HomeAssistant) -> None:
    texts = await Texts.async_load(hass)
    activity = Activity(texts, Questions(texts, lambda _: "", lambda _: False))
    line = activity.line(Happened(State.PENDING, ordered()))
    assert (
        line
        == "waits for an answer: Upgrade, 71.2\N{NO-BREAK SPACE}GB, ordered by Sonarr"
    )
    by_rule = ordered(rule="films", rule_name="Films")
    assert activity.line(Happened(State.PENDING, by_rule)) == f"{line}, rule Films"


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
        "icon": "mdi:traffic-light",
        "name": "Film (2019)",
        "message": "failed",
    }
