"""Two offers are of one release only if that is proved, however they are spelled."""

from typing import Any

import pytest

from custom_components.greenlight.engine.evidence import (
    POSTED_ANEW,
    Evidence,
    Known,
    corrects,
    counts,
    evidence,
    known_as,
    offered_as,
)
from custom_components.greenlight.engine.finder import Finder, closest
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Protocol, Release
from custom_components.greenlight.engine.request import SYSTEM, Request, State, opened

TITLE = "Salt.Road.S01E01.1080p.WEB-DL.x264-ELM"
BARE = "Salt Road S01E01 1080p"
V1, V2, OTHER = "a" * 40, "b" * 64, "c" * 40
NOW = 1_700_000_000.0


def offer(at: float = NOW, **changes: Any) -> Known:
    """Return an offer of one source."""
    facts: dict[str, Any] = {
        "guid": "1",
        "title": TITLE,
        "link": "https://site.test/1.torrent",
        "source": "site",
    }
    return offered_as(Release(**facts | changes), at)


def elsewhere(at: float = NOW, **changes: Any) -> Known:
    """Return an offer of another source, with a GUID and a link of its own."""
    facts = {"guid": "x", "link": "https://other.test/9.torrent", "source": "other"}
    return offer(at, **facts | changes)


def listed_anew(**changes: Any) -> Known:
    """Return an offer of the same source with another GUID and another link."""
    return offer(**{"guid": "2", "link": "https://site.test/2.torrent"} | changes)


def hashed(*values: str) -> dict[str, Any]:
    return {"hashes": frozenset(values)}


