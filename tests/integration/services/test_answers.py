"""Answers by action: one or several, on what was seen, with what comes back of each."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
from homeassistant.util.file import WriteError
import pytest
import voluptuous as vol

from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.request import State

from ..people import House, start
from ..scene import Scene


@pytest.fixture
async def house(scene: Scene) -> House:
    """Set Greenlight up in a house of people with all kinds of rights."""
    return await start(scene)


async def told(scene: Scene, house: House, action: str, **data: Any) -> dict[str, str]:
    """Answer as who may decide; return what became of each, or why it was not done."""
    answer = await scene.act(action, user=house.ids["decider"], answer=True, **data)
    await scene.settle()
    return {
        one["request_id"]: one.get("why") or one["state"] for one in answer["requests"]
    }


async def refused(scene: Scene, house: House, action: str, **data: Any) -> str:
    """Answer as who may decide; return how that is refused."""
    with pytest.raises(HomeAssistantError) as raised:
        await scene.act(action, user=house.ids["decider"], **data)
    await scene.settle()
    return raised.value.translation_key or ""


class TestSeveral:
    async def test_one_is_given_as_before(self, scene: Scene, house: House) -> None:
        one, _ = await scene.ask("Film one", "Film two")
        assert await told(scene, house, "approve", request_id=one) == {one: "approved"}
        assert scene.requests() == {"Film one": "downloading", "Film two": "pending"}
        who = scene.request("Film one").journal[1].who
        assert (who.id, who.via) == (house.ids["decider"], "action")

    @pytest.mark.parametrize(
        ("action", "state"), [("approve", "approved"), ("decline", "declined")]
    )
    async def test_each_is_told_of(
        self, scene: Scene, house: House, action: str, state: str
    ) -> None:
        one, two, three = await scene.ask("Film one", "Film two", "Film three")
        await scene.act("decline", user=house.ids["owner"], request_id=two)
        ids = [one, two, "none", three, one]
        answer = await told(scene, house, action, request_id=ids)
        assert list(answer) == [one, two, "none", three]
        assert answer[one] == answer[three] == state
        assert answer[two].startswith("Film two was declined by owner on ")
        assert answer["none"].startswith("There is no request none.")
        assert scene.requests()["Film two"] == "declined"

    async def test_what_nobody_reads_is_raised(
        self, scene: Scene, house: House
    ) -> None:
        one, two = await scene.ask("Film one", "Film two")
        await scene.act("decline", user=house.ids["owner"], request_id=two)
        with pytest.raises(HomeAssistantError) as raised:
            await scene.act("approve", user=house.ids["decider"], request_id=[two, one])
        await scene.settle()
        assert raised.value.translation_key == "some_not_answered"
        assert str(raised.value).startswith(
            "1 of 2 were answered. Film two was declined by owner on "
        )
        assert scene.requests()["Film one"] == "downloading"

    async def test_each_is_checked_by_itself(self, scene: Scene, house: House) -> None:
        """A rule may say who answers its questions."""
        one, two = await scene.ask("Film one", "Film two")
        only = frozenset({house.ids["trusted"]})
        await scene.hub.gate.requests.amend(two, deciders=only)
        assert await told(scene, house, "decline", request_id=[one, two]) == {
            one: "declined",
            two: "You may look, but not decide. owner, administrator and trusted may",
        }
        assert scene.requests() == {"Film one": "declined", "Film two": "pending"}
        for action in ("approve", "decline", "cancel", "put_off", "ask_now", "undo"):
            more = {"until": "2100-01-01 20:00:00"} if action == "put_off" else {}
            key = await refused(scene, house, action, request_id=two, **more)
            assert key == "may_not_decide"
        assert scene.requests()["Film two"] == "pending"

    async def test_a_disk_that_refuses_is_told(
        self, scene: Scene, house: House
    ) -> None:
        ids = await scene.ask("Film one", "Film two")
        with patch(
            "homeassistant.helpers.storage.Store._async_write_data",
            side_effect=WriteError("full"),
        ):
            answer = await told(scene, house, "approve", request_id=ids)
        assert all("could not be written to disk" in one for one in answer.values())
        assert set(scene.requests().values()) == {"pending"}

    async def test_none_is_a_mistake(self, scene: Scene, house: House) -> None:
        with pytest.raises(vol.Invalid):
            await scene.act("approve", user=house.ids["decider"], request_id=[])


class TestNoFurther:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            ({"look_further": False}, "declined_no_further"),
            ({"look_further": True}, "declined_by_person"),
            ({}, "declined_by_person"),
        ],
    )
    async def test_who_ordered_it_may_look_for_another_or_not(
        self, scene: Scene, house: House, data: dict[str, bool], code: str
    ) -> None:
        ids = await scene.ask("Film one", "Film two", "Film three")
        one, *others = ids
        said = {"reason": "no", **data}
        assert await told(scene, house, "decline", request_id=one, **said) == {
            one: "declined"
        }
        await told(scene, house, "decline", request_id=others, **said)
        for title in ("Film one", "Film two", "Film three"):
            why = scene.request(title).journal[-1].why
            assert (why.code, dict(why.params)) == (code, {"text": "no"})

    async def test_what_was_said_is_told_to_whoever_comes_too_late(
        self, scene: Scene, house: House
    ) -> None:
        (one,) = await scene.ask("Film one")
        data = {"look_further": False, "reason": "too big"}
        await told(scene, house, "decline", request_id=one, **data)
        with pytest.raises(HomeAssistantError) as raised:
            await scene.act("approve", user=house.ids["decider"], request_id=one)
        assert "too big. " in str(raised.value)
        assert "looked for" not in str(raised.value)


class TestSeen:
    async def mark(self, scene: Scene, title: str) -> str:
        """Return the mark of a question as it is listed."""
        listed = await scene.act("list_requests", answer=True, text=title)
        (one,) = listed["requests"]
        mark: str = one["seen"]
        return mark

    @pytest.mark.parametrize("action", ["approve", "decline", "put_off"])
    async def test_nothing_is_done_on_what_has_changed(
        self, scene: Scene, house: House, action: str
    ) -> None:
        (one,) = await scene.ask("Film one")
        mark = await self.mark(scene, "Film one")
        await scene.hub.gate.requests.amend(one, size=987_654_321)
        more: dict[str, Any] = (
            {"until": "2100-01-01 20:00:00"} if action == "put_off" else {}
        )
        key = await refused(scene, house, action, request_id=one, seen=mark, **more)
        assert key == "question_changed"
        assert scene.request("Film one").state is State.PENDING
        assert scene.request("Film one").later is None
        now = await self.mark(scene, "Film one")
        assert now != mark
        data = {"request_id": one, "seen": now, **more}
        await scene.act(action, user=house.ids["decider"], **data)

    async def test_each_has_its_own(self, scene: Scene, house: House) -> None:
        one, two = await scene.ask("Film one", "Film two")
        marks = [await self.mark(scene, title) for title in ("Film one", "Film two")]
        await scene.hub.gate.requests.amend(two, size=987_654_321)
        answer = await told(scene, house, "approve", request_id=[one, two], seen=marks)
        assert answer == {
            one: "approved",
            two: "This question has just changed, read it again",
        }
        key = await refused(
            scene, house, "approve", request_id=[one, two], seen=marks[:1]
        )
        assert key == "seen_of_each"


class TestChoices:
    async def test_what_becomes_of_the_file_is_handed_on(
        self, scene: Scene, house: House
    ) -> None:
        (one,) = await scene.ask("Film one")
        decide = scene.hub.gate.decide
        given = []
        for both in (True, False, None):
            more = {} if both is None else {"keep_both": both}
            with (
                patch.object(decide, "approve", wraps=decide.approve) as approve,
                suppress(ServiceValidationError),
            ):
                await scene.act(
                    "approve", user=house.ids["decider"], request_id=one, **more
                )
            given.append(approve.call_args.kwargs["choice"])
        assert given == [Choice.KEEP_BOTH, Choice.REPLACE, None]

    async def test_only_what_is_lacking_of_a_pack(
        self, scene: Scene, house: House
    ) -> None:
        (one,) = await scene.ask("Film one")
        decide = scene.hub.gate.decide
        with patch.object(decide, "singles", wraps=decide.singles) as singles:
            key = await refused(scene, house, "approve", request_id=one, singles=True)
        assert key == "not_offered"
        assert singles.call_args.args[0] == one

    async def test_which_work_is_meant_is_counted_from_one(
        self, scene: Scene, house: House
    ) -> None:
        (one,) = await scene.ask("Film one")
        decide = scene.hub.gate.decide
        with patch.object(decide, "choose", wraps=decide.choose) as choose:
            key = await refused(scene, house, "approve", request_id=one, choice=1)
        assert key == "not_offered"
        assert choose.call_args.args[:2] == (one, 0)

    async def test_only_of_one_at_a_time(self, scene: Scene, house: House) -> None:
        ids = await scene.ask("Film one", "Film two")
        for more in ({"choice": 1}, {"keep_both": True}, {"singles": True}):
            key = await refused(scene, house, "approve", request_id=ids, **more)
            assert key == "one_at_a_time"
        for more in ({"keep_both": False}, {"ignore_space": True}):
            key = await refused(
                scene, house, "approve", request_id=ids[0], choice=1, **more
            )
            assert key == "choose_first"
        for more in ({"keep_both": True}, {"ignore_space": True}):
            key = await refused(
                scene, house, "approve", request_id=ids[0], singles=True, **more
            )
            assert key == "singles_alone"
        assert set(scene.requests().values()) == {"pending"}

    async def test_another_candidate_is_counted_from_one(
        self, scene: Scene, house: House
    ) -> None:
        (one,) = await scene.ask("Film one")
        decide = scene.hub.gate.decide
        with patch.object(decide, "take", wraps=decide.take) as take:
            key = await refused(
                scene, house, "take_instead", request_id=one, candidate=1
            )
        assert key == "not_offered"
        assert take.call_args.args[:2] == (one, 0)
        for wrong in (0, 4):
            with pytest.raises(vol.Invalid):
                await scene.act("take_instead", request_id=one, candidate=wrong)


class TestLater:
    async def test_it_is_put_off_and_asked_again(
        self, scene: Scene, house: House
    ) -> None:
        (one,) = await scene.ask("Film one")
        until = dt_util.now().replace(microsecond=0) + timedelta(hours=3)
        wanted = until.strftime("%Y-%m-%d %H:%M:%S")
        decider = house.ids["decider"]
        await scene.act("put_off", user=decider, request_id=one, until=wanted)
        # A time without a zone is one of the house.
        assert scene.request("Film one").later == until.timestamp()
        await scene.act("ask_now", user=decider, request_id=one)
        assert scene.request("Film one").later is None

    async def test_the_past_is_a_mistake(self, scene: Scene, house: House) -> None:
        (one,) = await scene.ask("Film one")
        key = await refused(
            scene, house, "put_off", request_id=one, until="2020-01-01 20:00:00"
        )
        assert key == "until_is_past"


class TestUndo:
    async def test_an_answer_is_taken_back_by_another(
        self, scene: Scene, house: House
    ) -> None:
        (one,) = await scene.ask("Film one")
        await scene.act("decline", user=house.ids["owner"], request_id=one)
        await scene.act("undo", user=house.ids["decider"], request_id=one)
        request = scene.request("Film one")
        assert request.state is State.PENDING
        assert request.journal[-1].who.id == house.ids["decider"]

    async def test_what_is_handed_over_is_taken_out(
        self, scene: Scene, house: House
    ) -> None:
        (request_id,) = await scene.ask("Film two")
        decider = house.ids["decider"]
        await scene.act("approve", user=decider, request_id=request_id)
        await scene.settle()
        await scene.poll()
        await scene.act("undo", user=decider, request_id=request_id, delete_data=True)
        await scene.settle()
        await scene.poll()
        assert scene.requests() == {"Film two": "pending"}
        assert scene.client.told("delete")

    async def test_ten_minutes_later_it_is_too_late(
        self, scene: Scene, house: House
    ) -> None:
        (one,) = await scene.ask("Film one")
        await scene.act("decline", user=house.ids["owner"], request_id=one)
        await scene.pass_time(601)
        assert await refused(scene, house, "undo", request_id=one) == "too_late"


async def test_who_started_it_answers_for_each(scene: Scene, house: House) -> None:
    """What is not for whoever calls is refused before anything is looked up."""
    ids = await scene.ask("Film one", "Film two")
    with pytest.raises(ServiceValidationError) as raised:
        await scene.hass.services.async_call(
            "greenlight",
            "approve",
            {"request_id": ids},
            blocking=True,
            context=Context(user_id=house.ids["member"]),
        )
    assert raised.value.translation_key == "may_not_decide"
    assert set(scene.requests().values()) == {"pending"}
