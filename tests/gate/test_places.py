"""A release is had from wherever it can be had, and no site is asked more often than it wishes."""

from typing import Any

import pytest

from custom_components.greenlight.engine.release import Protocol, Release
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.gate.again import MOST_CORRECTIONS, MOST_PLACES
from custom_components.greenlight.gate.grab import GIVE_UP_AFTER, RETRY_DELAYS
from custom_components.greenlight.gate.ports import AlreadyRequested
from custom_components.greenlight.sources.base import (
    EmptyAnswer,
    NotAFeed,
    Payload,
    SourceAuth,
    SourceBusy,
    SourceChallenge,
    SourceError,
    SourceNotFound,
    SourceTimeout,
    WebPage,
)
from tests.support.fake_client import FakeClient
from tests.support.fake_usenet import FakeUsenet

from .fakes import ANNA, FakeSource, World
from .scene import approve, ask, by_file, file_of, nzb_of, torrent

TITLE = "Salt.Road.S01E01.1080p.WEB-DL.x264-ELM"
SIZE = 1_234_567_891
URL = f"https://site.test/{TITLE}.torrent"
MOVED = "https://site.test/moved.torrent"
ELSEWHERE = "https://other.test/9.torrent"
HASH = torrent(TITLE).v1 or ""
DAY = 24 * 3600


def offer(**changes: Any) -> Release:
    return by_file(TITLE, **{"size": SIZE} | changes)


def elsewhere(**changes: Any) -> Release:
    facts = {"guid": "9", "link": ELSEWHERE, "source": "other"}
    return offer(**facts | changes)


@pytest.fixture
def other(world: World) -> FakeSource:
    """Add a second site."""
    source = FakeSource(world)
    world.gate.attached.attach_source("other", source, name="Other")
    return source


async def asked(world: World, *releases: Release) -> str:
    """Have releases offered, one look each, and return the id of the first one's request."""
    world.gate.attached.rules.setdefault("ask", ask())
    for release in releases or (offer(),):
        world.ledger.known.insert(0, release)
        await world.gate.offer([release])
    return next(iter(world.ledger.requests))


async def approved(world: World, *releases: Release) -> str:
    request_id = await asked(world, *releases)
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    return request_id


def told(world: World, request_id: str, code: str) -> list[dict[str, Any]]:
    """Return the parameters of the lines of a journal that say something."""
    journal = world.gate.requests.find(request_id).journal
    return [dict(one.why.params) for one in journal if one.why.code == code]


