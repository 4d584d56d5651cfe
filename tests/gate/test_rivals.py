"""Of the releases of one item people are asked about the best, and none is lost."""

from typing import Any

import pytest

from custom_components.greenlight.clients.base import DownloadState, Problem
from custom_components.greenlight.engine.asking import Asking
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.refusal import Scope
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.engine.request import Request, State, waiting
from custom_components.greenlight.engine.rules import Action
from custom_components.greenlight.engine.undo import UNDO_WINDOW
from custom_components.greenlight.gate.ports import LedgerError

from .fakes import ANNA, World
from .scene import approve, ask, by_magnet, torrent
from .shelves import film, put

HD = "Copper Kites 2024 1080p WEB-DL DDP5.1 H.264-AAA"
UHD = "Copper Kites 2024 2160p WEB-DL DDP5.1 DV HDR10 H.265-BBB"
REMUX = "Copper Kites 2024 2160p UHD BluRay REMUX TrueHD Atmos 7.1 DV P7 FEL HEVC-CCC"
SD = "Copper Kites 2024 480p WEB-DL AAC2.0 H.264-DDD"


async def offer(world: World, *titles: str, **facts: Any) -> None:
    """Have releases offered in one look to a rule that asks about everything."""
    world.gate.attached.rules.setdefault("ask", ask())
    releases = [by_magnet(title, **facts) for title in titles]
    world.ledger.known += releases
    await world.gate.offer(releases)
    await world.settle()


def asked(world: World) -> list[str]:
    return [one.release.title for one in waiting(world.ledger.open.values())]


def of(world: World, title: str) -> Request:
    return next(
        one for one in world.ledger.requests.values() if one.release.title == title
    )


class TestABetterOne:
    async def test_takes_the_place_of_the_question(self, world: World) -> None:
        await offer(world, HD)
        await offer(world, UHD)
        assert asked(world) == [UHD]
        old, new = of(world, HD), of(world, UHD)
        assert old.state is State.SUPERSEDED
        assert old.journal[-1].why == Reason("better_came", (("title", UHD),))
        assert new.instead_of == old.id
        assert Reason("instead_of", (("title", HD),)) in new.reasons
        assert [one.title for one in new.also] == [HD]
        assert world.events == [
            (old.id, "pending"),
            (old.id, "superseded"),
            (new.id, "pending"),
        ]

    async def test_does_so_once_more(self, world: World) -> None:
        for title in (HD, UHD, REMUX):
            await offer(world, title)
        assert asked(world) == [REMUX]
        assert of(world, REMUX).instead_of == of(world, UHD).id
        assert [one.title for one in of(world, REMUX).also] == [UHD, HD]

    async def test_begins_anew_what_was_voted_and_put_off(self, world: World) -> None:
        world.gate.attached.rules["ask"] = ask(asking=Asking(need=2))
        await offer(world, HD)
        await world.gate.decide.approve(of(world, HD).id, ANNA)
        await world.gate.decide.put_off(of(world, HD).id, world.now + 9000, ANNA)
        await offer(world, UHD)
        new = of(world, UHD)
        assert new.asking
        assert new.ballot is not None
        assert not new.ballot.votes

    async def test_takes_its_place_although_enough_are_asked(
        self, world: World
    ) -> None:
        world.max_open = 1
        await offer(world, HD)
        await offer(world, "Another Film 2019 2160p REMUX-GRP")
        await offer(world, UHD)
        assert asked(world) == [UHD]
        assert world.gate.queued == 1

    async def test_waits_where_the_other_waited(self, world: World) -> None:
        world.max_open = 1
        await offer(world, "Another Film 2019 2160p REMUX-GRP")
        await offer(world, HD)
        await offer(world, UHD)
        assert of(world, UHD).queued
        assert of(world, HD).state is State.SUPERSEDED
        assert world.gate.queued == 1

    async def test_in_one_look_is_the_only_question(self, world: World) -> None:
        await offer(world, HD, UHD, SD)
        (request,) = world.ledger.requests.values()
        assert request.release.title == UHD
        assert not request.instead_of
        assert [one.title for one in request.also] == [HD, SD]
        assert world.events == [(request.id, "pending")]

    async def test_in_one_look_takes_the_place_of_what_is_there(
        self, world: World
    ) -> None:
        await offer(world, SD)
        await offer(world, HD, REMUX, UHD)
        new = of(world, REMUX)
        assert asked(world) == [REMUX]
        assert new.instead_of == of(world, SD).id
        assert {one.title for one in new.also} == {SD, HD, UHD}

    async def test_that_a_rule_approves_ends_the_question(self, world: World) -> None:
        await offer(world, HD)
        world.gate.attached.rules["ask"] = approve(id="ask")
        await offer(world, UHD)
        assert of(world, HD).state is State.SUPERSEDED
        assert of(world, UHD).state is State.DOWNLOADING

    async def test_leaves_alone_what_is_on_its_way(self, world: World) -> None:
        await offer(world, HD)
        await world.gate.decide.approve(of(world, HD).id, ANNA)
        await world.settle()
        await offer(world, UHD)
        assert of(world, HD).state is State.DOWNLOADING
        assert asked(world) == [UHD]

    async def test_that_fails_leaves_the_first_to_be_asked_about(
        self, world: World
    ) -> None:
        await offer(world, HD)
        await offer(world, UHD)
        await world.gate.decide.approve(of(world, UHD).id, ANNA)
        await world.settle()
        world.client.protocol = Protocol.USENET  # type: ignore[misc]
        world.client.show(
            torrent(UHD).v1 or "",
            state=DownloadState.FAILED,
            problem=Problem.ENCRYPTED,
        )
        await world.poll()
        assert world.state(of(world, UHD).id) == "failed"
        assert asked(world) == [HD]

    async def test_that_cannot_be_stored_changes_nothing(self, world: World) -> None:
        await offer(world, HD)
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await offer(world, UHD)
        assert asked(world) == [HD]
        world.ledger.failing = False
        await offer(world, UHD)
        assert asked(world) == [UHD]

    async def test_survives_a_restart(self, world: World) -> None:
        await offer(world, HD)
        await offer(world, UHD)
        old = of(world, HD).id
        await world.restart()
        assert of(world, UHD).instead_of == old

    async def test_is_none_that_may_be_a_fake(self, world: World) -> None:
        put(world, film())
        world.gate.attached.rules["ask"] = ask(libraries=frozenset({"radarr"}))
        real = "Salt and Lanterns 2019 1080p WEB-DL DDP5.1 H.264-AAA"
        fake = "Salt and Lanterns 2019 2160p REMUX setup exe-BBB.exe"
        await offer(world, real)
        await offer(world, fake)
        assert asked(world) == [real]
        assert [one.title for one in of(world, real).also] == [fake]
        # And what is none takes the place of one.
        await world.gate.decide.decline(of(world, real).id, ANNA)
        await offer(world, fake.replace("BBB", "FFF"))
        await offer(world, real.replace("AAA", "EEE"))
        assert asked(world) == [real.replace("AAA", "EEE")]