@pytest.mark.parametrize(
    ("one", "other", "proof"),
    [
        (offer(**hashed(V1)), elsewhere(title="Any", **hashed(V1)), Evidence.HASH),
        (offer(**hashed(V1, V2)), elsewhere(**hashed(V2[:40])), Evidence.HASH),
        (offer(source="", title="Mine"), offer(guid="2"), Evidence.HANDED_IN),
        (offer(), offer(), Evidence.GUID),
        (offer(), offer(title="salt road s01e01 1080p web-dl x264-elm"), Evidence.GUID),
        (offer(), offer(link="https://site.test/moved"), Evidence.GUID),
        (offer(), offer(guid="2"), Evidence.LINK),
        (offer(), offer(guid="2", link="http://www.site.test/1.torrent"), Evidence.LINK),
        (
            offer(link="https://site.test/dl?id=3&passkey=old"),
            offer(guid="2", link="https://site.test/dl?token=new&id=3"),
            Evidence.LINK,
        ),
        (offer(title=BARE), offer(title=BARE, source="other"), Evidence.LINK),
        # Of one hash, only the link or the title can tell.
        (offer(**hashed(V1)), offer(guid="2"), Evidence.LINK),
        # Read from a torrent of the new kind only, the hashes cannot be compared.
        (offer(**hashed(V1)), offer(**hashed(V2)), Evidence.GUID),
        (offer(published=NOW), listed_anew(published=NOW), Evidence.DATE),
        (
            offer(title=BARE, published=NOW, size=10**9),
            listed_anew(title=BARE, published=NOW, size=10**9),
            Evidence.DATE,
        ),
        (offer(size=1_234_567_890), elsewhere(size=1_234_567_890), Evidence.SIZE),
        (offer(size=20_200_000_000), elsewhere(size=20_213_456_789), Evidence.SIZE),
        (offer(size=1_234_567_891), listed_anew(size=1_234_567_891), Evidence.SIZE),
        (
            offer(title=BARE, size=1_234_567_891),
            elsewhere(title=BARE, size=1_234_567_891),
            Evidence.SIZE,
        ),
        # Announced the moment it appears, without a size, and listed elsewhere a little later.
        (
            offer(published=NOW),
            elsewhere(published=NOW + 1800, size=10**9),
            Evidence.SIZE,
        ),
        (
            offer(published=NOW, indexer="A"),
            listed_anew(published=NOW + 3, indexer="B"),
            Evidence.SIZE,
        ),
        (
            offer(title="Salt Raod S01E01 1080p"),
            offer(title="Salt Road S01E01 1080p"),
            Evidence.CORRECTED,
        ),
    ],
)  # fmt: skip
def test_what_proves_that_two_are_one(one: Known, other: Known, proof: Evidence):
    assert evidence(one, other) is proof
    assert evidence(other, one) is proof


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Another torrent, whatever else is the same.
        (offer(**hashed(V1)), offer(**hashed(OTHER))),
        # Another upload: the size says so, even under the same GUID.
        (offer(size=10**9), elsewhere(size=2 * 10**9)),
        (offer(size=1_234_567_890), elsewhere(size=1_334_567_890)),
        (offer(size=10**9), offer(guid="2", size=2 * 10**9)),
        (offer(size=10**9), offer(link="https://site.test/2", size=2 * 10**9)),
        # Without a size, a title is no proof.
        (offer(), elsewhere()),
        (offer(size=10**9), elsewhere()),
        (offer(), listed_anew()),
        # Nor is it hours later, in the same place, or where it says little.
        (offer(published=NOW), elsewhere(published=NOW + 7200, size=10**9)),
        (offer(published=NOW), listed_anew(published=NOW + 60)),
        (
            offer(title=BARE, published=NOW),
            elsewhere(title=BARE, published=NOW + 60),
        ),
        (
            offer(published=NOW),
            elsewhere(published=NOW + 60, protocol=Protocol.USENET),
        ),
        # A title that says little needs a size that is the same to the byte.
        (offer(title=BARE, size=10**9), elsewhere(title=BARE, size=10**9)),
        (
            offer(title=BARE, size=1_234_567_891),
            elsewhere(title=BARE, size=1_234_567_895),
        ),
        (offer(title=BARE, published=NOW), listed_anew(title=BARE, published=NOW)),
        # What only a client for the other protocol takes.
        (
            offer(size=1_234_567_891),
            elsewhere(size=1_234_567_891, protocol=Protocol.USENET),
        ),
        # Posted anew, years later.
        (
            offer(published=NOW - 2 * POSTED_ANEW, size=1_234_567_891),
            elsewhere(published=NOW, size=1_234_567_891),
        ),
        # Another title: one GUID for everything, one link for everything, both of them.
        (offer(), offer(title="Salt.Road.S01E02.1080p.WEB-DL.x264-ELM")),
        (offer(), offer(title="Iron.Gate.S01E01.1080p.WEB-DL.x264-ELM")),
        (offer(), offer(title=BARE, link="https://site.test/2.torrent")),
        (offer(), offer(guid="2", title="Salt Raod S01E01 1080p")),
        (offer(size=1_234_567_891), elsewhere(title=BARE, size=1_234_567_891)),
        (
            offer(size=1_234_567_891),
            elsewhere(title=TITLE.replace("1080p", "PROPER.1080p"), size=1_234_567_891),
        ),
        # The same GUID and link in two sources are two sites' own numbers.
        (offer(link="magnet:?dn=a"), elsewhere(guid="1", link="magnet:?dn=b")),
    ],
)
def test_what_is_not_proved_is_another(one: Known, other: Known):
    assert evidence(one, other) is None
    assert evidence(other, one) is None


