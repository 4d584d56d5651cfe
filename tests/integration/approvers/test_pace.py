"""Nothing is sent more often than Telegram takes it, whoever asks in a chat and however much there is."""

from dataclasses import replace
from itertools import chain
from time import monotonic

import pytest

from custom_components.greenlight.approvers.base import Copy, NotDelivered
from custom_components.greenlight.approvers.pace import (
    CHAT_PACE,
    GROUP_PACE,
    Pace,
    paces_of,
)
from custom_components.greenlight.parts.approver_settings import (
    ApproverKind,
    ApproverSettings,
    Filters,
)

from .asking import GROUP, HOME, Asking

SEVERAL = tuple(range(1, 41))


class TestPace:
    """One clock, and how often something passes."""

    def passed(self, *limits: tuple[int, float], seconds: float) -> list[float]:
        """Return when something passes that tries every tenth of a second."""
        now = 0.0
        pace = Pace(lambda: now, *limits)
        times = []
        while now < seconds:
            if pace.wait() <= 0:
                pace.take()
                times.append(round(now, 1))
            now += 0.1
        return times

    def test_one_a_second(self) -> None:
        assert len(self.passed(CHAT_PACE, seconds=9.95)) in (9, 10)

    def test_a_group_takes_eighteen_a_minute(self) -> None:
        times = self.passed(CHAT_PACE, GROUP_PACE, seconds=180)
        for start in times:
            assert len([one for one in times if start <= one < start + 60]) <= 18
            assert len([one for one in times if start <= one < start + 0.95]) == 1
        assert len(times) >= 50

    def test_a_clock_that_is_set_back_stops_nothing(self) -> None:
        now = 1000.0
        pace = Pace(lambda: now, GROUP_PACE)
        for _ in range(18):
            pace.take()
        assert pace.wait() == 60
        now = 0.0
        assert pace.wait() == 0


def most_in(times: list[float], seconds: float) -> int:
    """Return how many of these were within so many seconds at most."""
    return max(
        len([one for one in times if start <= one < start + seconds]) for start in times
    )


def noted(asking: Asking, *approvers: ApproverSettings) -> dict[str, list[float]]:
    """Return when something is sent to each chat from now on."""
    times: dict[str, list[float]] = {}

    def note(what: str, copy: Copy) -> NotDelivered | None:
        # To take one away is no message.
        if what != "clear":
            times.setdefault(copy.place, []).append(monotonic())
        return None

    for one in approvers:
        asking.channels[one.id].fails = note
    return times


@pytest.mark.parametrize("several", [False, True])
async def test_a_chat_and_a_group_keep_to_it(asking: Asking, several: bool) -> None:
    scene = asking.scene
    await scene.start()
    usual = asking.settings(ApproverKind.TELEGRAM)
    if several:
        usual = replace(usual, filters=Filters(media=frozenset({"movie"})))
    other = replace(usual, id="other", filters=Filters(media=frozenset({"series"})))
    approvers = (usual, other) if several else (usual,)
    asking.ask_by(*approvers)
    times = noted(asking, *approvers)
    requests = []
    for number in range(12):
        requests += await scene.ask(f"Film {number}", f"Film S01E{number:02}")
        await asking.pass_time(1, step=0.25)
    for request_id in requests:
        await scene.act("decline", request_id=request_id)
    await asking.pass_time(150, step=0.25)
    assert most_in(times[str(HOME)], 0.95) == 1
    assert most_in(times[str(GROUP)], 0.95) == 1
    assert most_in(times[str(GROUP)], 59) <= 18
    # And no question is left that was answered.
    for one in approvers:
        read = asking.channels[one.id].at(str(HOME))
        assert read
        assert all("declined" in text for text in read)


async def test_all_chats_of_a_bot_together_keep_to_it(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    usual = asking.settings(ApproverKind.TELEGRAM, chats=SEVERAL)
    asking.ask_by(usual)
    times = noted(asking, usual)
    await scene.ask("Film one")
    await asking.pass_time(6, step=0.25)
    assert len(times) == len(SEVERAL)
    together = sorted(chain.from_iterable(times.values()))
    assert most_in(together, 0.95) <= 25


def test_only_what_shares_a_chat_shares_its_pace() -> None:
    bots: dict[str, Pace] = {}
    one = ApproverSettings(id="1", name="1", kind=ApproverKind.TELEGRAM, bot="a")
    same, other = replace(one, id="2"), replace(one, id="3", bot="b")
    assert paces_of(one, "7", bots) == paces_of(same, "7", bots)
    assert paces_of(one, "7", bots)[0] is paces_of(one, "8", bots)[0]
    assert paces_of(one, "7", bots)[1] is not paces_of(one, "8", bots)[1]
    assert paces_of(one, "7", bots)[0] is not paces_of(other, "7", bots)[0]
