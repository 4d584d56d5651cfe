"""What has come and is not imported is asked about where people answer, once, until it is settled."""

from typing import Any

import pytest

from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.blocked import blocked_mark
from custom_components.greenlight.engine.home.home import Step
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import (
    Actor,
    ActorKind,
    IllegalMove,
    State,
)
from custom_components.greenlight.engine.rights import Person, Right
from custom_components.greenlight.gate.ports import (
    LedgerError,
    QuestionChanged,
    UnknownItem,
)
from custom_components.greenlight.libraries.errors import LibraryOff
from custom_components.greenlight.parts.approver_settings import ApproverKind, Filters
from tests.support.asking import question

from ..at_home import REFUSED, complete, home, put
from ..scene import SOURCE_ID
from .asking import CHATS, HOME, PHONES, Asking
from .test_lasting import restart

BLOCKED = "Film one completed question blocked"


async def blocked(asking: Asking, **changes: Any) -> str:
    """Have people asked about something that is complete, and not imported."""
    await asking.scene.start()
    asking.ask_everywhere()
    request = await complete(asking.scene, **changes)
    await asking.pass_time(10)
    return request.id


@pytest.fixture
def said(asking: Asking) -> list[Any]:
    """Return what people have said of imports."""
    return []


def take(asking: Asking, said: list[Any], error: Exception | None = None) -> None:
    """Have what people say written down, or refused."""
    gate_home: Any = asking.scene.hub.gate.home

    async def import_now(request_id: str, who: Any, **options: Any) -> None:
        said.append((request_id, who.name, options))
        if error:
            raise error

    async def leave(request_id: str, who: Any, **options: Any) -> None:
        await import_now(request_id, who, **options)

    gate_home.import_now = import_now
    gate_home.leave = leave


async def test_it_is_asked_once_everywhere_and_heard(asking: Asking) -> None:
    await blocked(asking)
    await asking.pass_time(60, step=30)
    for name, place in ((PHONES, "phone1"), (CHATS, str(HOME))):
        channel = asking.channels[name]
        assert channel.at(place) == [BLOCKED]
        _, shown = asking.message(name, place, Verb.LEAVE)
        assert not shown.silent
        # Once for the question, once for that.
        assert len(channel.sent("show", place)) + len(
            channel.sent("change", place)
        ) in (1, 2)


async def test_it_is_not_asked_again_after_a_restart(asking: Asking) -> None:
    request_id = await blocked(asking)
    await asking.scene.hub.gate.requests.amend(request_id, home=home())
    before = [list(one.calls) for one in asking.channels.values()]
    await restart(asking)
    await asking.pass_time(60, step=30)
    assert [list(one.calls) for one in asking.channels.values()] == before
    assert asking.channels[PHONES].at("phone1") == [BLOCKED]


async def test_what_nobody_saw_as_a_question_is_asked_all_the_same(
    asking: Asking,
) -> None:
    await asking.scene.start()
    request = await complete(asking.scene)
    asking.ask_everywhere()
    await asking.pass_time(10)
    assert asking.channels[PHONES].sent("show", "phone1") == [request.id]


async def test_the_night_is_quiet_and_filters_count(asking: Asking) -> None:
    scene = asking.scene
    await scene.hass.config.async_set_time_zone("UTC")
    scene.freezer.move_to("2026-12-01T23:00:00+00:00")
    await scene.start()
    night = (22 * 60, 7 * 60)
    asking.ask_by(
        asking.settings(ApproverKind.COMPANION, quiet=night),
        asking.settings(
            ApproverKind.TELEGRAM, filters=Filters(media=frozenset({"series"}))
        ),
    )
    await complete(scene)
    await asking.pass_time(60, step=30)
    assert asking.channels[PHONES].calls == []
    scene.freezer.move_to("2026-12-02T07:00:01+00:00")
    await asking.pass_time(60, step=30)
    assert asking.channels[PHONES].at("phone1") == [BLOCKED]
    assert asking.channels[CHATS].calls == []


async def test_a_press_says_what_becomes_of_it(asking: Asking, said: list[Any]) -> None:
    request_id = await blocked(asking)
    take(asking, said)
    asking.tap(asking.button(PHONES, "phone1", Verb.IMPORT_ANYWAY), asking.mira)
    await asking.scene.settle()
    press = asking.press_last(HOME, Verb.LEAVE)
    await asking.scene.settle()
    seen = blocked_mark(asking.scene.request("Film one"))
    assert said == [
        (request_id, "Mira", {"anyway": True, "seen": seen}),
        (request_id, "Mira", {"seen": seen}),
    ]
    answered = {one: text for one, text, _ in asking.channels[CHATS].answers}
    assert answered[press] == "It stays where it was saved."


async def test_of_two_at_the_same_moment_the_second_is_told(asking: Asking) -> None:
    request_id = await blocked(asking)
    asking.tap(asking.button(PHONES, "phone1", Verb.LEAVE), asking.mira)
    asking.press_last(HOME, Verb.IMPORT_ANYWAY)
    await asking.pass_time(10)
    request = asking.scene.hub.gate.requests.find(request_id)
    assert request.home is not None
    assert request.home.step is Step.LEFT
    said = request.journal[-1]
    assert (said.why.code, said.who.name, said.who.via) == (
        "home_left",
        "Mira",
        "phone",
    )
    (answer,) = asking.channels[CHATS].answers
    assert answer[1].startswith("It was left where it was saved")
    for name, place in ((PHONES, "phone1"), (CHATS, str(HOME))):
        assert "blocked" not in " ".join(asking.channels[name].at(place))