class TestTwin:
    """The same release from a second source."""

    async def test_joins_the_question(self, world: World, other: FakeSource) -> None:
        request_id = await asked(world, offer(), elsewhere())
        assert list(world.ledger.open) == [request_id]
        assert told(world, request_id, "also_offered") == [{"source": "Other"}]
        question = world.gate.requests.find(request_id)
        assert [one.code for one in question.reasons][-1] == "also_offered"
        assert world.ledger.on_disk == world.ledger.requests

    async def test_joins_it_in_one_look_too(
        self, world: World, other: FakeSource
    ) -> None:
        world.gate.attached.rules["ask"] = ask()
        await world.gate.offer([offer(), elsewhere()])
        (request_id,) = world.ledger.open
        assert told(world, request_id, "also_offered") == [{"source": "Other"}]
        assert world.events == [(request_id, "pending")]

    async def test_is_told_once_however_often_it_is_offered(
        self, world: World, other: FakeSource
    ) -> None:
        request_id = await asked(world, offer(), elsewhere(), elsewhere(guid="10"))
        await world.gate.offer([elsewhere(seeders=3)], again=True)
        assert len(told(world, request_id, "also_offered")) == 1

    async def test_joins_what_was_approved_already(
        self, world: World, other: FakeSource
    ) -> None:
        world.source.files[URL] = WebPage()
        request_id = await approved(world)
        other.files[ELSEWHERE] = file_of(TITLE)
        await asked(world, elsewhere())
        assert told(world, request_id, "also_offered") == [{"source": "Other"}]
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "downloading"

    async def test_no_more_than_so_many_are_told(self, world: World) -> None:
        more = []
        for number in range(2 * MOST_PLACES):
            name = f"Site {number}"
            world.gate.attached.attach_source(name, FakeSource(world), name=name)
            link = f"https://{number}.test/1"
            more.append(elsewhere(source=name, link=link))
        request_id = await asked(world, offer(), *more)
        assert len(told(world, request_id, "also_offered")) == MOST_PLACES

    @pytest.mark.parametrize("decide", ["decline", "cancel"])
    async def test_of_what_was_answered_is_not_asked(
        self, world: World, other: FakeSource, decide: str
    ) -> None:
        request_id = await asked(world)
        await getattr(world.gate.decide, decide)(request_id, ANNA)
        await world.restart()
        await asked(world, elsewhere())
        assert list(world.ledger.requests) == [request_id]
        assert not world.ledger.open

    async def test_of_what_expired_is_not_asked(
        self, world: World, other: FakeSource
    ) -> None:
        request_id = await asked(world)
        await world.advance(2 * DAY)
        assert world.state(request_id) == "expired"
        await asked(world, elsewhere())
        assert not world.ledger.open

    async def test_of_what_was_completed_and_removed_is_not_downloaded(
        self, world: World, other: FakeSource
    ) -> None:
        world.source.files[URL] = other.files[ELSEWHERE] = file_of(TITLE)
        world.gate.attached.rules["auto"] = approve()
        request_id = await asked(world)
        await world.settle()
        world.client.show(HASH, complete=True)
        await world.poll()
        assert world.state(request_id) == "completed"
        await world.gate.remove_download(request_id, ANNA, delete_data=True)
        await asked(world, elsewhere(), offer(guid="new"))
        await world.settle()
        assert list(world.ledger.requests) == [request_id]
        assert world.client.taken == [HASH]

    async def test_of_another_size_is_another_candidate(
        self, world: World, other: FakeSource
    ) -> None:
        await asked(world, offer(), elsewhere(size=2 * SIZE))
        (request,) = world.ledger.open.values()
        assert [one.size for one in request.also] == [2 * SIZE]

    async def test_approved_side_by_side_is_downloaded_once(
        self, world: World, other: FakeSource
    ) -> None:
        """Two that were asked about before anybody knew that they are the same."""
        first = await asked(world, offer())
        # Of one rule they would be one question.
        world.gate.attached.rules = {"else": ask(id="else")}
        await asked(world, elsewhere(size=None))
        second = list(world.ledger.open)[-1]
        await world.gate.requests.amend(second, release=elsewhere())
        world.source.files[URL] = other.files[ELSEWHERE] = file_of(TITLE)
        await world.gate.decide.approve(first, ANNA)
        await world.settle()
        await world.gate.decide.approve(second, ANNA)
        await world.settle()
        assert (world.state(first), world.state(second)) == (
            "downloading",
            "superseded",
        )

    async def test_takes_over_where_the_first_has_failed_for_its_link(
        self, world: World, other: FakeSource
    ) -> None:
        first = await approved(world)
        assert world.state(first) == "failed"
        other.files[ELSEWHERE] = file_of(TITLE)
        await asked(world, elsewhere())
        (second,) = world.ledger.open
        await world.gate.decide.approve(second, ANNA)
        await world.settle()
        assert world.state(second) == "downloading"

    async def test_handed_in_is_asked_about_although_it_was_declined(
        self, world: World, other: FakeSource
    ) -> None:
        """The person says so."""
        request_id = await asked(world)
        await world.gate.decide.decline(request_id, ANNA)
        world.source.files[ELSEWHERE] = file_of(TITLE)
        request = await world.gate.hand_in(ELSEWHERE, who=ANNA, title=TITLE)
        assert request.state is State.PENDING

    async def test_handed_in_under_the_link_that_was_declined_is_known(
        self, world: World
    ) -> None:
        world.source.files[URL] = file_of(TITLE)
        request_id = await asked(world)
        await world.gate.decide.decline(request_id, ANNA)
        with pytest.raises(AlreadyRequested):
            await world.gate.hand_in(URL, who=ANNA)