def test_what_was_learned_of_a_request_counts() -> None:
    release = offer(size=20_200_000_000).release
    request = opened(
        Request(
            id="r",
            release=release,
            state=State.PENDING,
            created=NOW,
            expires=NOW,
            hashes=frozenset({V1}),
            size=21_950_000_000,
        ),
        who=SYSTEM,
        why=Reason("rule_matched"),
    )
    known = known_as(request)
    assert evidence(known, elsewhere(title="Any", **hashed(V1))) is Evidence.HASH
    # By what the site said, or by what the file holds.
    assert evidence(known, elsewhere(size=20_200_000_001)) is Evidence.SIZE
    assert evidence(known, elsewhere(size=21_950_000_001)) is Evidence.SIZE
    assert evidence(known, elsewhere(size=30_000_000_000)) is None


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        ("Salt Raod S01E01 1080p", "Salt Road S01E01 1080p", True),
        ("Salt Road S01E01", "Salt Road S01E01 1080p WEB-DL", True),
        ("Salt Road 2019", "Salt Road (2019) 720p", True),
        ("Salt Road S01E01", "Salt Road S01E02", False),
        ("Salt Road S01E01", "Salt Road S02E01", False),
        ("Salt Road 2019", "Salt Road 2020", False),
        ("Salt Road S01E01", "Iron Gate S01E01", False),
        ("The Daily 2024.05.06", "The Daily 2024.05.07", False),
    ],
)
def test_a_title_may_be_a_correction(one: str, other: str, may_be: bool):
    assert corrects(one, other) is may_be
    assert corrects(other, one) is may_be


@pytest.mark.parametrize(
    ("one", "other", "does"),
    [
        ("Salt Raod S01E01 1080p", "Salt Road S01E01 1080p", True),
        ("Salt Road S01E01 720p", "Salt Road S01E01 1080p", True),
        ("Salt Road S01E01 1080p", "salt.road.s01e01.1080p", False),
        ("Salt Road S01E01 1080p", "Salt Road [S01E01] (1080p)", False),
    ],
)
def test_a_correction_counts_if_it_says_something_else(
    one: str, other: str, does: bool
):
    assert counts(one, other) is does


class TestFinder:
    def test_finds_what_proves_to_be_the_same_and_nothing_else(self) -> None:
        finder = Finder()
        finder.put("a", offer())
        finder.put("b", listed_anew(title=BARE))
        assert finder.find(offer(guid="3")) == {"a": Evidence.LINK}
        assert finder.find(elsewhere()) == {}

    def test_follows_what_changes(self) -> None:
        finder = Finder()
        finder.put("a", offer())
        finder.put("a", offer(link="https://site.test/moved", guid="9"))
        assert finder.find(offer()) == {}
        assert finder.find(offer(guid="9")) == {"a": Evidence.GUID}
        finder.discard("a")
        finder.discard("a")
        assert finder.find(offer(guid="9")) == {}
        assert not finder._by_key

    def test_knows_a_size_that_is_told_later(self) -> None:
        finder = Finder()
        finder.put("a", offer())
        finder.put("a", offer(size=1_234_567_891))
        assert finder.find(elsewhere(size=1_234_567_891)) == {"a": Evidence.SIZE}

    def test_does_not_look_through_what_everything_has_in_common(self) -> None:
        finder = Finder()
        for number in range(2000):
            finder.put(f"{number}", offer(guid=f"{number}", size=number * 10**6))
        looked_at = finder.find(offer(guid="new", size=1999 * 10**6))
        assert looked_at["1999"] is Evidence.LINK
        assert len(looked_at) < 60

    def test_the_one_that_goes_on_is_closer_than_the_surest(self) -> None:
        def request(name: str, state: State, at: float = NOW) -> Request:
            release = offer().release
            return Request(
                id=name, release=release, state=state, created=at, expires=NOW
            )

        ended = request("ended", State.DECLINED)
        older = request("older", State.DECLINED, NOW - 1)
        going_on = request("going on", State.PENDING)
        assert closest([]) is None
        found = [(ended, Evidence.LINK), (older, Evidence.LINK)]
        assert closest(found) is ended
        assert closest([*found, (older, Evidence.HASH)]) is older
        assert closest([*found, (going_on, Evidence.SIZE)]) is going_on


def test_what_comes_much_later_is_posted_anew() -> None:
    known = offer(NOW, size=1_234_567_891)
    later = elsewhere(NOW + POSTED_ANEW + 1, size=1_234_567_891)
    assert evidence(known, later) is None


def test_a_clock_that_is_set_back_makes_nothing_new() -> None:
    """Some boards begin in 1970 until they are told the time."""
    known = offer(NOW, size=1_234_567_891)
    assert evidence(known, elsewhere(0.0, size=1_234_567_891)) is Evidence.SIZE
