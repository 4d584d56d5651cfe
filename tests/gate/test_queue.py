"""At most so many questions wait for an answer; nothing of what is more is lost."""

import pytest

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.refusal import Scope
from custom_components.greenlight.engine.request import Request, State, waiting
from custom_components.greenlight.engine.rules import Action
from custom_components.greenlight.gate.ports import LEDGER_RETRY, LedgerError

from .fakes import ANNA, START, World
from .scene import approve, ask, by_file, by_magnet, torrent

DAY = 86400.0
MOST = 3


@pytest.fixture(autouse=True)
def few(world: World) -> None:
    world.max_open = MOST


def titled(number: int) -> str:
    """Return the title of a film that has nothing to do with the others."""
    return f"Kite {chr(65 + number % 26)}{number} 2019 1080p WEB-DL-GRP"


async def flood(world: World, count: int, **rule: object) -> None:
    """Have so many films offered in one look; the one with the highest number is the newest."""
    world.gate.attached.rules.setdefault("ask", ask(**rule))
    await world.gate.offer(
        [by_file(titled(n), published=START - 1000 + n) for n in range(count)]
    )
    await world.settle()


def asked(world: World) -> list[str]:
    return [one.release.title for one in waiting(world.ledger.open.values())]


def queued(world: World) -> list[Request]:
    return [one for one in world.ledger.open.values() if one.queued]


class TestMany:
    async def test_so_many_are_asked_about_and_the_rest_waits(
        self, world: World
    ) -> None:
        await flood(world, 8)
        assert sorted(asked(world)) == sorted(map(titled, (7, 6, 5)))
        assert world.gate.queued == 5
        # Only what people are asked about is announced.
        assert [kind for _, kind in world.events] == 3 * ["pending"]
        assert {one.id for one in queued(world)}.isdisjoint(
            request_id for request_id, _ in world.events
        )

    async def test_what_waits_no_more_is_forgotten_while_something_always_waits(
        self, world: World
    ) -> None:
        world.gate.attached.rules["ask"] = ask()
        for first in range(0, 80, 8):
            numbers = range(first, first + 8)
            await world.gate.offer([by_file(titled(number)) for number in numbers])
            await world.settle()
            for one in waiting(world.ledger.open.values()):
                await world.gate.decide.decline(one.id, ANNA)
            await world.settle()
        assert world.gate.queued > 0
        assert world.gate._queue._turns.keys() == {one.id for one in queued(world)}

    async def test_the_best_that_waits_is_next(self, world: World) -> None:
        await flood(world, 8)
        first = waiting(world.ledger.open.values())[0]
        world.events.clear()
        await world.gate.decide.decline(first.id, ANNA)
        await world.settle()
        assert titled(4) in asked(world)
        assert len(asked(world)) == MOST
        assert world.gate.queued == 4
        came = next(
            one for one in world.ledger.open.values() if one.release.title == titled(4)
        )
        assert world.events == [(first.id, "declined"), (came.id, "pending")]
        assert came.journal[-1].why == Reason("turn_came")

    async def test_a_life_begins_when_it_is_asked_about(self, world: World) -> None:
        await flood(world, MOST + 1, lifetime=DAY)
        (last,) = queued(world)
        await world.advance(DAY / 2)
        await world.gate.decide.decline(waiting(world.ledger.open.values())[0].id, ANNA)
        await world.settle()
        request = world.gate.requests.find(last.id)
        assert request.asking
        assert request.expires == world.now + DAY
        assert request.asked == world.now

    async def test_what_waits_for_its_turn_does_not_end(self, world: World) -> None:
        await flood(world, 2 * MOST, lifetime=DAY)
        waits = {one.id for one in queued(world)}
        await world.advance(DAY + 1)
        # Those that were asked about have ended, and made room.
        assert {world.state(one) for one in waits} == {"pending"}
        assert not queued(world)

    async def test_what_is_seen_does_not_go_for_a_better_one(
        self, world: World
    ) -> None:
        await flood(world, MOST)
        seen = asked(world)
        newer = by_file("Another Film 2024 1080p WEB-DL-GRP", published=START)
        await world.gate.offer([newer])
        await world.settle()
        assert asked(world) == seen
        assert [one.release for one in queued(world)] == [newer]

    async def test_a_better_one_that_waits_comes_before_one_that_comes_now(
        self, world: World
    ) -> None:
        await flood(world, MOST + 1)
        world.max_open += 1
        # There is room for one, and it is not for the one that comes now.
        await world.gate.offer([by_file("Old Film 1999", published=START - DAY)])
        await world.settle()
        assert titled(0) in asked(world)
        assert [one.release.title for one in queued(world)] == ["Old Film 1999"]

    async def test_more_may_wait_when_somebody_says_so(self, world: World) -> None:
        await flood(world, 8)
        world.max_open = 6
        world.gate.limits_changed()
        await world.settle()
        assert len(asked(world)) == 6
        # And with fewer again nobody loses what they see.
        world.max_open = 1
        world.gate.limits_changed()
        await world.settle()
        assert len(asked(world)) == 6

    async def test_one_is_asked_at_least(self, world: World) -> None:
        world.max_open = 0
        await flood(world, 2)
        assert len(asked(world)) == 1

    async def test_a_restart_loses_nothing(self, world: World) -> None:
        await flood(world, 8)
        before = set(asked(world))
        await world.restart()
        assert set(asked(world)) == before
        assert world.gate.queued == 5

    async def test_after_a_restart_with_room_it_goes_on(self, world: World) -> None:
        await flood(world, 8)
        world.max_open = 5
        await world.restart()
        assert len(asked(world)) == 5

    async def test_is_made_up_for_once_it_can_be_stored(self, world: World) -> None:
        await flood(world, MOST + 1)
        # The decision is stored, and whose turn it is is not.
        world.ledger.fail_on = 2
        await world.gate.decide.decline(waiting(world.ledger.open.values())[0].id, ANNA)
        await world.settle()
        assert world.gate.queued == 1
        await world.advance(LEDGER_RETRY)
        assert world.gate.queued == 0
        assert not world.failures

    async def test_what_could_not_be_stored_is_offered_again(
        self, world: World
    ) -> None:
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await flood(world, 5)
        world.ledger.failing = False
        await flood(world, 5)
        assert (len(asked(world)), world.gate.queued) == (MOST, 2)

    async def test_five_hundred_in_a_day_are_all_asked_about(
        self, world: World
    ) -> None:
        world.gate.attached.rules["ask"] = ask()
        ever: set[str] = set()
        for hour in range(20):
            some = range(hour * 25, hour * 25 + 25)
            await world.gate.offer([by_file(titled(n)) for n in some])
            await world.settle()
            assert len(asked(world)) <= MOST
        while now := asked(world):
            ever |= set(now)
            for one in waiting(world.ledger.open.values()):
                await world.gate.decide.decline(one.id, ANNA)
            await world.settle()
        assert ever == {titled(n) for n in range(500)}
        assert world.gate.queued == world.gate.left_out == 0


