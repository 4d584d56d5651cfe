"""Who has no library follows series by a list of their own, and by what was fetched."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.home.home import Landing, Where
from custom_components.greenlight.engine.question import QuestionKind, kind_of
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.rules import Action, Rule, RuleKind
from custom_components.greenlight.engine.series.numbering import read_numbering
from custom_components.greenlight.engine.undo import UNDO_WINDOW

from .fakes import ANNA, World
from .scene import ask, by_magnet, torrent
from .shelves import film, put, series
from .test_next_best import fail

HD = "1080p WEB-DL H.264-GRP"
UHD = "2160p WEB-DL DV HDR10 H.265-GRP"
SHOW = "Copper Valley Radio"


def rule(**changes: Any) -> Rule:
    facts: dict[str, Any] = {"kind": RuleKind.SERIES, "titles": (SHOW,)}
    return ask(**facts | changes)


def named(numbers: str, quality: str = HD) -> str:
    return f"{SHOW} {numbers} {quality}"


def asked(world: World) -> list[str]:
    return [
        one.release.title.removeprefix(f"{SHOW} ")
        for one in world.ledger.open.values()
        if one.state is State.PENDING
    ]


def of(world: World, title: str) -> Request:
    return next(
        one for one in world.ledger.requests.values() if one.release.title == title
    )


async def offer(world: World, *titles: str, **changes: Any) -> None:
    world.gate.attach_rule(rule(**changes))
    releases = [by_magnet(title) for title in titles]
    world.ledger.known += releases
    await world.gate.offer(releases)
    await world.settle()


async def have(world: World, *titles: str, complete: bool = True) -> None:
    """Have episodes fetched."""
    for title in titles:
        await offer(world, title)
        await world.gate.decide.approve(of(world, title).id, ANNA)
        await world.settle()
        if complete:
            world.client.show(torrent(title).v1 or "", complete=True)
            await world.poll()


class TestWithoutAnyLibrary:
    async def test_an_episode_is_asked_about(self, world: World) -> None:
        await offer(world, named("S01E01"), "Other Thing S01E01 1080p WEB-DL-GRP")
        assert asked(world) == [f"S01E01 {HD}"]
        assert kind_of(of(world, named("S01E01"))) is QuestionKind.NEW_EPISODE

    @pytest.mark.parametrize("complete", [True, False])
    async def test_what_was_fetched_is_not_asked_about_again(
        self, world: World, complete: bool
    ) -> None:
        await have(world, named("S01E01"), complete=complete)
        await offer(world, named("S01E01", f"{HD}2"), named("S01E01", "720p WEB-DL-A"))
        assert asked(world) == []

    async def test_what_is_better_is_asked_about(self, world: World) -> None:
        await have(world, named("S01E01"))
        await offer(world, named("S01E01", UHD))
        assert asked(world) == [f"S01E01 {UHD}"]
        assert kind_of(of(world, named("S01E01", UHD))) is QuestionKind.UPGRADE

    async def test_what_is_better_while_it_comes_is_a_switch(
        self, world: World
    ) -> None:
        await have(world, named("S01E01"), complete=False)
        await offer(world, named("S01E01", UHD))
        assert kind_of(of(world, named("S01E01", UHD))) is QuestionKind.SWITCH

    async def test_a_year_tells_two_of_one_name_apart(self, world: World) -> None:
        title = f"{SHOW} 2020 S01E01 {HD}"
        facts = {"titles": (f"{SHOW} 2020",)}
        await offer(world, title, named("S01E02"), **facts)
        await world.gate.decide.approve(of(world, title).id, ANNA)
        await offer(world, f"{title}2", **facts)
        assert len(world.ledger.requests) == 1

    async def test_the_same_one_elsewhere_is_another_place_to_get_it(
        self, world: World
    ) -> None:
        title = named("S01E01")
        await offer(world, title)
        await world.gate.decide.approve(of(world, title).id, ANNA)
        again = by_magnet(title, source="attic", guid="other")
        await world.gate.offer([again])
        assert "also_offered" in {one.why.code for one in of(world, title).journal}

    async def test_what_was_declined_is_missing(self, world: World) -> None:
        await offer(world, named("S01E01"))
        await world.gate.decide.decline(of(world, named("S01E01")).id, ANNA)
        await offer(world, named("S01E01", f"{HD}2"))
        assert asked(world) == [f"S01E01 {HD}2"]

    async def test_a_pack_says_what_is_there(self, world: World) -> None:
        await have(world, *(named(f"S02E{one:02}") for one in (1, 2, 4)))
        await offer(world, named("S02"))
        pack = of(world, named("S02"))
        assert pack.weighed is not None
        assert (pack.weighed.had, pack.weighed.episodes) == (3, 4)
        assert pack.weighed.lacking == "E03"
        assert kind_of(pack) is QuestionKind.PACK
        assert pack.weighed.work is not None
        assert pack.weighed.work.known_to == ()

    async def test_a_pack_says_what_is_on_its_way(self, world: World) -> None:
        await have(world, named("S02E01"))
        await have(world, named("S02E03"), complete=False)
        await offer(world, named("S02"))
        pack = of(world, named("S02"))
        assert pack.weighed is not None
        assert (pack.weighed.lacking, pack.weighed.coming) == ("E02", "E03")
        # What is only on its way is not had.
        assert (pack.weighed.had, pack.weighed.episodes) == (1, 3)

    async def test_a_pack_brings_its_episodes(self, world: World) -> None:
        await have(world, named("S02"), complete=False)
        await offer(world, named("S02E01"), named("S02E02"))
        assert asked(world) == []

    async def test_a_pack_with_nothing_new_is_left_out(self, world: World) -> None:
        await have(world, named("S02E01"), named("S02E02"))
        await offer(world, named("S02"))
        assert asked(world) == []

    async def test_a_rule_that_approves_takes_each_once(self, world: World) -> None:
        titles = [named("S02"), named("S02E01"), named("S02E01", f"{HD}2")]
        await offer(world, *titles, action=Action.APPROVE)
        assert list(world.client.downloads) == [torrent(named("S02")).v1]
        assert world.ledger.left_out == 0


class TestQuestionsThatAreAnsweredByOthers:
    async def test_singles_go_with_a_yes_to_their_pack(self, world: World) -> None:
        await offer(world, named("S02E01"), named("S02E02"))
        await offer(world, named("S02"))
        assert len(asked(world)) == 3
        await world.gate.decide.approve(of(world, named("S02")).id, ANNA)
        await world.settle()
        assert asked(world) == []
        ended = of(world, named("S02E01"))
        assert ended.state is State.SUPERSEDED
        assert ended.journal[-1].why.code == "on_its_way"

    async def test_a_pack_says_what_a_yes_to_a_single_leaves(
        self, world: World
    ) -> None:
        await offer(world, named("S02E01"), named("S02E02"))
        await offer(world, named("S02"))
        await world.gate.decide.approve(of(world, named("S02E01")).id, ANNA)
        await world.settle()
        pack = of(world, named("S02"))
        assert pack.state is State.PENDING
        assert pack.weighed is not None
        assert pack.weighed.lacking == "E02"
        await world.gate.decide.approve(of(world, named("S02E02")).id, ANNA)
        await world.settle()
        assert of(world, named("S02")).state is State.SUPERSEDED


class TestAPackAndWhatIsInIt:
    async def test_are_one_question(self, world: World) -> None:
        titles = [named(one) for one in ("S02E01", "S02E02", "S02", "S03E01")]
        await offer(world, *titles)
        assert asked(world) == [f"S02 {HD}", f"S03E01 {HD}"]
        pack = of(world, named("S02"))
        assert pack.also == ()
        assert len(pack.unasked) == 2
        # It is said that a yes to all of it is not the only way, and how much less that would be.
        singles = [one for one in pack.reasons if one.code.startswith("singles")]
        assert singles == [
            Reason("singles_offered_some", (("episodes", "S02E01, S02E02"),))
        ]
        # What is better than the pack is something else.
        await offer(world, named("S02E01", UHD))
        assert f"S02E01 {UHD}" in asked(world)

    async def test_how_much_the_singles_are_is_said_where_all_of_them_say(
        self, world: World
    ) -> None:
        world.gate.attach_rule(rule())
        sizes = {"S02": 9_000, "S02E02": 300, "S02E01": 200}
        releases = [
            replace(by_magnet(named(one)), size=size) for one, size in sizes.items()
        ]
        # Another one of the same episode is not another episode.
        again = replace(by_magnet(named("S02E01", f"{HD}2")), size=250)
        await world.gate.offer([*releases, again])
        (told,) = (
            one
            for one in of(world, named("S02")).reasons
            if one.code.startswith("singles")
        )
        params = (("episodes", "S02E01, S02E02"), ("size", 500))
        assert told == Reason("singles_offered", params)

    async def test_what_is_in_it_comes_after_a_no(self, world: World) -> None:
        await offer(world, named("S02E01"), named("S02E02"), named("S02"))
        await world.gate.decide.decline(of(world, named("S02")).id, ANNA)
        await world.advance(UNDO_WINDOW + 5)
        await world.settle()
        assert asked(world) == [f"S02E01 {HD}", f"S02E02 {HD}"]

    async def test_what_is_in_it_comes_where_nobody_has_answered(
        self, world: World
    ) -> None:
        better = named("S02", f"{HD}2")
        singles = named("S02E01"), named("S02E02")
        await offer(world, *singles, named("S02"), better, lifetime=3600.0)
        pack = of(world, named("S02"))
        await world.advance(3605.0)
        await world.settle()
        assert world.state(pack.id) == "expired"
        # Another pack of it would be the same question once more.
        assert asked(world) == [f"S02E01 {HD}", f"S02E02 {HD}"]
        await world.advance(3605.0)
        await world.restart()
        world.gate.attach_rule(rule(lifetime=3600.0))
        await world.advance(60.0)
        assert asked(world) == []

    async def test_what_is_in_it_comes_where_it_has_failed(self, world: World) -> None:
        await offer(world, named("S02E01"), named("S02E02"), named("S02"))
        pack = of(world, named("S02"))
        await world.gate.decide.approve(pack.id, ANNA)
        await world.settle()
        await fail(world, named("S02"))
        await world.advance(60.0)
        assert world.state(pack.id) == "failed"
        assert asked(world) == [f"S02E01 {HD}", f"S02E02 {HD}"]

    async def test_after_a_single_that_nobody_has_answered_comes_no_pack(
        self, world: World
    ) -> None:
        item, episodes = series(1)
        put(world, item).series["7"] = episodes
        clerk = "The Tide Clerk"
        facts: dict[str, Any] = {"titles": (clerk,), "lifetime": 3600.0}
        await offer(world, f"{clerk} S01E02 {HD}", f"{clerk} S01E03 {HD}", **facts)
        await offer(world, f"{clerk} S01 {HD}", **facts)
        await world.advance(3605.0)
        await world.settle()
        assert not world.ledger.open

    async def test_where_all_of_it_is_asked_about_singly_it_waits_for_a_no(
        self, world: World
    ) -> None:
        item, episodes = series(1)
        put(world, item).series["7"] = episodes
        clerk, facts = "The Tide Clerk", {"titles": ("The Tide Clerk",)}
        await offer(world, f"{clerk} S01E02 {HD}", f"{clerk} S01E03 {HD}", **facts)
        await offer(world, f"{clerk} S01 {HD}", **facts)
        assert len(world.ledger.requests) == 2
        await world.gate.decide.decline(of(world, f"{clerk} S01E03 {HD}").id, ANNA)
        await world.advance(UNDO_WINDOW + 5)
        await world.settle()
        pack = of(world, f"{clerk} S01 {HD}")
        assert pack.weighed is not None
        assert (pack.state, pack.weighed.lacking) == (State.PENDING, "E02, E03")


class TestLookingBack:
    @pytest.mark.parametrize("action", list(Action)[:2])
    async def test_links_what_was_offered_before_once(
        self, world: World, action: Action
    ) -> None:
        numbering = read_numbering(r"Part (?P<season>\d+) - (?P<episode>\d+)", 1)
        titles = [
            *(f"{SHOW} Part 1 - {one} {HD}" for one in (1, 2, 3, 4)),
            f"{SHOW} Part 1 - 3 720p WEB-DL-A",
            named("S02"),
            named("S01"),
            f"Other Show Part 1 - 3 {HD}",
        ]
        world.ledger.known = [by_magnet(title) for title in titles]
        applied = rule(numbering=numbering, first=(2, 3), action=action)
        preview = await world.gate.preview([applied])
        assert len(preview.would_ask) == 4
        world.gate.attach_rule(applied)
        found = await world.gate.look_back(applied, "mark")
        await world.settle()
        assert found == {"site": 4}
        assert [one.release.title for one in world.ledger.requests.values()] == [
            named("S02")
        ]
        assert not world.ledger.left_out
        assert await world.gate.look_back(applied, "mark") == {}

    async def test_singles_are_all_fetched_at_once(self, world: World) -> None:
        titles = [named(f"S01E0{one}") for one in range(1, 6)]
        world.ledger.known = [by_magnet(title) for title in titles]
        applied = rule(action=Action.APPROVE)
        world.gate.attach_rule(applied)
        await world.gate.look_back(applied, "mark")
        await world.settle()
        assert len(world.client.downloads) == 5


class TestWhatIsWanted:
    async def test_begins_with_the_first(self, world: World) -> None:
        titles = [named(one) for one in ("S01E09", "S01", "S02E02", "S02E03", "S03")]
        await offer(world, *titles, first=(2, 3))
        assert sorted(asked(world)) == [f"S02E03 {HD}", f"S03 {HD}"]

    async def test_a_pack_that_begins_before_is_for_people(self, world: World) -> None:
        await have(world, named("S02E05"))
        await offer(world, named("S02"), first=(2, 4), action=Action.APPROVE)
        pack = of(world, named("S02"))
        assert pack.state is State.PENDING
        assert "more_episodes" in {one.code for one in pack.reasons}

    async def test_a_pack_of_what_is_wanted_no_more_is_left_out(
        self, world: World
    ) -> None:
        await have(world, named("S02E04"))
        await offer(world, named("S02"), first=(2, 4))
        assert asked(world) == []

    async def test_may_be_counted_oddly(self, world: World) -> None:
        numbering = read_numbering(r"Part (?P<season>\d+) - (?P<episode>\d+)", 1)
        title = f"{SHOW} Part 1 - 4 {HD}"
        await offer(world, title, numbering=numbering)
        await world.gate.decide.approve(of(world, title).id, ANNA)
        await offer(world, f"{title}2", named("S02E04"), numbering=numbering)
        assert asked(world) == []
        await offer(world, f"{SHOW} Part 1 - 5 {HD}", numbering=numbering)
        assert asked(world) == [f"Part 1 - 5 {HD}"]

    async def test_a_daily_show_goes_by_its_dates(self, world: World) -> None:
        await have(world, named("2026.03.02"))
        await offer(world, named("2026.03.02", f"{HD}2"), named("2026.03.03"))
        assert asked(world) == [f"2026.03.03 {HD}"]


class TestBesideLibraries:
    async def test_one_that_does_not_know_it_changes_nothing(
        self, world: World
    ) -> None:
        put(world, film())
        await have(world, named("S01E01"), complete=False)
        await offer(world, named("S01E01", f"{HD}2"), named("S01E02"))
        assert asked(world) == [f"S01E02 {HD}"]

    async def test_one_that_knows_it_says_what_is_there(self, world: World) -> None:
        item, episodes = series(1)
        put(world, item).series["7"] = episodes
        clerk = "The Tide Clerk"
        old = f"{clerk} S01E01 {HD}2"
        await offer(world, old, f"{clerk} S01E02 {HD}", titles=(clerk,))
        assert [one.release.title for one in world.ledger.open.values()] == [
            f"{clerk} S01E02 {HD}"
        ]
        await world.gate.decide.approve(of(world, f"{clerk} S01E02 {HD}").id, ANNA)
        await offer(
            world, f"{clerk} S01E02 {HD}2", f"{clerk} S01 {HD}", titles=(clerk,)
        )
        pack = of(world, f"{clerk} S01 {HD}")
        assert pack.weighed is not None
        assert (pack.weighed.lacking, pack.weighed.coming) == ("E03", "E02")
        assert len(world.ledger.requests) == 2

    async def test_what_was_left_in_its_client_is_there(self, world: World) -> None:
        item, episodes = series(1)
        put(world, item).series["7"] = episodes
        clerk, facts = "The Tide Clerk", {"titles": ("The Tide Clerk",)}
        title = f"{clerk} S01E02 {HD}"
        await offer(world, title, home=Landing(where=Where.LEAVE), **facts)
        await world.gate.decide.approve(of(world, title).id, ANNA)
        await world.settle()
        world.client.show(torrent(title).v1 or "", complete=True)
        await world.poll()
        await world.advance(2 * 86400.0)
        await offer(world, f"{title}2", f"{clerk} S01E03 {HD}", **facts)
        asked = [one.release.title for one in world.ledger.open.values()]
        assert asked == [f"{clerk} S01E03 {HD}"]
        (view,) = await world.gate.series.load("ask")
        assert [one.state for one in view.episodes] == ["have", "have", "asked"]

    async def test_without_a_list_the_library_says_what_is_wanted(
        self, world: World
    ) -> None:
        item, episodes = series(1)
        put(world, item).series["7"] = episodes
        titles = [f"The Tide Clerk S01E0{one} {UHD}" for one in (1, 2)]
        await offer(world, *titles, titles=())
        assert asked(world) == []
        (rule,) = world.gate.attached.rules.values()
        preview = await world.gate.preview([rule], map(by_magnet, titles))
        assert preview.matched == 1