class TestAWorseOne:
    async def test_joins_the_question(self, world: World) -> None:
        await offer(world, UHD)
        await offer(world, HD)
        (request,) = world.ledger.requests.values()
        assert [one.title for one in request.also] == [HD]
        assert world.whys(request.id) == ["rule_matched", "candidate_joined"]
        assert world.events == [(request.id, "pending")]

    async def test_joins_once(self, world: World) -> None:
        await offer(world, UHD)
        await offer(world, HD)
        await world.gate.offer([by_magnet(HD)], again=True)
        (request,) = world.ledger.requests.values()
        assert world.whys(request.id).count("candidate_joined") == 1

    async def test_does_not_change_what_people_saw(self, world: World) -> None:
        await offer(world, UHD)
        before = of(world, UHD)
        await offer(world, HD)
        after = of(world, UHD)
        assert (after.expires, after.reasons, after.asked) == (
            before.expires,
            before.reasons,
            before.asked,
        )

    async def test_is_asked_about_once_the_question_is_answered(
        self, world: World
    ) -> None:
        await offer(world, UHD)
        await world.gate.decide.decline(of(world, UHD).id, ANNA)
        await offer(world, HD)
        assert asked(world) == [HD]

    async def test_as_good_as_the_first_joins(self, world: World) -> None:
        await offer(world, UHD)
        await offer(world, UHD.replace("BBB", "EEE"), seeders=900)
        assert asked(world) == [UHD]

    async def test_is_counted_as_a_match(self, world: World) -> None:
        await offer(world, UHD)
        await offer(world, HD)
        assert world.ledger.matches == {"ask": 2}


class TestNoRival:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            # Nothing but a name says that they are one.
            ("Copper Kites 1080p WEB-DL-AAA", "Copper Kites 2160p WEB-DL-BBB"),
            ("Copper Kites 1999 1080p-AAA", "Copper Kites 2024 2160p-BBB"),
            ("Kites S01E01 1080p-AAA", "Kites S01E02 2160p-BBB"),
            ("Kites S01E01 1080p-AAA", "Kites S01 2160p-BBB"),
            ("Kites 2024 1080p-AAA", "Lanterns 2024 2160p-BBB"),
        ],
    )
    async def test_is_another_item(self, world: World, one: str, other: str) -> None:
        await offer(world, one)
        await offer(world, other)
        assert asked(world) == [one, other]

    async def test_is_what_another_rule_asks_about(self, world: World) -> None:
        await offer(world, HD)
        world.gate.attached.rules = {"tv": ask(id="tv")}
        await offer(world, UHD)
        assert asked(world) == [HD, UHD]

    @pytest.mark.parametrize("first", [True, False])
    async def test_is_what_people_are_only_told(
        self, world: World, first: bool
    ) -> None:
        telling = ask(action=Action.TELL)
        rules = (telling, ask()) if first else (ask(), telling)
        for title, rule in zip((HD, UHD), rules, strict=True):
            world.gate.attached.rules["ask"] = rule
            await offer(world, title)
        assert asked(world) == [HD, UHD]

    async def test_is_a_work_that_the_library_tells_apart(self, world: World) -> None:
        put(world, film(), film(item_id="2", name="Salt and Lanterns Two", year=2020))
        world.gate.attached.rules["ask"] = ask(libraries=frozenset({"radarr"}))
        await offer(world, "Salt and Lanterns 2019 1080p-AAA")
        await offer(world, "Salt and Lanterns Two 2020 2160p-BBB")
        assert len(asked(world)) == 2