class TestCorrectedTitle:
    async def test_is_looked_at(self, world: World) -> None:
        world.gate.attached.rules["ask"] = ask("salt road")
        wrong = offer(title="Salt Raod S01E01 1080p")
        await world.gate.offer([wrong])
        assert not world.ledger.open
        await world.gate.offer([offer(title="Salt Road S01E01 1080p")], again=True)
        assert len(world.ledger.open) == 1

    @pytest.mark.parametrize("matched", [True, False])
    async def test_is_told_in_the_question(self, world: World, matched: bool) -> None:
        request_id = await asked(world, offer(title="Salt Raod S01E01 1080p"))
        if not matched:
            world.gate.attached.rules["ask"] = ask("another")
        await world.gate.offer([offer(title="Salt Road S01E01 1080p")], again=True)
        request = world.gate.requests.find(request_id)
        assert list(world.ledger.requests) == [request_id]
        assert request.release.title == "Salt Road S01E01 1080p"
        was = {"title": "Salt Raod S01E01 1080p"}
        assert told(world, request_id, "title_corrected") == [was]
        assert request.reasons[0].code == "title_corrected"

    async def test_of_what_was_declined_is_asked_about_anew(self, world: World) -> None:
        request_id = await asked(world, offer(title="Salt Raod S01E01 1080p"))
        await world.gate.decide.decline(request_id, ANNA)
        await world.gate.offer([offer(title="Salt Road S01E01 1080p")], again=True)
        assert world.state(request_id) == "pending"
        assert world.events[-1] == (request_id, "pending")

    @pytest.mark.parametrize(
        "title", ["salt.raod.s01e01.1080p", "Salt Raod [S01E01] (1080p)"]
    )
    async def test_that_says_the_same_is_not(self, world: World, title: str) -> None:
        request_id = await asked(world, offer(title="Salt Raod S01E01 1080p"))
        await world.gate.decide.decline(request_id, ANNA)
        await world.gate.offer([offer(title=title)], again=True)
        assert world.state(request_id) == "declined"

    async def test_that_no_rule_matches_any_more_is_not(self, world: World) -> None:
        request_id = await asked(world, offer(title="Salt Raod S01E01 1080p"))
        await world.gate.decide.decline(request_id, ANNA)
        world.gate.attached.rules["ask"] = ask("another")
        await world.gate.offer([offer(title="Salt Road S01E01 1080p")], again=True)
        assert world.state(request_id) == "declined"

    async def test_of_what_is_downloaded_changes_nothing(self, world: World) -> None:
        world.source.files[URL] = file_of(TITLE)
        world.gate.attached.rules["auto"] = approve()
        request_id = await asked(world, offer(title="Salt Raod S01E01 1080p"))
        await world.settle()
        await world.gate.offer([offer(title="Salt Road S01E01 1080p")], again=True)
        await world.settle()
        assert list(world.ledger.requests) == [request_id]
        assert not told(world, request_id, "title_corrected")

    async def test_is_not_asked_about_for_ever(self, world: World) -> None:
        titles = ["Salt Raod S01E01 1080p", "Salt Road S01E01 1080p"]
        request_id = await asked(world, offer(title=titles[0]))
        for number in range(1, 9):
            if world.state(request_id) == "pending":
                await world.gate.decide.decline(request_id, ANNA)
            await world.gate.offer([offer(title=titles[number % 2])], again=True)
        lines = told(world, request_id, "title_corrected")
        assert len(lines) == MOST_CORRECTIONS


