"""What time does to questions: a reminder, an end, a yes of nobody, and coming back."""

from typing import Any

import pytest

from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.engine.asking import Asking
from custom_components.greenlight.engine.deadline import LASTS_AFTER
from custom_components.greenlight.engine.pattern import read_terms
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.restraint import Restraint
from custom_components.greenlight.engine.rules import Rule
from custom_components.greenlight.gate.expiry import GRACE

from .fakes import ANNA, BERT, World
from .scene import approve, ask, by_file, by_magnet, file_of
from .shelves import film, put

HOUR = 3600.0
DAY = 24 * HOUR
QUARTER = 900.0
TITLE = "Four Kites at Noon 2025 1080p WEB-DL DDP5.1 H.264-GRP"
# What the house has to be like for a rule to approve.
CONDITION = Restraint(condition=({"condition": "state"},))


def silent(**changes: Any) -> Rule:
    """Return a rule for which nobody's answer is a yes."""
    asking = Asking(approve_unanswered=True, **changes.pop("asking", {}))
    return ask(asking=asking, **changes)


async def question(world: World, rule: Rule, title: str = TITLE, **facts: Any) -> str:
    world.gate.attached.rules = {rule.id: rule}
    facts = {"size": 5 * 10**9, "seeders": 9} | facts
    await world.gate.offer([by_magnet(title, **facts)])
    await world.settle()
    return list(world.ledger.requests)[-1]


class TestReminder:
    async def test_comes_once_before_the_end(self, world: World) -> None:
        one = await question(world, ask())
        await world.advance(DAY - QUARTER - 1)
        assert world.events == [(one, "pending")]
        await world.advance(1)
        assert world.events == [(one, "pending"), (one, "reminder")]
        assert world.gate.requests.find(one).reminded
        await world.advance(QUARTER - 1)
        assert world.state(one) == "pending"
        await world.advance(1)
        assert [kind for _, kind in world.events] == ["pending", "reminder", "expired"]

    async def test_does_not_come_again_after_a_restart(self, world: World) -> None:
        await question(world, ask())
        await world.advance(DAY - QUARTER)
        await world.restart()
        await world.advance(60)
        assert [kind for _, kind in world.events].count("reminder") == 1

    async def test_comes_of_nothing_short(self, world: World) -> None:
        one = await question(world, ask(lifetime=1700))
        await world.advance(1700)
        assert [kind for _, kind in world.events] == ["pending", "expired"]
        assert world.whys(one) == ["rule_matched", "not_answered"]

    async def test_comes_again_when_it_is_asked_again(self, world: World) -> None:
        one = await question(world, ask())
        await world.advance(DAY)
        await world.gate.decide.retry(one, ANNA)
        await world.advance(DAY)
        assert [kind for _, kind in world.events].count("reminder") == 2

    async def test_is_made_up_for_once_it_can_be_stored(self, world: World) -> None:
        one = await question(world, ask())
        world.ledger.failing = True
        await world.advance(DAY - QUARTER + 61)
        assert not world.gate.requests.find(one).reminded
        world.ledger.failing = False
        await world.advance(60)
        assert world.events[-1] == (one, "reminder")
        assert not world.failures


class TestPutOff:
    async def test_comes_back_and_is_asked_about(self, world: World) -> None:
        one = await question(world, ask())
        await world.gate.decide.put_off(one, world.now + HOUR, ANNA)
        assert not world.gate.requests.find(one).asking
        await world.advance(HOUR)
        request = world.gate.requests.find(one)
        assert request.asking
        assert request.asked == world.now
        assert [kind for _, kind in world.events] == [
            *("pending", "put_off", "pending")
        ]

    @pytest.mark.parametrize("off", [HOUR, DAY - 60, 3 * DAY])
    async def test_is_never_let_die(self, world: World, off: float) -> None:
        one = await question(world, ask())
        await world.gate.decide.put_off(one, world.now + off, ANNA)
        await world.advance(off)
        request = world.gate.requests.find(one)
        assert request.asking
        assert request.expires - world.now >= LASTS_AFTER

    async def test_comes_back_after_a_restart(self, world: World) -> None:
        one = await question(world, ask())
        await world.gate.decide.put_off(one, world.now + HOUR, ANNA)
        await world.end()
        world.now += 2 * HOUR
        await world.restart()
        assert world.gate.requests.find(one).asking
        assert world.whys(one)[-1] == "came_back"

    async def test_comes_back_twice(self, world: World) -> None:
        one = await question(world, ask())
        for _ in range(2):
            await world.gate.decide.put_off(one, world.now + HOUR, ANNA)
            await world.advance(HOUR)
            assert world.gate.requests.find(one).asked == world.now