class TestWhatDoesNotCount:
    async def test_what_people_are_only_told(self, world: World) -> None:
        world.gate.attached.rules["ask"] = ask(action=Action.TELL)
        await flood(world, 2 * MOST)
        assert len(asked(world)) == 2 * MOST
        world.gate.attached.rules["ask"] = ask()
        await world.gate.offer([by_file("Film 2019")])
        assert not queued(world)

    async def test_what_a_rule_approves(self, world: World) -> None:
        await flood(world, MOST)
        world.gate.attached.rules["ask"] = approve(id="ask")
        await world.gate.offer([by_magnet("Film 2019")])
        await world.settle()
        (_, last) = world.events[-2:]
        assert last[1] == "downloading"
        assert not queued(world)

    async def test_what_was_put_off(self, world: World) -> None:
        await flood(world, MOST + 1)
        first = waiting(world.ledger.open.values())[0]
        await world.gate.decide.put_off(first.id, world.now + 3600, ANNA)
        await world.settle()
        assert len(asked(world)) == MOST
        assert not queued(world)
        # It comes back although there is no room for it: somebody waits for it.
        await world.advance(3600)
        assert len(asked(world)) == MOST + 1


class TestPeople:
    async def test_do_not_wait_for_what_they_hand_in(self, world: World) -> None:
        await flood(world, MOST)
        request = await world.gate.hand_in(torrent("Mine").magnet(), who=ANNA)
        assert request.asking
        # It counts, though.
        await world.gate.offer([by_file("Film 2019")])
        assert len(queued(world)) == 1

    async def test_do_not_wait_for_what_they_want_to_be_asked_again(
        self, world: World
    ) -> None:
        await flood(world, MOST + 1)
        first = waiting(world.ledger.open.values())[0]
        await world.gate.decide.decline(first.id, ANNA)
        await world.settle()
        await world.gate.decide.retry(first.id, ANNA)
        assert world.gate.requests.find(first.id).asking

    async def test_can_answer_what_waits_for_its_turn(self, world: World) -> None:
        await flood(world, MOST + 1)
        (one,) = queued(world)
        await world.gate.decide.approve(one.id, ANNA)
        approved = world.gate.requests.find(one.id)
        assert State.APPROVED in {entry.after for entry in approved.journal}
        assert not approved.queued

    async def test_are_not_asked_about_what_they_have_refused_meanwhile(
        self, world: World
    ) -> None:
        await flood(world, MOST + 2)
        first = waiting(world.ledger.open.values())[0]
        waits = [one.id for one in queued(world)]
        await world.gate.decide.decline(first.id, ANNA, scope=Scope.GROUP)
        await world.settle()
        assert {world.state(one) for one in waits} == {"cancelled"}
        assert {world.whys(one)[-1] for one in waits} == {"refused_meanwhile"}