class TestPlaces:
    async def test_the_newest_link_is_used(self, world: World) -> None:
        request_id = await asked(world, offer(), offer(link=MOVED))
        world.source.files[MOVED] = file_of(TITLE)
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert world.points.count("payload") == 1

    async def test_the_link_of_the_question_where_the_newest_is_dead(
        self, world: World
    ) -> None:
        world.source.files[URL] = file_of(TITLE)
        request_id = await approved(world, offer(), offer(link=MOVED))
        assert world.state(request_id) == "downloading"

    @pytest.mark.parametrize(
        "failure",
        [
            SourceNotFound("HTTP 404"),
            WebPage("a web page"),
            SourceTimeout(),
            SourceAuth(),
            SourceBusy("HTTP 429", retry_after=DAY),
            Payload(file=b"d4:infoe"),
        ],
    )
    async def test_another_source_is_used_when_the_first_fails(
        self, world: World, other: FakeSource, failure: Any
    ) -> None:
        world.source.files[URL] = failure
        other.files[ELSEWHERE] = file_of(TITLE)
        request_id = await approved(world, offer(), elsewhere())
        assert world.state(request_id) == "downloading"
        assert [one["source"] for one in told(world, request_id, "fetched_elsewhere")]

    async def test_and_only_then(self, world: World, other: FakeSource) -> None:
        world.source.files[URL] = other.files[ELSEWHERE] = file_of(TITLE)
        request_id = await approved(world, offer(), elsewhere())
        assert world.points.count("payload") == 1
        assert not told(world, request_id, "fetched_elsewhere")

    async def test_it_waits_where_one_of_them_may_have_it_later(
        self, world: World, other: FakeSource
    ) -> None:
        other.files[ELSEWHERE] = WebPage("a web page")
        request_id = await approved(world, offer(), elsewhere())
        assert world.state(request_id) == "approved"
        assert world.whys(request_id)[-1] == "link_web_page"
        other.files[ELSEWHERE] = file_of(TITLE)
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "downloading"

    async def test_it_fails_where_all_of_them_are_dead(
        self, world: World, other: FakeSource
    ) -> None:
        request_id = await approved(world, offer(), elsewhere())
        assert world.state(request_id) == "failed"
        assert "link_not_found" in world.whys(request_id)

    async def test_another_torrent_than_was_learned_is_not_taken(
        self, world: World, other: FakeSource
    ) -> None:
        """A client may have the one that was learned of."""
        world.source.files[URL] = file_of(TITLE)
        world.client.silent = world.client.dies = True
        request_id = await approved(world, offer(), elsewhere())
        world.client.dies = False
        world.client.failure = None
        world.client.downloads.clear()
        world.source.files[URL] = SourceTimeout()
        other.files[ELSEWHERE] = file_of("Another")
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "approved"
        assert torrent("Another").v1 not in world.client.taken

    async def test_no_more_than_so_many_are_tried(self, world: World) -> None:
        more = [offer(guid=f"{number}", link=f"{URL}?id={number}", published=number)
                for number in range(20)]  # fmt: skip
        request_id = await approved(world, *more)
        assert world.state(request_id) == "failed"
        assert world.points.count("payload") == 6


class TestHash:
    PAGES: tuple[SourceError, ...] = (
        WebPage("a web page"),
        EmptyAnswer(),
        NotAFeed("a document of another kind"),
        SourceChallenge(),
        SourceNotFound("HTTP 404"),
    )

    @pytest.mark.parametrize("failure", PAGES)
    async def test_is_enough_where_the_link_leads_to_no_file(
        self, world: World, failure: SourceError
    ) -> None:
        world.source.files[URL] = failure
        request_id = await approved(world, offer(hashes=frozenset({HASH})))
        assert world.state(request_id) == "downloading"
        assert world.client.taken == [HASH]
        assert len(told(world, request_id, "by_hash")) == 1

    @pytest.mark.parametrize(
        "failure", [SourceTimeout(), SourceAuth(), SourceBusy(), SourceError()]
    )
    async def test_waits_for_a_site_that_will_have_the_file(
        self, world: World, failure: SourceError
    ) -> None:
        """A magnet link to a private torrent leads to nothing."""
        world.source.files[URL] = failure
        request_id = await approved(world, offer(hashes=frozenset({HASH})))
        assert world.state(request_id) == "approved"
        assert not world.client.taken

    async def test_comes_after_the_other_places(
        self, world: World, other: FakeSource
    ) -> None:
        hashes = frozenset({HASH})
        world.source.files[URL] = WebPage()
        other.files[ELSEWHERE] = file_of(TITLE)
        request_id = await approved(
            world, offer(hashes=hashes), elsewhere(hashes=hashes)
        )
        assert world.state(request_id) == "downloading"
        assert not told(world, request_id, "by_hash")