async def test_many_of_one_item_are_one_question(world: World) -> None:
    many = [UHD.replace("BBB", f"G{number:02}") for number in range(40)]
    await offer(world, *many, SD, HD, REMUX)
    assert asked(world) == [REMUX]
    assert len(of(world, REMUX).also) == 3


class TestAfterANo:
    """What nobody has answered because of a better one is asked about when that is declined."""

    async def test_the_next_best_is_asked_about_once_it_is_final(
        self, world: World
    ) -> None:
        await offer(world, SD)
        await offer(world, UHD)
        await offer(world, HD)
        await world.gate.decide.decline(of(world, UHD).id, ANNA)
        await world.advance(UNDO_WINDOW - 1)
        assert asked(world) == []
        await world.advance(1)
        assert asked(world) == [HD]
        (question,) = waiting(world.ledger.open.values())
        assert SD in {one.title for one in question.also}
        # And so on, until there is none left.
        await world.gate.decide.decline(question.id, ANNA)
        await world.advance(UNDO_WINDOW)
        assert asked(world) == [SD]
        await world.gate.decide.decline(waiting(world.ledger.open.values())[0].id, ANNA)
        await world.advance(UNDO_WINDOW)
        assert asked(world) == []

    async def test_those_of_one_look_count_too(self, world: World) -> None:
        await offer(world, SD, UHD, HD)
        await world.gate.decide.decline(of(world, UHD).id, ANNA)
        await world.advance(UNDO_WINDOW)
        assert asked(world) == [HD]

    async def test_not_when_the_no_was_taken_back(self, world: World) -> None:
        await offer(world, UHD)
        await offer(world, HD)
        await world.gate.decide.decline(of(world, UHD).id, ANNA)
        await world.gate.decide.undo(of(world, UHD).id, ANNA)
        await world.advance(UNDO_WINDOW)
        assert asked(world) == [UHD]

    async def test_not_when_more_was_refused(self, world: World) -> None:
        await offer(world, UHD)
        await offer(world, HD)
        one = of(world, UHD).id
        await world.gate.decide.decline(one, ANNA)
        # Said a moment later.
        await world.gate.decide.decline(one, ANNA, scope=Scope.TITLE, days=30)
        await world.advance(UNDO_WINDOW)
        assert asked(world) == []

    async def test_not_what_its_rule_does_not_want_any_more(self, world: World) -> None:
        await offer(world, UHD)
        await offer(world, HD)
        await world.gate.decide.decline(of(world, UHD).id, ANNA)
        world.gate.attached.rules["ask"] = ask("2160p")
        await world.advance(UNDO_WINDOW)
        assert asked(world) == []

    async def test_not_what_was_known_and_never_wanted(self, world: World) -> None:
        world.ledger.known = [by_magnet(HD)]
        await offer(world, UHD)
        assert [one.title for one in of(world, UHD).also] == [HD]
        await world.gate.decide.decline(of(world, UHD).id, ANNA)
        await world.advance(UNDO_WINDOW)
        assert asked(world) == []

    @pytest.mark.parametrize("off", [60.0, 2 * UNDO_WINDOW])
    async def test_after_a_restart_as_well(self, world: World, off: float) -> None:
        await offer(world, UHD)
        await offer(world, HD)
        await world.gate.decide.decline(of(world, UHD).id, ANNA)
        await world.end()
        world.now += off
        await world.restart()
        await world.advance(UNDO_WINDOW)
        assert asked(world) == [HD]

    async def test_is_made_up_for_once_it_can_be_stored(self, world: World) -> None:
        await offer(world, UHD)
        await offer(world, HD)
        await world.gate.decide.decline(of(world, UHD).id, ANNA)
        world.ledger.failing = True
        await world.advance(UNDO_WINDOW)
        world.ledger.failing = False
        assert asked(world) == []
        await world.advance(60)
        assert asked(world) == [HD]
        assert not world.failures
