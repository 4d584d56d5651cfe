"""What sources offer, and what is known already, becomes questions."""

import asyncio

import pytest

from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import ActorKind, State
from custom_components.greenlight.gate import offers
from custom_components.greenlight.gate.offers import AT_ONCE
from custom_components.greenlight.gate.ports import LedgerError

from .fakes import ANNA, START, World
from .scene import approve, ask, by_file, by_magnet
from .test_gate import asked

DAY = 24 * 3600
MOST = 12


class TestOffer:
    async def test_asks_about_what_a_rule_matches(self, world: World) -> None:
        request_id = await asked(world)
        request = world.gate.requests.find(request_id)
        assert request.state is State.PENDING
        assert request.expires == START + DAY
        assert world.events == [(request_id, "pending")]
        (entry,) = request.journal
        assert entry.before is None
        assert entry.who.kind is ActorKind.RULE
        assert entry.who.name == "Ask"
        assert entry.why == Reason("rule_matched", (("rule", "Ask"),))
        assert not world.client.downloads

    async def test_ignores_what_no_rule_matches(self, world: World) -> None:
        world.gate.attached.rules["ask"] = ask("other")
        assert await world.gate.offer([by_magnet("Film")]) == 0
        assert not world.ledger.requests
        assert not world.points

    async def test_without_a_rule_asks_about_nothing(self, world: World) -> None:
        assert await world.gate.offer([by_magnet("Film")]) == 0

    async def test_asks_once_about_a_torrent_from_two_sources(
        self, world: World
    ) -> None:
        await asked(world)
        again = by_magnet("Film", guid="other", source="elsewhere")
        assert await world.gate.offer([again]) == 1
        assert len(world.ledger.requests) == 1

    async def test_asks_once_about_a_torrent_listed_twice_at_once(
        self, world: World
    ) -> None:
        world.gate.attached.rules["ask"] = ask()
        twice = [by_magnet("Film"), by_magnet("Film", guid="other", source="elsewhere")]
        await world.gate.offer(twice)
        assert len(world.ledger.requests) == 1

    async def test_asks_once_about_a_torrent_offered_by_two_at_the_same_time(
        self, world: World
    ) -> None:
        world.gate.attached.rules["ask"] = ask()
        await asyncio.gather(
            world.gate.offer([by_magnet("Film")]),
            world.gate.offer([by_magnet("Film", guid="other", source="elsewhere")]),
        )
        assert len(world.ledger.requests) == 1

    @pytest.mark.parametrize("decide", ["decline", "cancel"])
    async def test_never_asks_again_about_what_was_turned_down(
        self, world: World, decide: str
    ) -> None:
        request_id = await asked(world)
        await getattr(world.gate.decide, decide)(request_id, ANNA)
        await world.gate.offer([by_magnet("Film")], again=True)
        assert not world.ledger.open

    async def test_counts_each_rule_that_matched(self, world: World) -> None:
        world.gate.attached.rules |= {
            "ask": ask(),
            "auto": approve(),
            "no": ask("other"),
        }
        assert await world.gate.offer([by_magnet("Film")]) == 1
        assert world.ledger.matches == {"ask": 1, "auto": 1}

    async def test_counts_no_second_time_what_is_considered_again(
        self, world: World
    ) -> None:
        await asked(world)
        assert await world.gate.offer([by_magnet("Film")], again=True) == 0
        assert world.ledger.matches == {"ask": 1}

    async def test_counts_what_matches_only_when_considered_again(
        self, world: World
    ) -> None:
        world.gate.attached.rules["ask"] = ask(min_seeders=5)
        assert await world.gate.offer([by_magnet("Film", seeders=1)]) == 0
        assert await world.gate.offer([by_magnet("Film", seeders=9)], again=True) == 1
        assert len(world.ledger.open) == 1

    async def test_tells_what_is_unknown(self, world: World) -> None:
        request = world.gate.requests.find(await asked(world, min_size=1))
        assert request.reasons == (Reason("unknown_size"),)

    async def test_takes_lifetime_client_and_options_from_the_rule(
        self, world: World
    ) -> None:
        options = DownloadOptions(category="films")
        request_id = await asked(world, lifetime=60, client="qb", options=options)
        request = world.gate.requests.find(request_id)
        assert (request.expires, request.pinned) == (START + 60, "qb")
        assert request.options == options

    async def test_a_rule_that_approves_grabs_at_once(self, world: World) -> None:
        world.gate.attached.rules["auto"] = approve()
        await world.gate.offer([by_magnet("Film")])
        await world.settle()
        (request,) = world.ledger.open.values()
        assert request.state is State.DOWNLOADING
        assert [kind for _, kind in world.events] == ["approved", "downloading"]
        assert request.journal[0].who.kind is ActorKind.RULE

    async def test_what_cannot_be_stored_is_not_asked_about(self, world: World) -> None:
        world.ledger.failing = True
        world.gate.attached.rules |= {"ask": ask(), "auto": approve("Film")}
        with pytest.raises(LedgerError):
            await world.gate.offer([by_magnet("Film"), by_magnet("Other")])
        await world.settle()
        assert not world.ledger.requests
        assert not world.events
        assert not world.client.taken

    async def test_many_releases_let_others_have_their_turn(self, world: World) -> None:
        turns, waiting = 0, True

        async def others() -> None:
            nonlocal turns
            while waiting:
                turns += 1
                await asyncio.sleep(0)

        other = asyncio.create_task(others())
        world.gate.attached.rules["ask"] = ask("Nothing")
        await world.gate.offer([by_file(f"Film {n}") for n in range(10 * AT_ONCE)])
        waiting = False
        await other
        assert turns >= 10

    async def test_many_that_match_are_asked_about_once_each(
        self, world: World
    ) -> None:
        world.gate.attached.rules["ask"] = ask()
        many = [by_file(f"Film {n}") for n in range(AT_ONCE + 1)]
        assert await world.gate.offer([*many, *many]) == 2 * len(many)
        assert len(world.ledger.open) == len(many)