class TestNoSize:
    """A file that says it is larger than anything can be is none, and is tried by nobody."""

    @pytest.mark.parametrize("hashes", [frozenset(), frozenset({HASH})])
    async def test_fails_and_is_not_stored(
        self, world: World, hashes: frozenset[str]
    ) -> None:
        file = b"d4:infod6:lengthi%de4:name4:Film12:piece lengthi16384e6:pieces20:%see"
        world.source.files[URL] = Payload(file=file % (2**63, b"x" * 20))
        request_id = await approved(world, offer(hashes=hashes))
        assert world.state(request_id) == "failed"
        assert "bad_torrent" in world.whys(request_id)
        assert world.gate.requests.find(request_id).size is None
        assert not world.client.taken
        assert not world.timers

    async def test_several_that_are_nearly_as_large_can_be_stored(
        self, world: World
    ) -> None:
        world.client.free = 0
        world.gate.attached.rules["auto"] = approve()
        largest = 2**63 - 1
        for number in range(1, 4):
            link = f"magnet:?xt=urn:btih:{number:040x}&xl={largest}"
            hashes = frozenset({f"{number:040x}"})
            await world.gate.offer(
                [by_file(f"Film {number}", link=link, hashes=hashes, size=largest)]
            )
        await world.settle()
        for request in world.ledger.requests.values():
            for entry in request.journal:
                needed = dict(entry.why.params).get("needed", 0)
                assert isinstance(needed, int)
                assert needed < 2**63