async def test_only_who_may_is_heard(
    asking: Asking, said: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await blocked(asking)
    take(asking, said)
    asking.tap(asking.button(PHONES, "phone2", Verb.IMPORT_ANYWAY), asking.ben)
    await asking.scene.settle()
    assert said == []
    # Whoever may see to downloads may do that on the dashboard, and so here.
    people = asking.scene.hub.people
    rights = frozenset({Right.SEE, Right.DOWNLOADS})
    monkeypatch.setattr(people, "usual", lambda _user: rights)
    asking.tap(asking.button(PHONES, "phone2", Verb.LEAVE), asking.ben)
    await asking.scene.settle()
    assert len(said) == 1


@pytest.mark.parametrize("by", ["itself", "card", "reason"])
async def test_it_changes_when_it_is_settled_elsewhere(
    asking: Asking, by: str, said: list[Any]
) -> None:
    scene = asking.scene
    await blocked(asking)
    token = asking.button(PHONES, "phone1", Verb.IMPORT_ANYWAY)
    press = asking.message(CHATS, str(HOME), Verb.IMPORT_ANYWAY)
    every: dict[str, dict[str, Any]] = {
        "itself": {"state": State.IMPORTED, "home": home(Step.DONE, why=None)},
        "card": {"home": home(Step.LEFT, why=None)},
        "reason": {"home": home(why=Reason("home_hangs", (("library", "Radarr"),)))},
    }
    put(scene, "Film one", **every[by])
    scene.hub.gate.announce()
    await asking.pass_time(10)
    left = asking.channels[PHONES].at("phone1")
    if by == "reason":
        # Another reason is another question.
        assert left == [BLOCKED]
        assert token != asking.button(PHONES, "phone1", Verb.IMPORT_ANYWAY)
    else:
        assert "blocked" not in " ".join(left)
        assert "blocked" not in " ".join(asking.channels[CHATS].at(str(HOME)))
    if by != "reason":
        take(asking, said)
    asking.tap(token, asking.mira)
    asking.press(press[1].tokens[Verb.IMPORT_ANYWAY], HOME, press[0])
    await scene.settle()
    assert said == []
    assert scene.request("Film one").home == every[by]["home"]
    text = (
        asking.channels[CHATS].answers[-1][1] if asking.channels[CHATS].answers else ""
    )
    if by == "itself":
        assert text.startswith("It was imported already")
    elif by == "card":
        assert text.startswith("It was left where it was saved")


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (UnknownItem("x"), "No Radarr or Sonarr here knows it."),
        (LibraryOff(), "The library cannot be asked now."),
        (LedgerError(), "Not saved"),
        (QuestionChanged(question()), "This question has just changed"),
    ],
)
async def test_what_cannot_be_done_is_told(
    asking: Asking, said: list[Any], error: Exception, text: str
) -> None:
    await blocked(asking)
    take(asking, said, error)
    asking.press_last(HOME, Verb.IMPORT_ANYWAY)
    await asking.scene.settle()
    assert asking.channels[CHATS].answers[-1][1].startswith(text)


async def test_what_is_never_imported_is_told_whoever_presses(
    asking: Asking, said: list[Any]
) -> None:
    request_id = await blocked(asking)
    request = asking.scene.hub.gate.requests.find(request_id)
    take(asking, said, IllegalMove(request, State.IMPORTED))
    asking.press_last(HOME, Verb.IMPORT_ANYWAY)
    await asking.scene.settle()
    assert asking.channels[CHATS].answers[-1][1]


async def test_who_takes_a_yes_back_too_late_is_told_where_it_is(
    asking: Asking,
) -> None:
    scene = asking.scene
    await scene.start()
    there = home(Step.DONE, why=None, library=SOURCE_ID)
    request = await complete(scene, state=State.IMPORTED, home=there)
    person = Person(Actor(ActorKind.USER, "mira"), frozenset({Right.EVERYTHING}))
    reply = await scene.hub.deciding.take(Answer(Verb.UNDO), request.id, "", person)
    # A name is a name, whatever bears it.
    assert reply.text == "It is in Site already: it cannot be taken back any more."


async def test_many_come_in_one(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION, digest=True))
    await complete(scene, "Film one")
    await complete(scene, "Film two")
    await asking.pass_time(400, step=30)
    assert asking.channels[PHONES].at("phone1") == ["2 wait"]
    put(scene, "Film two", home=home(Step.LEFT, why=None))
    scene.hub.gate.announce()
    await asking.pass_time(10)
    assert asking.channels[PHONES].at("phone1") == ["1 wait"]


async def test_a_try_in_vain_calls_again_and_other_words_do_not(
    asking: Asking,
) -> None:
    scene = asking.scene
    await blocked(asking)
    shows = asking.channels[CHATS].sent("show", str(HOME))
    other = Reason(REFUSED.code, (("detail", "Full: 3 GB"),))
    put(scene, "Film one", home=home(why=other))
    scene.hub.gate.announce()
    await asking.pass_time(10)
    assert asking.channels[CHATS].sent("show", str(HOME)) == shows
    put(scene, "Film one", home=home(tries=1))
    scene.hub.gate.announce()
    await asking.pass_time(10)
    assert len(asking.channels[CHATS].sent("show", str(HOME))) == len(shows) + 1
    assert asking.channels[CHATS].at(str(HOME)) == [BLOCKED]
