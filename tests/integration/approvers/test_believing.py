"""Only those who may are believed: forged, replayed and mistyped answers change nothing."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from homeassistant.core import Context, Event, EventOrigin
import pytest
from pytest_homeassistant_custom_component.common import MockUser, async_capture_events

from custom_components.greenlight.approvers.token import Press, Tokens
from custom_components.greenlight.const import CONF_PEOPLE_RIGHTS
from custom_components.greenlight.engine.answer import Answer, Later, Verb
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.seen import seen
from custom_components.greenlight.parts.approver_settings import ApproverKind

from ..scene import SOURCE_ID, Scene
from .asking import BOT, CHATS, GROUP, HOME, PHONES, STRANGER, Asking

type Attack = Callable[[], Any]

# What is decided on the way of each kind of attack would show here.
LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"


@pytest.fixture
async def asked(asking: Asking) -> Request:
    """Have a question seen on both phones and in both chats."""
    await asking.scene.start()
    asking.ask_everywhere()
    (request_id,) = await asking.scene.ask("Film one")
    await asking.pass_time(4)
    request: Request = asking.scene.hub.gate.requests.find(request_id)
    return request


def mistyped(token: str) -> Iterator[str]:
    """Yield a token with one character changed, at every place in turn."""
    for place, letter in enumerate(token):
        other = LETTERS[(LETTERS.find(letter) + 7) % len(LETTERS)]
        yield f"{token[:place]}{other}{token[place + 1 :]}"


def junk() -> list[Any]:
    """Return what is no token at all."""
    return [
        *("", "gl1", "gl1.", "gl1....", "gl1.a.b.c.d", "gl1.\0.\0.y.\0", "GL1.x.x.y.x"),
        *(None, 7, True, 1.5, [], {}, ["gl1.a.b.y.d"], {"gl1": "."}),
        *("gl1.a.b.y.\ud800", "gl1.a.b.y\ud800.x"),
        *("gl1." + "x" * 10_000, "gl1.\ud800.y.y.y", "gl1.é.ü.y.ß", "x" * 1_000_000),
    ]


class Attacks:
    """Two hundred ways to answer without being allowed to."""

    def __init__(self, asking: Asking, request: Request, ben: str) -> None:
        """Take hold of true buttons, as somebody may who has seen them."""
        self.asking = asking
        self.request = request
        self.on_phone = asking.button(PHONES, "phone2", Verb.APPROVE)
        self.message, shown = asking.message(CHATS, str(GROUP), Verb.APPROVE)
        self.in_chat = shown.tokens[Verb.APPROVE]

    def token(self, approver: str, request: str, secret: bytes | None = None) -> str:
        """Return a token of this installation, or of another."""
        press = Press(
            approver=approver,
            request=request,
            seen=seen(self.request),
            answer=Answer(Verb.APPROVE),
        )
        mine = self.asking.scene.hub.copies.secret
        return Tokens(secret or mine).write(press)

    def chat(self, **changes: Any) -> Attack:
        """Return a press in the group, with something wrong about it."""
        token = changes.pop("data", self.in_chat)
        message = changes.pop("message_id", self.message)
        return lambda: self.asking.press(token, GROUP, message, **changes)

    def tap(self, token: Any, user: Any, **changes: Any) -> Attack:
        """Return a tap on a phone."""
        return lambda: self.asking.tap(token, user, **changes)

    def every(self) -> Iterator[tuple[str, Attack]]:
        """Yield each attack with its kind."""
        yield from self._on_phones()
        yield from self._in_chats()

    def _on_phones(self) -> Iterator[tuple[str, Attack]]:
        mira, ben = self.asking.mira, self.asking.ben
        gone = MockUser(name="Gone", is_owner=False)
        off = MockUser(name="Off", is_owner=True, is_active=False)
        off.add_to_hass(self.asking.hass)
        for verb in (Verb.APPROVE, Verb.DECLINE):
            token = self.asking.button(PHONES, "phone1", verb)
            for origin in (EventOrigin.local,):
                yield (
                    "phone: fired within the house",
                    self.tap(token, mira, origin=origin),
                )
            yield "phone: nobody", self.tap(token, None)
            yield "phone: may only look", self.tap(token, ben)
            yield "phone: removed user", self.tap(token, gone)
            yield "phone: deactivated owner", self.tap(token, off)
        says = {"user_id": mira.id, "device_id": "device-phone1", "person": "Mira"}
        yield "phone: says that it is another", self.tap(self.on_phone, ben, data=says)
        for user in (mira, ben):
            for one in mistyped(self.on_phone):
                yield "phone: one character changed", self.tap(one, user)
        for one in junk():
            yield "phone: junk", self.tap(one, mira)
        for name, token in self._foreign(PHONES, CHATS):
            yield f"phone: token of another {name}", self.tap(token, mira)

    def _foreign(self, ours: str, other: str) -> Iterator[tuple[str, str]]:
        yield "approver", self.token(other, self.request.id)
        yield "unknown approver", self.token("nobody", self.request.id)
        yield "request", self.token(ours, "another-one")
        yield "installation", self.token(ours, self.request.id, b"x" * 32)

    def _in_chats(self) -> Iterator[tuple[str, Attack]]:
        mira, ben = self.asking.mira, self.asking.ben
        for user in (mira, ben):
            by = Context(user_id=user.id)
            # What any registered phone can fire, and what an administrator can.
            for origin in EventOrigin:
                yield "chat: fired by a person", self.chat(context=by, origin=origin)
        yield "chat: fired from outside", self.chat(origin=EventOrigin.remote)
        yield "chat: fired by an automation", self.chat(context=Context(parent_id="x"))
        stranger: object
        for stranger in (STRANGER, -42, 0, None, "42", True, 42.0, [42], 2**70):
            yield "chat: unknown person", self.chat(user_id=stranger)
        for chat in (-1002, 0, None, "-1001", [GROUP], 2**70):
            yield "chat: unknown chat", self.chat(chat_id=chat)
        for bot in (
            None,
            "bot",
            {},
            {"config_entry_id": None},
            {"config_entry_id": ""},
        ):
            yield "chat: unknown bot", self.chat(bot=bot)
        yield "chat: another bot", self.chat(bot={"config_entry_id": f"{BOT}2"})
        message: object
        for message in (None, {}, [], "102", {"message_id": 1}, {"message_id": None}):
            yield "chat: unknown message", self.chat(message=message)
        there, _ = self.asking.message(CHATS, str(HOME), Verb.APPROVE)
        yield "chat: message of another chat", self.chat(message_id=there)
        for one in mistyped(self.in_chat):
            yield "chat: one character changed", self.chat(data=one)
        for one in junk():
            yield "chat: junk", self.chat(data=one)
        for name, token in self._foreign(CHATS, PHONES):
            yield f"chat: token of another {name}", self.chat(data=token)


async def test_nothing_gets_through(
    asking: Asking, asked: Request, caplog: pytest.LogCaptureFixture
) -> None:
    attacks = list(Attacks(asking, asked, asking.ben.id).every())
    outcome: dict[str, Counter[str]] = {}
    for kind, attack in attacks:
        attack()
        await asking.hass.async_block_till_done(wait_background_tasks=True)
        now = asking.scene.hub.gate.requests.find(asked.id)
        outcome.setdefault(kind, Counter())[now.state] += 1
    assert len(attacks) >= 200
    assert {state for states in outcome.values() for state in states} == {State.PENDING}
    now = asking.scene.hub.gate.requests.find(asked.id)
    assert now.journal == asked.journal
    # What was done about each is told where faults are looked for.
    refusals = asking.scene.hub.presses.refusals
    assert refusals.total() >= 180
    assert "could not be taken" not in caplog.text
    assert set(refusals) == {
        *("not_from_a_phone", "unknown_user", "inactive_user", "may_not"),
        *("not_from_the_bot", "unknown_bot", "unknown_chat", "unknown_person"),
        *("unknown_message", "unknown_button"),
    }
    # And whoever may is believed as before.
    asking.press_last(GROUP, Verb.APPROVE)
    await asking.scene.settle()
    assert asking.scene.hub.gate.requests.find(asked.id).state is not State.PENDING


async def test_each_refusal_is_told_once(
    asking: Asking, asked: Request, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Event[Any]] = async_capture_events(asking.hass, "greenlight_refused")
    token = asking.button(PHONES, "phone2", Verb.APPROVE)
    for _ in range(5):
        asking.tap(token, asking.ben)
        await asking.scene.settle()
    assert [one.data["who"] for one in told] == ["Ben"]
    assert "Ben, on the phone" in told[0].data["message"]
    assert asking.scene.hub.presses.refusals == {"may_not": 5}
    assert caplog.text.count("was refused: may_not") == 1
    assert token not in caplog.text


async def test_whoever_may_not_is_told_who_may(asking: Asking, asked: Request) -> None:
    asking.tap(asking.button(PHONES, "phone2", Verb.APPROVE), asking.ben)
    await asking.scene.settle()
    phones = asking.channels[PHONES]
    assert "You may look, but not decide. Mira may." in phones.at("phone2")
    assert phones.at("phone1") == ["Film one pending question"]
    # The question stays.
    assert "Film one pending question" in phones.at("phone2")


async def test_a_stranger_in_the_group_is_told_and_nobody_else(
    asking: Asking, asked: Request
) -> None:
    press_id = asking.press_last(GROUP, Verb.APPROVE, user_id=STRANGER)
    await asking.scene.settle()
    assert asking.channels[CHATS].answers == [
        (press_id, "You may look, but not decide.", True)
    ]


async def test_somebody_whom_only_telegram_knows_decides(
    asking: Asking, asked: Request
) -> None:
    asking.press_last(GROUP, Verb.DECLINE, user_id=44)
    await asking.scene.settle()
    request = asking.scene.hub.gate.requests.find(asked.id)
    assert request.state is State.DECLINED
    who = request.journal[-1].who
    assert (who.kind, who.id, who.name, who.via) == (
        "telegram",
        "44",
        "Oma",
        "telegram",
    )


async def test_every_press_in_telegram_is_answered_once(
    asking: Asking, asked: Request
) -> None:
    ids = [
        asking.press_last(GROUP, Verb.APPROVE, user_id=STRANGER),
        asking.press_last(GROUP, Verb.MORE),
        asking.press_last(GROUP, Verb.APPROVE),
        asking.press_last(HOME, Verb.APPROVE),
    ]
    await asking.scene.settle()
    answers = asking.channels[CHATS].answers
    assert sorted(press_id for press_id, _, _ in answers) == ids


async def test_a_message_that_nobody_remembers_goes_when_it_is_pressed(
    asking: Asking, asked: Request
) -> None:
    chats, scene = asking.channels[CHATS], asking.scene
    (other,) = await scene.ask("Film two")
    await asking.pass_time(4)
    known, shown = asking.message(CHATS, str(HOME), Verb.APPROVE)
    assert shown.request == other
    # A power cut, or a connection that broke, came after it was sent and before it was known.
    chats.seen[str(HOME), "9"] = shown
    asking.press(shown.tokens[Verb.APPROVE], HOME, "9")
    await scene.settle()
    assert (str(HOME), "9") not in chats.seen
    # What belongs to another question is no such message.
    first = next(iter(chats.seen))
    asking.press(shown.tokens[Verb.APPROVE], int(first[0]), first[1])
    await scene.settle()
    assert first in chats.seen
    assert (str(HOME), known) in chats.seen
    assert {one.state for one in scene.hub.gate.requests.open.values()} == {
        State.PENDING
    }


async def test_a_press_before_telegram_has_said_where_the_message_is_counts(
    asking: Asking,
) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.TELEGRAM))
    chats = asking.channels[CHATS]
    chats.tells_late[str(HOME)] = told = asyncio.Event()
    scene.publish("Film one")
    await scene.hub.sources[SOURCE_ID].async_refresh()
    while not chats.at(str(HOME)):
        await asyncio.sleep(0)
    asking.press_last(HOME, Verb.DECLINE)
    for _ in range(20):
        await asyncio.sleep(0)
    told.set()
    await scene.settle()
    assert scene.request("Film one").state is State.DECLINED
    await asking.pass_time(4)
    assert chats.at(str(HOME)) == ["Film one declined question"]


async def test_a_message_that_telegram_may_still_tell_of_is_left_alone(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.greenlight.approvers.asker.SETTLES", 0.0)
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.TELEGRAM))
    chats = asking.channels[CHATS]
    chats.tells_late[str(HOME)] = told = asyncio.Event()
    scene.publish("Film one")
    await scene.hub.sources[SOURCE_ID].async_refresh()
    while not chats.at(str(HOME)):
        await asyncio.sleep(0)
    asking.press_last(HOME, Verb.DECLINE)
    while not chats.answers:
        await asyncio.sleep(0)
    told.set()
    await asking.pass_time(4)
    assert scene.request("Film one").state is State.PENDING
    assert chats.at(str(HOME)) == ["Film one pending question"]


async def test_a_late_press_is_answered_politely(
    asking: Asking, asked: Request
) -> None:
    message, shown = asking.message(CHATS, str(GROUP), Verb.DECLINE)
    asking.press_last(HOME, Verb.APPROVE)
    await asking.scene.settle()
    asking.press(shown.tokens[Verb.DECLINE], GROUP, message, user_id=44)
    await asking.scene.settle()
    _, text, alert = asking.channels[CHATS].answers[-1]
    assert text.startswith("Mira approved it at ")
    assert alert
    assert asking.scene.hub.gate.requests.find(asked.id).state is not State.DECLINED


async def test_what_changed_since_it_was_shown_is_not_decided_on(
    asking: Asking, asked: Request, scene: Scene
) -> None:
    message, shown = asking.message(CHATS, str(GROUP), Verb.APPROVE)
    await scene.hub.gate.requests.amend(asked.id, size=7)
    press_id = asking.press(shown.tokens[Verb.APPROVE], GROUP, message)
    await scene.settle()
    assert scene.hub.gate.requests.find(asked.id).state is State.PENDING
    assert asking.channels[CHATS].answers == [
        (press_id, "This question has just changed, read it again.", True)
    ]


async def test_fifty_taps_are_one_decision_and_one_download(asking: Asking) -> None:
    scene, chats = asking.scene, (HOME, GROUP, -1002)
    users = [MockUser(name=f"P{one}", is_owner=True) for one in range(5)]
    for number, user in enumerate(users):
        user.add_to_hass(scene.hass)
        asking.phones.append(asking.phone(f"phone-of-{number}", user))
    del asking.phones[:2]
    await scene.start()
    asking.ask_by(
        asking.settings(ApproverKind.COMPANION),
        asking.settings(ApproverKind.TELEGRAM, chats=chats),
    )
    (request_id,) = await scene.ask("Film one")
    await asking.pass_time(4)
    verbs = (Verb.APPROVE, Verb.APPROVE, Verb.DECLINE)
    for number in range(50):
        verb, user = verbs[number % 3], users[number % 5]
        if number % 2:
            phone = asking.phones[number % 5]
            asking.tap(asking.button(PHONES, phone, verb), user)
        else:
            asking.press_last(chats[number // 2 % 3], verb)
    await scene.settle()
    await scene.poll()
    request = scene.hub.gate.requests.find(request_id)
    moves = [one for one in request.journal if one.before is State.PENDING]
    assert [one.after for one in moves] == [State.APPROVED]
    assert len(scene.client.told("add")) == 1
    assert len(asking.channels[CHATS].answers) == 25
    await asking.pass_time(10)
    for channel in asking.channels.values():
        assert all("pending" not in one.text for one in channel.seen.values())


async def test_whoever_was_shut_out_of_the_house_is_so_in_telegram_too(
    asking: Asking, asked: Request
) -> None:
    asking.mira.is_active = False
    asking.press_last(GROUP, Verb.APPROVE)
    await asking.scene.settle()
    assert asking.scene.hub.gate.requests.find(asked.id).state is State.PENDING
    assert asking.scene.hub.presses.refusals == {"unknown_person": 1}


async def test_a_question_for_others_is_not_answered_by_somebody_who_may_answer_most(
    asking: Asking, asked: Request
) -> None:
    requests = asking.scene.hub.gate.requests
    await requests.amend(asked.id, deciders=frozenset({asking.mira.id}))
    asking.press_last(GROUP, Verb.APPROVE, user_id=44)
    await asking.scene.settle()
    assert requests.find(asked.id).state is State.PENDING
    assert asking.scene.hub.presses.refusals == {"may_not": 1}


async def test_whoever_may_answer_others_is_told_who_may_answer_this(
    asking: Asking, asked: Request, scene: Scene
) -> None:
    jonas = MockUser(name="Jonas", is_owner=False).add_to_hass(scene.hass)
    rights = {user.id: ["decide"] for user in (jonas, asking.ben)}
    scene.hass.config_entries.async_update_entry(
        scene.entry, options={CONF_PEOPLE_RIGHTS: rights}
    )
    requests = scene.hub.gate.requests
    await requests.amend(asked.id, deciders=frozenset({jonas.id}))
    asking.tap(asking.button(PHONES, "phone2", Verb.APPROVE), asking.ben)
    await scene.settle()
    assert "You may look, but not decide. Mira and Jonas may." in (
        asking.channels[PHONES].at("phone2")
    )


async def test_an_answer_can_be_taken_back_put_off_and_asked_now(
    asking: Asking, asked: Request
) -> None:
    requests, chats = asking.scene.hub.gate.requests, asking.channels[CHATS]

    async def press(answer: Answer) -> str:
        message, _ = asking.message(CHATS, str(GROUP), Verb.APPROVE)
        chats._mark = seen(requests.find(asked.id))
        asking.press(chats.token(asked.id, answer), GROUP, message)
        await asking.scene.settle()
        return chats.answers[-1][1]

    reply = await press(Answer(Verb.LATER, Later.HOUR))
    assert reply.startswith("Comes back ")
    put_off = requests.find(asked.id)
    assert put_off.later == pytest.approx(put_off.journal[-1].at + 3600)
    assert await press(Answer(Verb.ASK_NOW)) == "You are asked again."
    assert requests.find(asked.id).later is None
    assert await press(Answer(Verb.DECLINE)) == "Declined."
    assert await press(Answer(Verb.UNDO)) == "Taken back."
    assert requests.find(asked.id).state is State.PENDING
    for arg in ("7", "999999"):
        assert await press(Answer(Verb.TAKE, arg)) == (
            "That is not possible any more. Nothing was done."
        )
    assert requests.find(asked.id).state is State.PENDING


async def test_a_button_from_before_an_answer_was_taken_back_counts_no_more(
    asking: Asking, asked: Request
) -> None:
    requests = asking.scene.hub.gate.requests
    tapped = asking.button(PHONES, "phone1", Verb.APPROVE)
    message, shown = asking.message(CHATS, str(GROUP), Verb.APPROVE)
    asking.press_last(GROUP, Verb.DECLINE)
    await asking.scene.settle()
    await asking.scene.hub.gate.decide.undo(
        asked.id, requests.find(asked.id).journal[-1].who
    )
    await asking.scene.settle()
    for _ in range(5):
        asking.tap(tapped, asking.mira)
        asking.press(shown.tokens[Verb.APPROVE], GROUP, message)
    await asking.scene.settle()
    assert requests.find(asked.id).state is State.PENDING


async def test_more_than_a_release_can_be_declined_after_the_no(
    asking: Asking, scene: Scene
) -> None:
    await scene.start()
    asking.ask_everywhere()
    (request_id,) = await scene.ask("Film.One.2024.1080p.WEB-DL.H264-OLDMAP")
    await asking.pass_time(4)
    asking.press_last(GROUP, Verb.DECLINE)
    await asking.pass_time(4)
    chats = asking.channels[CHATS]
    message = scene.hub.copies.get(CHATS, str(GROUP), request_id)
    assert message is not None
    asking.press(
        chats.token(request_id, Answer(Verb.DECLINE_GROUP)), GROUP, message.message
    )
    await scene.settle()
    request = scene.hub.gate.requests.find(request_id)
    assert request.state is State.DECLINED
    (skip,) = list(scene.hub.gate.skips)
    assert (skip.scope, skip.who) == ("group", "Mira")
    assert skip.until == pytest.approx(request.journal[-1].at + 30 * 86400, abs=10)


async def test_an_old_yes_does_not_begin_anew_what_has_failed(
    asking: Asking, asked: Request
) -> None:
    requests = asking.scene.hub.gate.requests
    message, shown = asking.message(CHATS, str(GROUP), Verb.APPROVE)
    who = asked.journal[-1].who
    for state in (State.APPROVED, State.FAILED):
        moved = requests.find(asked.id).move(state, at=1.0, who=who, why=Reason("gone"))
        await requests.enter(moved)
    await asking.scene.settle()
    before = requests.find(asked.id)
    assert before.state is State.FAILED
    asking.press(shown.tokens[Verb.APPROVE], GROUP, message)
    await asking.scene.settle()
    assert requests.find(asked.id) == before


async def passes(asking: Asking, seconds: float) -> None:
    """Let time pass while something hangs, for which nothing may wait."""
    for _ in range(round(seconds * 10)):
        asking.scene.freezer.tick(0.1)
        for _ in range(5):
            await asyncio.sleep(0)


async def test_whoever_waits_long_is_told_and_the_answer_counts_all_the_same(
    asking: Asking, asked: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, released = asking.scene.hub.gate, asyncio.Event()
    decline = gate.decide.decline

    async def slow(*args: Any, **kwargs: Any) -> Request:
        await released.wait()
        return await decline(*args, **kwargs)

    monkeypatch.setattr(gate.decide, "decline", slow)
    asking.press_last(GROUP, Verb.DECLINE)
    answers = asking.channels[CHATS].answers
    await passes(asking, 4.5)
    assert answers == []
    await passes(asking, 1)
    _, text, alert = answers[-1]
    assert text == "One moment, it is just being decided."
    assert not alert
    assert gate.requests.find(asked.id).state is State.PENDING
    released.set()
    await asking.pass_time(4)
    assert gate.requests.find(asked.id).state is State.DECLINED
    assert len(answers) == 1
    assert asking.channels[CHATS].at(str(GROUP)) == ["Film one declined question"]
