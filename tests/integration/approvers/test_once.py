"""Whoever is reached by several approvers is asked once."""

from dataclasses import replace

import pytest

from custom_components.greenlight.engine.answer import Verb
from custom_components.greenlight.parts.approver_settings import ApproverKind, Filters

from .asking import CHATS, HOME, PHONES, Asking

PLACES = {ApproverKind.COMPANION: "phone1", ApproverKind.TELEGRAM: str(HOME)}


@pytest.mark.parametrize("kind", PLACES)
async def test_by_the_first_of_those_that_want_it(
    asking: Asking, kind: ApproverKind
) -> None:
    scene = asking.scene
    await scene.start()
    usual = replace(asking.settings(kind), name="Usual")
    other = replace(usual, id="other", name="another")
    series = replace(
        usual,
        id="series",
        name="A series",
        filters=Filters(media=frozenset({"series"})),
    )
    asking.ask_by(usual, other, series)
    (film,) = await scene.ask("Film one")
    await asking.pass_time(10)
    (episode,) = await scene.ask("Film S01E01")
    await asking.pass_time(10)
    place = PLACES[kind]
    sent = {key: one.sent("show", place) for key, one in asking.channels.items()}
    assert sent == {usual.id: [], "other": [film], "series": [episode]}


async def test_another_asks_when_the_first_is_gone_and_none_twice(
    asking: Asking,
) -> None:
    scene = asking.scene
    await scene.start()
    usual = replace(asking.settings(ApproverKind.TELEGRAM), name="Usual")
    other = replace(usual, id="other", name="Another")
    asking.ask_by(usual)
    (film,) = await scene.ask("Film one")
    await asking.pass_time(4)
    # Whoever has asked goes on, even if another would be the first by now.
    asking.ask_by(usual, other)
    await asking.pass_time(10)
    assert asking.channels["other"].sent() == []
    asking.ask_by(other)
    await asking.pass_time(10)
    assert asking.channels[CHATS].at(str(HOME)) == []
    assert asking.channels["other"].sent("show", str(HOME)) == [film]


async def test_all_of_them_are_told_of_the_answer(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    usual = replace(asking.settings(ApproverKind.COMPANION), name="Usual")
    mine = replace(usual, id="mine", name="Mine", devices=("phone1",))
    asking.ask_by(usual, mine)
    await scene.ask("Film one")
    await asking.pass_time(4)
    asking.tap(asking.button("mine", "phone1", Verb.DECLINE), asking.mira)
    await asking.pass_time(4)
    assert asking.channels["mine"].at("phone1") == ["Film one declined question"]
    assert asking.channels[PHONES].at("phone2") == ["Film one declined question"]
    assert asking.channels[PHONES].at("phone1") == []