class TestSite:
    PAGES: tuple[SourceError, ...] = (
        WebPage("a web page"),
        EmptyAnswer("an empty answer"),
        SourceChallenge("the site wants a browser"),
        SourceBusy("You have reached your download limit"),
        SourceAuth("a page to log in"),
    )

    @pytest.mark.parametrize("failure", PAGES)
    async def test_is_waited_for_as_long_as_it_takes(
        self, world: World, failure: SourceError
    ) -> None:
        world.source.files[URL] = failure
        request_id = await approved(world)
        assert world.whys(request_id)[-1] == f"link_{failure.key}"
        await world.advance(3 * GIVE_UP_AFTER)
        assert world.state(request_id) == "approved"
        world.source.files[URL] = file_of(TITLE)
        await world.advance(RETRY_DELAYS[-1])
        assert world.state(request_id) == "downloading"

    async def test_that_was_waited_for_is_no_reason_to_give_a_client_up(
        self, world: World
    ) -> None:
        world.source.files[URL] = WebPage()
        request_id = await approved(world)
        await world.advance(3 * GIVE_UP_AFTER)
        world.source.files[URL] = SourceTimeout()
        await world.advance(GIVE_UP_AFTER / 2)
        assert world.state(request_id) == "approved"
        await world.advance(GIVE_UP_AFTER)
        assert world.state(request_id) == "failed"

    async def test_is_not_asked_before_it_wants_to_be(self, world: World) -> None:
        world.source.files[URL] = SourceBusy("HTTP 429", retry_after=85871)
        request_id = await approved(world)
        (line,) = told(world, request_id, "link_left_alone")
        assert line == {"until": world.now + 85871, "detail": "HTTP 429"}
        world.source.files[URL] = file_of(TITLE)
        # A source and a client that are back, a person, and a restart.
        await world.advance(40_000)
        world.gate.source_back()
        await world.gate.decide.retry(request_id, ANNA)
        await world.settle()
        await world.restart()
        await world.advance(40_000)
        assert world.points.count("payload") == 1
        assert world.state(request_id) == "approved"
        await world.advance(6_000)
        assert world.state(request_id) == "downloading"

    async def test_is_not_given_up_because_of_that(self, world: World) -> None:
        world.source.files[URL] = SourceBusy("HTTP 429", retry_after=85871)
        request_id = await approved(world)
        await world.advance(20 * DAY)
        assert world.state(request_id) == "approved"
        assert world.points.count("payload") == 21

    async def test_is_not_asked_for_another_file_either(self, world: World) -> None:
        world.source.files[URL] = SourceBusy("HTTP 429", retry_after=3600)
        await approved(world)
        world.source.files["https://site.test/Other.torrent"] = file_of("Other")
        await world.gate.offer([by_file("Other")])
        second = list(world.ledger.open)[-1]
        await world.gate.decide.approve(second, ANNA)
        await world.settle()
        assert world.points.count("payload") == 1
        assert world.whys(second)[-1] == "link_left_alone"
        world.source.files[URL] = file_of(TITLE)
        await world.advance(3600)
        assert world.state(second) == "downloading"

    async def test_of_another_name_is_asked(
        self, world: World, other: FakeSource
    ) -> None:
        world.source.files[URL] = SourceBusy("HTTP 429", retry_after=3600)
        await approved(world)
        other.files["https://other.test/1"] = file_of("Other")
        there = by_file("Other", link="https://other.test/1", source="other")
        await world.gate.offer([there])
        second = list(world.ledger.open)[-1]
        await world.gate.decide.approve(second, ANNA)
        await world.settle()
        assert world.state(second) == "downloading"

    async def test_is_asked_when_the_clock_was_set_back(self, world: World) -> None:
        world.source.files[URL] = SourceBusy("HTTP 429", retry_after=3600)
        request_id = await approved(world)
        world.source.files[URL] = file_of(TITLE)
        world.set_clock(-1e7)
        await world.advance(3601)
        assert world.state(request_id) == "downloading"

    async def test_that_wants_a_login_is_told_so(self, world: World) -> None:
        refused = []
        world.gate.attached.attach_source(
            "site", world.source, name="Site", refused=lambda: refused.append(1)
        )
        world.source.files[URL] = SourceAuth("a page to log in")
        request_id = await approved(world)
        assert refused == [1]
        assert world.state(request_id) == "approved"
        world.source.files[URL] = SourceChallenge()
        await world.advance(RETRY_DELAYS[0])
        assert refused == [1]
        world.source.files[URL] = file_of(TITLE)
        world.gate.source_back()
        await world.settle()
        assert world.state(request_id) == "downloading"


async def test_a_usenet_release_is_had_elsewhere_too(
    world: World, other: FakeSource
) -> None:
    sab = world.add_client(FakeUsenet(world))
    other.files[ELSEWHERE] = nzb_of(TITLE, SIZE)
    request_id = await approved(
        world, offer(protocol=Protocol.USENET), elsewhere(protocol=Protocol.USENET)
    )
    assert world.state(request_id) == "downloading"
    assert len(sab.taken) == 1


def having(world: World) -> list[str]:
    return [one.id for one in (world.client, *world.clients.values()) if one.downloads]


async def test_a_limit_survives_in_what_is_stored(world: World) -> None:
    world.add_client(FakeClient(world, "second"), priority=2)
    world.source.files[URL] = SourceBusy(retry_after=60)
    request_id = await approved(world)
    assert world.ledger.on_disk == world.ledger.requests
    assert world.gate.requests.find(request_id).closed == {
        "site site.test": world.now + 60
    }
    assert having(world) == []