class TestLookBack:
    async def test_asks_about_what_is_known_already(self, world: World) -> None:
        world.ledger.known = [by_magnet("Film"), by_magnet("Other")]
        await world.gate.look_back(ask("film"), "mark")
        (request,) = world.ledger.open.values()
        assert request.release.title == "Film"

    async def test_happens_once_per_mark(self, world: World) -> None:
        await world.gate.look_back(ask(), "mark")
        world.ledger.known = [by_magnet("Film")]
        await world.gate.look_back(ask(), "mark")
        assert not world.ledger.open
        await world.gate.look_back(ask(), "next")
        assert len(world.ledger.open) == 1

    async def test_does_not_happen_without_a_mark(self, world: World) -> None:
        world.ledger.known = [by_magnet("Film")]
        await world.gate.look_back(ask(), "")
        assert not world.ledger.open

    async def test_is_made_up_for_when_it_could_not_be_stored(
        self, world: World
    ) -> None:
        world.ledger.known = [by_magnet("Film")]
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await world.gate.look_back(ask(), "mark")
        world.ledger.failing = False
        await world.gate.look_back(ask(), "mark")
        assert len(world.ledger.open) == 1

    async def test_asks_nothing_twice(self, world: World) -> None:
        request_id = await asked(world)
        await world.gate.decide.decline(request_id, ANNA)
        world.ledger.known = [by_magnet("Film")]
        await world.gate.look_back(ask(), "mark")
        assert not world.ledger.open

    async def test_a_preview_lists_what_would_be_asked_about(
        self, world: World
    ) -> None:
        await asked(world)
        world.ledger.known = [
            by_magnet("Film"),
            by_magnet("New Film"),
            by_magnet("Other"),
        ]
        preview = await world.gate.preview([ask("film")])
        assert [one.release.title for one in preview.would_ask] == ["New Film"]
        assert len(world.ledger.open) == 1


async def test_a_release_known_by_its_file_only_is_asked_about(world: World) -> None:
    world.gate.attached.rules["ask"] = ask()
    await world.gate.offer([by_file("Film")])
    await world.gate.offer([by_file("Film")])
    assert len(world.ledger.open) == 1


class TestTooMany:
    """What nobody can be asked about now waits, and is asked about by and by."""

    @pytest.fixture(autouse=True)
    def fewer(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """Be quick, and let all of them be asked about at once."""
        world.max_open = 2 * MOST
        monkeypatch.setattr(offers, "MAX_WAITING", MOST)

    async def flood(self, world: World) -> None:
        world.gate.attached.rules["ask"] = ask()
        await world.gate.offer([by_file(f"Film {n}") for n in range(MOST + 8)])

    async def test_no_more_than_so_many_are_asked_about(self, world: World) -> None:
        await self.flood(world)
        assert len(world.ledger.open) == MOST
        assert world.gate.left_out == 8
        assert world.ledger.matches == {"ask": MOST + 8}

    async def test_the_next_is_asked_about_when_one_is_answered(
        self, world: World
    ) -> None:
        await self.flood(world)
        await world.gate.decide.decline(next(iter(world.ledger.open)), ANNA)
        await world.settle()
        assert len(world.ledger.open) == MOST
        assert world.gate.left_out == 7
        # It was counted when it was offered.
        assert world.ledger.matches == {"ask": MOST + 8}

    async def test_all_of_them_are_when_nobody_answers(self, world: World) -> None:
        await self.flood(world)
        updates = world.updates
        await world.advance(2 * DAY)
        assert world.gate.left_out == 0
        assert world.updates > updates
        assert len(world.ledger.requests) == MOST + 8

    async def test_what_no_rule_matches_any_more_is_not(self, world: World) -> None:
        await self.flood(world)
        world.gate.attached.rules["ask"] = ask("another")
        await world.advance(2 * DAY)
        assert world.gate.left_out == 0
        assert len(world.ledger.requests) == MOST

    async def test_what_cannot_be_stored_waits_on(self, world: World) -> None:
        await self.flood(world)
        # The decision is stored, and what is asked about because of it is not.
        world.ledger.fail_on = 2
        await world.gate.decide.decline(next(iter(world.ledger.open)), ANNA)
        await world.settle()
        assert world.gate.left_out == 8
        await world.restart()
        assert world.gate.left_out == 7

    async def test_what_a_person_hands_in_is_taken(self, world: World) -> None:
        await self.flood(world)
        request = await world.gate.hand_in(by_magnet("Mine").link, who=ANNA)
        assert request.id in world.ledger.open

    async def test_rules_that_approve_are_bounded_too(self, world: World) -> None:
        world.gate.attached.rules["auto"] = approve()
        world.client.failure = CannotConnect()
        await world.gate.offer([by_magnet(f"Film {n}") for n in range(MOST + 1)])
        assert len(world.ledger.open) == MOST
