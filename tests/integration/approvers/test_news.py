"""That nothing came in days is told where people are asked, once, and not in the night."""

from dataclasses import replace
from typing import Final

import pytest

from custom_components.greenlight.approvers.base import NotDelivered
from custom_components.greenlight.approvers.news import KEPT, OLD
from custom_components.greenlight.gate.nothing_came import Nothing
from custom_components.greenlight.parts.approver_settings import ApproverKind, Filters

from ..scene import RULE_ID
from .asking import CHATS, GROUP, HOME, PHONES, Asking
from .test_lasting import restart

NIGHT: Final = (22 * 60, 7 * 60)
SHOW: Final = Nothing(rule=RULE_ID, work="Show", episodes=("S01E02", "S01E03"), days=5)
FILM: Final = Nothing(rule=RULE_ID, work="Film (2019)", days=5)
TOLD: Final = "nothing in 5: Show S01E02, S01E03"


async def tell(asking: Asking, *every: Nothing) -> None:
    """Have it found that nothing came."""
    for one in every:
        asking.scene.hub.gate.nothing_came._tell(one)
    await asking.pass_time(10)


async def start(asking: Asking) -> None:
    await asking.scene.start()
    asking.ask_everywhere()


async def test_it_is_told_everywhere_once(asking: Asking) -> None:
    await start(asking)
    await tell(asking, SHOW)
    await asking.pass_time(90, step=30)
    for name, places in ((PHONES, asking.phones), (CHATS, [str(HOME), str(GROUP)])):
        for place in places:
            assert asking.channels[name].at(place) == [TOLD]
    # It was not written down yet when the power went, and is found once more.
    await tell(asking, SHOW)
    await restart(asking)
    await tell(asking, SHOW)
    assert len(asking.channels[PHONES].sent("show")) == len(asking.phones)
    assert len(asking.channels[CHATS].sent("show")) == 2


async def test_all_of_a_rule_come_in_one_and_each_kind_for_itself(
    asking: Asking,
) -> None:
    await start(asking)
    other = Nothing(rule=RULE_ID, work="Other", days=5)
    await tell(asking, SHOW, FILM, other)
    assert asking.channels[PHONES].at("phone1") == [
        TOLD,
        "nothing in 5: Film (2019); Other",
    ]
    # None takes the place of another.
    assert len({one for _, one in asking.channels[PHONES].seen}) == 2


async def test_the_night_is_quiet_and_a_restart_loses_nothing(asking: Asking) -> None:
    scene = asking.scene
    await scene.hass.config.async_set_time_zone("UTC")
    scene.freezer.move_to("2026-12-01T23:00:00+00:00")
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION, quiet=NIGHT))
    await tell(asking, SHOW)
    assert asking.channels[PHONES].calls == []
    await restart(asking)
    await asking.pass_time(60, step=30)
    assert asking.channels[PHONES].calls == []
    scene.freezer.move_to("2026-12-02T07:00:01+00:00")
    await asking.pass_time(60, step=30)
    assert asking.channels[PHONES].at("phone1") == [TOLD]
    await restart(asking)
    await asking.pass_time(60, step=30)
    assert len(asking.channels[PHONES].sent("show", "phone1")) == 1


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        (Filters(), True),
        (Filters(rules=frozenset({RULE_ID})), True),
        (Filters(rules=frozenset({"other"})), False),
        (Filters(media=frozenset({"series"})), True),
        (Filters(media=frozenset({"movie"})), False),
    ],
)
async def test_who_is_asked_is_told(
    asking: Asking, filters: Filters, *, told: bool
) -> None:
    await asking.scene.start()
    asking.ask_by(asking.settings(ApproverKind.TELEGRAM, filters=filters))
    await tell(asking, SHOW)
    assert bool(asking.channels[CHATS].calls) is told


async def test_of_several_with_one_chat_only_one_tells(asking: Asking) -> None:
    await asking.scene.start()
    asking.ask_by(
        asking.settings(ApproverKind.TELEGRAM),
        asking.settings(ApproverKind.TELEGRAM, id="second"),
    )
    await tell(asking, SHOW)
    sent = [one.sent("show", str(HOME)) for one in asking.channels.values()]
    assert sorted(map(len, sent)) == [0, 1]


async def test_what_could_not_be_told_is_tried_again(asking: Asking) -> None:
    await start(asking)
    asking.channels[CHATS].fails = lambda *_: NotDelivered("telegram_away")
    await tell(asking, SHOW)
    assert asking.channels[CHATS].at(str(HOME)) == []
    asking.channels[CHATS].fails = lambda *_: None
    await asking.pass_time(60)
    assert asking.channels[CHATS].at(str(HOME)) == [TOLD]


async def test_what_was_begun_before_a_power_cut_is_not_told_twice(
    asking: Asking,
) -> None:
    await start(asking)
    channel = asking.channels[CHATS]
    copies = asking.scene.hub.copies
    asking.channels[PHONES].fails = lambda *_: NotDelivered("phone_away")
    channel.fails = lambda *_: NotDelivered("telegram_away")
    await tell(asking, SHOW)
    for copy in copies:
        if copy.place == str(HOME):
            copies.put(replace(copy, shown="begun"))
    channel.fails = lambda *_: None
    before = len(channel.sent("show", str(HOME)))
    await asking.pass_time(60)
    assert len(channel.sent("show", str(HOME))) == before
    assert channel.at(str(GROUP)) == [TOLD]


async def test_what_is_old_is_no_news(asking: Asking) -> None:
    scene = asking.scene
    await start(asking)
    for channel in asking.channels.values():
        channel.fails = lambda *_: NotDelivered("away")
    asking.channels[PHONES].fails = lambda *_: None
    await tell(asking, SHOW)
    await scene.pass_time(OLD)
    assert {one.approver for one in scene.hub.copies} == {PHONES}
    await scene.pass_time(KEPT)
    assert not list(scene.hub.copies)