class TestSilence:
    async def test_approves_where_that_is_wished(self, world: World) -> None:
        one = await question(world, silent())
        await world.advance(DAY)
        request = world.gate.requests.find(one)
        assert request.state is State.DOWNLOADING
        approved = next(
            entry for entry in request.journal if entry.after is State.APPROVED
        )
        assert approved.why.code == "approved_unanswered"
        assert (approved.who.kind.value, approved.who.id) == ("rule", "ask")
        assert [kind for _, kind in world.events] == [
            *("pending", "reminder"),
            *("approved", "downloading"),
        ]

    async def test_says_beforehand_only_what_will_be(self, world: World) -> None:
        sure = await question(world, silent())
        unsure = await question(world, silent(min_seeders=3), "Film 2019", seeders=None)
        assert world.gate.requests.find(sure).then_approve
        assert not world.gate.requests.find(unsure).then_approve
        await world.advance(DAY)
        assert world.state(unsure) == "expired"

    @pytest.mark.parametrize(
        "title",
        [
            "Four Kites at Noon 2025 1080p WEB-DL H.264-GRP setup.exe",
            "Four Kites at Noon 2025 1080p WEB-DL password H.264-GRP",
        ],
    )
    @pytest.mark.parametrize("looks", [True, False])
    async def test_is_no_yes_to_what_may_be_a_fake(
        self, world: World, title: str, *, looks: bool
    ) -> None:
        put(world, film(), away=False)
        libraries = frozenset({"radarr"} if looks else ())
        one = await question(world, silent(libraries=libraries), title)
        await world.advance(2 * DAY)
        assert world.state(one) == "expired"

    async def test_is_no_yes_to_a_loss(self, world: World) -> None:
        name = "Salt and Lanterns 2019 2160p WEB-DL {} DV HDR10 H.265-{}"
        put(world, film(name.format("TrueHD Atmos 7.1", "OLD")))
        rule = silent(libraries=frozenset({"radarr"}))
        worse = name.format("AAC 2.0", "NEW").replace("WEB-DL", "BluRay REMUX")
        one = await question(world, rule, worse)
        request = world.gate.requests.find(one)
        assert request.weighed is not None
        assert request.weighed.losses
        await world.advance(DAY)
        assert world.state(one) == "expired"

    async def test_is_no_yes_where_somebody_said_no(self, world: World) -> None:
        rule = silent(asking={"need": 2, "against": 2})
        one = await question(world, rule)
        await world.gate.decide.decline(one, BERT)
        await world.advance(DAY)
        assert world.state(one) == "expired"
        assert world.whys(one)[-1] == "not_answered_unsure"

    @pytest.mark.parametrize(
        "changed",
        [
            {"enabled": False},
            {"include": read_terms(["another"])},
            {"max_size": 10**9},
            {"restraint": Restraint(daily=0)},
            {"restraint": Restraint(first=True)},
            {"restraint": Restraint(max_size=10**9)},
        ],
    )
    async def test_is_no_yes_of_a_rule_that_would_not_say_it(
        self, world: World, changed: dict[str, Any]
    ) -> None:
        one = await question(world, silent())
        world.gate.attached.rules["ask"] = silent(**changed)
        await world.advance(DAY)
        assert world.state(one) == "expired"

    async def test_is_no_yes_once_the_rule_has_changed_its_mind(
        self, world: World
    ) -> None:
        one = await question(world, silent())
        world.gate.attached.rules["ask"] = ask()
        await world.advance(DAY)
        assert world.state(one) == "expired"

    async def test_keeps_within_the_caps_of_its_rule(self, world: World) -> None:
        rule = silent(restraint=Restraint(daily=1))
        world.gate.attached.rules = {"ask": rule}
        facts: dict[str, Any] = {"size": 10**9, "seeders": 9}
        await world.gate.offer(
            [by_magnet(f"{name} 2019 1080p-GRP", **facts) for name in ("One", "Two")]
        )
        await world.advance(DAY)
        states = sorted(one.state.value for one in world.ledger.requests.values())
        assert states == ["downloading", "expired"]

    @pytest.mark.parametrize(
        ("holds", "state"),
        [({"ask": True}, "downloading"), ({"ask": False}, "expired"), ({}, "expired")],
    )
    async def test_is_a_yes_only_while_the_condition_of_its_rule_holds(
        self, world: World, holds: dict[str, bool], state: str
    ) -> None:
        world.conditions = holds
        one = await question(world, silent(restraint=CONDITION))
        await world.advance(DAY)
        assert world.state(one) == state

    @pytest.mark.parametrize("declines", [True, False])
    async def test_leaves_what_was_answered_while_it_was_looked_at(
        self, world: World, *, declines: bool
    ) -> None:
        world.conditions = {"ask": True}
        one = await question(world, silent(restraint=CONDITION))
        await world.advance(DAY - 1)
        world.hold("condition")
        await world.advance(1)
        if declines:
            await world.gate.decide.decline(one, ANNA)
        else:
            await world.gate.decide.put_off(one, world.now + HOUR, ANNA)
        world.let_go("condition")
        await world.settle()
        assert world.state(one) == ("declined" if declines else "pending")
        assert "approved_unanswered" not in world.whys(one)

    async def test_takes_nothing_that_is_on_its_way_already(self, world: World) -> None:
        one = await question(world, silent(lifetime=1700))
        # Another site has the same torrent under another name, and no client can be reached.
        world.client.failure = CannotConnect()
        world.source.files["https://site.test/Copy.torrent"] = file_of(TITLE)
        world.gate.attached.rules["auto"] = approve("Copy")
        await world.gate.offer([by_file("Copy")])
        await world.advance(1700)
        assert sorted(map(world.state, world.ledger.requests)) == [
            *("approved", "superseded")
        ]
        assert world.whys(one)[-1] == "same_as"

    async def test_an_answer_at_the_last_moment_counts(self, world: World) -> None:
        one = await question(world, silent())
        await world.advance(DAY - 1)
        await world.gate.decide.decline(one, ANNA)
        await world.advance(DAY)
        assert world.state(one) == "declined"

    async def test_is_no_yes_to_what_only_waited_for_its_turn(
        self, world: World
    ) -> None:
        world.max_open = 1
        await question(world, silent())
        waits = await question(world, silent(), "Another Film 2019 1080p-GRP")
        assert world.gate.requests.find(waits).queued
        await world.advance(DAY - 1)
        await world.gate.decide.put_off(
            next(iter(world.ledger.open)), world.now + DAY, ANNA
        )
        await world.settle()
        assert world.gate.requests.find(waits).expires == world.now + DAY
        await world.advance(HOUR)
        assert world.state(waits) == "pending"


class TestClocks:
    async def test_that_jump_forward_approve_nothing_at_once(
        self, world: World
    ) -> None:
        one = await question(world, silent())
        world.set_clock(30 * DAY)
        await world.advance(DAY - QUARTER)
        request = world.gate.requests.find(one)
        assert request.state is State.PENDING
        assert request.expires == world.now + GRACE
        assert world.events[-1] == (one, "reminder")
        await world.advance(GRACE)
        assert world.state(one) == "downloading"

    async def test_that_jump_after_the_reminder_do_neither(self, world: World) -> None:
        one = await question(world, silent())
        await world.advance(DAY - QUARTER)
        world.set_clock(DAY)
        await world.advance(QUARTER)
        assert world.state(one) == "pending"
        await world.advance(GRACE)
        assert world.state(one) == "downloading"

    async def test_nothing_is_approved_that_ended_while_nothing_ran(
        self, world: World
    ) -> None:
        one = await question(world, silent())
        await world.end()
        world.now += 2 * DAY
        await world.restart()
        assert world.state(one) == "pending"
        await world.advance(GRACE)
        assert world.state(one) == "downloading"

    async def test_what_ends_without_a_yes_ends_at_once(self, world: World) -> None:
        one = await question(world, ask())
        await world.end()
        world.now += 2 * DAY
        await world.restart()
        assert world.state(one) == "expired"

    async def test_that_go_back_lose_nothing(self, world: World) -> None:
        one = await question(world, ask())
        world.set_clock(-DAY)
        await world.advance(DAY)
        assert world.state(one) == "pending"
        await world.advance(DAY)
        assert world.state(one) == "expired"
