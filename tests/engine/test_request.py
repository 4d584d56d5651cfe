"""A request moves only as the table says, and its journal knows of every move."""

from dataclasses import replace
from itertools import product
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.options import DownloadOptions, Priority
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Protocol, Release
from custom_components.greenlight.engine.request import (
    MAX_ALSO,
    MAX_JOURNAL,
    MOVES,
    OPEN,
    SYSTEM,
    Actor,
    ActorKind,
    IllegalMove,
    JournalEntry,
    Request,
    State,
    opened,
)
from custom_components.greenlight.engine.request_stored import (
    request_from_dict,
    request_to_dict,
)
from custom_components.greenlight.engine.stored import MAX_TIME, Reading
from custom_components.greenlight.engine.text import clean_title

from .test_weighed_stored import weighings

ANNA = Actor(ActorKind.USER, "anna", "Anna")
WHY = Reason("because")
# The promise, spelt out a second time: a change of the table must be meant.
LEGAL = {
    ("pending", "approved"),
    ("pending", "declined"),
    ("pending", "expired"),
    ("pending", "superseded"),
    ("pending", "cancelled"),
    ("approved", "downloading"),
    ("approved", "failed"),
    ("approved", "superseded"),
    ("approved", "cancelled"),
    ("downloading", "completed"),
    ("downloading", "failed"),
    ("downloading", "cancelled"),
    ("completed", "imported"),
    # Taken back.
    ("approved", "pending"),
    ("downloading", "pending"),
    ("completed", "pending"),
    # Only what was lacking of a pack was wanted instead, and is taken back.
    ("superseded", "pending"),
    ("failed", "approved"),
    ("declined", "pending"),
    ("expired", "pending"),
    ("cancelled", "pending"),
}
# What older versions did not store.
LATER = {
    *("pinned", "handed", "size", "private", "ignore_space", "attempt"),
    *("stuck_in", "stuck_since", "stuck_seen"),
}
LEGAL_MOVES = sorted((State(a), State(b)) for a, b in LEGAL)
ILLEGAL_MOVES = sorted(
    (a, b) for a, b in product(State, State) if (a.value, b.value) not in LEGAL
)


def request(state: State = State.PENDING, **changes: Any) -> Request:
    release = Release(guid="1", title="Film", link="magnet:?x", source="site")
    facts: dict[str, Any] = {"id": "r1", "release": release, "state": state}
    new = Request(**facts | {"created": 1.0, "expires": 9.0} | changes)
    return opened(new, who=SYSTEM, why=Reason("opened"))


class TestMoves:
    @pytest.mark.parametrize(("before", "after"), LEGAL_MOVES)
    def test_that_are_legal_are_made_and_written_down(
        self, before: State, after: State
    ) -> None:
        old = request(before)
        new = old.move(after, at=2.0, who=ANNA, why=WHY)
        assert new.state is after
        assert new.journal == (
            *old.journal,
            JournalEntry(2.0, before, after, ANNA, WHY),
        )
        assert old == request(before)

    @pytest.mark.parametrize(("before", "after"), ILLEGAL_MOVES)
    def test_that_are_not_legal_are_refused_with_the_request(
        self, before: State, after: State
    ) -> None:
        old = request(before)
        with pytest.raises(IllegalMove) as refused:
            old.move(after, at=2.0, who=ANNA, why=WHY)
        assert refused.value.request is old
        assert refused.value.wanted is after

    def test_are_known_for_every_state(self) -> None:
        assert set(MOVES) == set(State)

    def test_can_change_facts_along(self) -> None:
        new = request().move(
            State.APPROVED, at=2.0, who=ANNA, why=WHY, client="qb", progress=0.5
        )
        assert (new.client, new.progress) == ("qb", 0.5)

    @pytest.mark.parametrize("state", State)
    def test_are_still_to_come_while_it_is_open(self, state: State) -> None:
        assert request(state).open == (state in OPEN)

    def test_that_are_open_lead_to_an_end(self) -> None:
        assert {"pending", "approved", "downloading"} == set(OPEN)
        ended = set(State) - OPEN
        assert all(MOVES[state] & ended for state in OPEN)


class TestJournal:
    def test_begins_where_the_request_came_from(self) -> None:
        (entry,) = request().journal
        assert entry == JournalEntry(1.0, None, State.PENDING, SYSTEM, Reason("opened"))

    def test_tells_when_the_request_was_last_touched(self) -> None:
        moved = request().move(State.DECLINED, at=5.0, who=ANNA, why=WHY)
        assert moved.ended == 5.0
        assert replace(moved, journal=()).ended == 1.0

    def test_keeps_a_note_that_is_no_move(self) -> None:
        noted = request().note(at=2.0, who=ANNA, why=WHY, download="x")
        assert noted.journal[-1] == JournalEntry(
            2.0, State.PENDING, State.PENDING, ANNA, WHY
        )
        assert noted.download == "x"

    def test_keeps_the_same_note_once(self) -> None:
        once = request().note(at=2.0, who=ANNA, why=WHY)
        twice = once.note(at=3.0, who=ANNA, why=WHY)
        assert twice == once
        assert once.note(at=3.0, who=ANNA, why=WHY, download="x").download == "x"

    def test_keeps_it_again_after_something_else(self) -> None:
        other = Reason("other")
        noted = request().note(at=2.0, who=ANNA, why=WHY)
        noted = noted.note(at=3.0, who=ANNA, why=other).note(at=4.0, who=ANNA, why=WHY)
        assert [entry.why for entry in noted.journal[1:]] == [WHY, other, WHY]

    def test_keeps_a_note_that_says_what_the_move_before_said(self) -> None:
        moved = request().move(State.APPROVED, at=2.0, who=ANNA, why=WHY)
        assert len(moved.note(at=3.0, who=ANNA, why=WHY).journal) == 3

    def test_is_capped_but_never_loses_its_first_entry(self) -> None:
        noted = request()
        for number in range(3 * MAX_JOURNAL):
            noted = noted.note(at=number, who=ANNA, why=Reason(str(number)))
        assert len(noted.journal) == MAX_JOURNAL
        assert noted.journal[0] == request().journal[0]
        assert [entry.why.code for entry in noted.journal[1:]] == [
            str(number) for number in range(2 * MAX_JOURNAL + 1, 3 * MAX_JOURNAL)
        ]


def test_all_hashes_are_those_of_the_release_and_those_learned() -> None:
    release = replace(request().release, hashes=frozenset({"a"}))
    assert request(release=release, hashes=frozenset({"b"})).all_hashes == {"a", "b"}


class TestProtocol:
    def test_is_told_by_hashes(self) -> None:
        assert request(hashes=frozenset({"a" * 40})).protocol is Protocol.TORRENT

    def test_is_told_by_a_file_without(self) -> None:
        assert request(size=5).protocol is Protocol.USENET

    def test_is_not_known_before(self) -> None:
        assert request().protocol is None


class TestAnew:
    def test_forgets_the_last_download(self) -> None:
        old = request(
            client="box", handed=5.0, download="7", progress=0.5, stuck_since=6.0
        )
        assert replace(old, **old.anew()) == request(attempt=1)

    def test_remembers_who_may_have_it(self) -> None:
        old = request(client="box", handed=5.0, progress=0.5)
        assert replace(old, **old.anew()) == request(client="box", handed=5.0)

    def test_has_a_mark_of_its_own(self) -> None:
        old = request(client="box", handed=5.0, download="7")
        assert old.mark == "r1"
        assert replace(old, **old.anew()).mark == "r1-1"


def test_neither_link_nor_path_is_told_by_repr() -> None:
    told = repr(request(content_path="/secret/path"))
    assert "magnet" not in told
    assert "secret" not in told


texts = st.text(max_size=20)
numbers = st.integers(min_value=0, max_value=2**53)
times = st.floats(min_value=0, max_value=MAX_TIME)
hashes = st.frozensets(
    st.text("0123456789abcdef", min_size=40, max_size=40), max_size=3
)
params = st.dictionaries(
    texts.filter(lambda key: key != "code"), texts | numbers | times, max_size=3
)
reasons = st.builds(Reason, texts, params.map(lambda found: tuple(found.items())))
actors = st.builds(Actor, st.sampled_from(ActorKind), texts, texts)
states = st.sampled_from(State)
releases = st.builds(
    Release,
    guid=texts,
    title=texts.map(clean_title),
    link=texts,
    source=texts,
    protocol=st.sampled_from(Protocol),
    size=st.none() | numbers,
    hashes=hashes,
    seeders=st.none() | numbers,
    peers=st.none() | numbers,
    published=st.none() | times,
    categories=st.lists(texts, max_size=3).map(tuple),
)
requests = st.builds(
    Request,
    id=texts,
    release=releases,
    state=states,
    created=times,
    expires=times,
    rule=texts,
    rule_name=texts,
    reasons=st.lists(reasons, max_size=2).map(tuple),
    options=st.builds(
        DownloadOptions,
        category=texts,
        tags=st.lists(texts, max_size=2).map(tuple),
        ratio_limit=st.none() | st.just(-1) | times,
        seeding_time=st.none() | st.just(-1) | numbers,
        inactive_seeding_time=st.none() | st.just(-1) | numbers,
        priority=st.sampled_from(Priority),
        content_layout=st.sampled_from(["", "Original", "Subfolder", "NoSubfolder"]),
    ),
    pinned=st.none() | texts,
    client=st.none() | texts,
    handed=st.none() | times,
    size=st.none() | numbers,
    private=st.none() | st.booleans(),
    ignore_space=st.booleans(),
    attempt=numbers,
    stuck_in=texts,
    stuck_since=st.none() | times,
    stuck_seen=st.none() | times,
    download=st.none() | texts,
    hashes=hashes,
    progress=st.floats(min_value=0, max_value=1),
    content_path=texts,
    weighed=st.none() | weighings,
    also=st.lists(releases, max_size=MAX_ALSO).map(tuple),
    journal=st.lists(
        st.builds(JournalEntry, times, st.none() | states, states, actors, reasons),
        max_size=3,
    ).map(tuple),
)


class TestStored:
    @given(one=requests)
    def test_and_read_it_is_the_same(self, one: Request) -> None:
        assert request_from_dict(json.loads(json.dumps(request_to_dict(one)))) == one

    def test_what_is_seldom_asked_for_is_written_only_then(self) -> None:
        usual = request_to_dict(request())["options"]
        assert not usual.keys() & {
            "inactive_seeding_time",
            "priority",
            "content_layout",
        }
        asked = replace(request(), options=DownloadOptions(priority=Priority.HIGH))
        assert request_to_dict(asked)["options"] == usual | {"priority": "high"}

    def test_a_limit_that_makes_no_sense_is_left_to_the_client(self) -> None:
        data = request_to_dict(request())
        data["options"] |= {"ratio_limit": -2, "seeding_time": -1.5}
        assert request_from_dict(data).options == DownloadOptions()

    def test_by_a_newer_version_it_can_be_read(self) -> None:
        data = request_to_dict(request())
        data |= {"new": 1, "options": data["options"] | {"new": 1}}
        assert request_from_dict(data) == request()

    junk = st.recursive(
        st.none() | st.booleans() | numbers | times | texts,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
        ),
        max_leaves=5,
    )

    @given(junk=junk)
    def test_as_junk_it_is_refused_in_an_expected_way(self, junk: Any) -> None:
        with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
            request_from_dict(junk)

    @given(one=requests, junk=junk, data=st.data())
    def test_with_a_damaged_part_it_is_read_or_refused(
        self, one: Request, junk: Any, data: st.DataObject
    ) -> None:
        """Whatever is read can be used: it can be stored again, moved and looked up."""
        stored = json.loads(json.dumps(request_to_dict(one)))
        path = data.draw(st.sampled_from(["", "release", "options", "weighed"]))
        part: Any = (stored.get(path) if path else None) or stored
        part[data.draw(st.sampled_from(sorted(part)))] = junk
        self.read_or_refuse(stored)

    @staticmethod
    def read_or_refuse(stored: dict[str, Any]) -> None:
        try:
            found = request_from_dict(stored)
        except KeyError, TypeError, ValueError, AttributeError:
            return
        assert all(len(value[:40]) <= 40 for value in found.all_hashes)
        assert found.created + found.expires >= 0
        assert isinstance(found.release.title + found.release.link, str)
        assert request_from_dict(request_to_dict(found)) == found

    def test_takes_no_room_for_what_it_was_not_held_against(self) -> None:
        assert not {"weighed", "also"} & set(request_to_dict(request()))

    def test_keeps_no_more_of_the_others_than_are_shown(self) -> None:
        data = request_to_dict(request(also=(request().release,)))
        data["also"] *= MAX_ALSO + 1
        assert request_from_dict(data).also == (request().release,) * MAX_ALSO

    @pytest.mark.parametrize("key", sorted(LATER))
    def test_by_an_older_version_it_can_be_read(self, key: str) -> None:
        data = request_to_dict(request())
        del data[key]
        assert request_from_dict(data) == request()

    def test_by_an_older_version_a_question_keeps_the_client_it_wished_for(
        self,
    ) -> None:
        data = request_to_dict(request(client="box"))
        del data["pinned"]
        assert request_from_dict(data).pinned == "box"
        data["state"] = "declined"
        assert request_from_dict(data).pinned is None

    @pytest.mark.parametrize(
        "key", ["client", "download", "hashes", "id", "release", "state"]
    )
    def test_without_what_tells_where_it_is_it_is_refused(self, key: str) -> None:
        data = request_to_dict(request())
        del data[key]
        with pytest.raises(KeyError):
            request_from_dict(data)

    @pytest.mark.parametrize(
        "absurd", [float("nan"), float("inf"), -1, 10**30, True, "soon", [], {}]
    )
    @pytest.mark.parametrize(
        "key", ["created", "expires", "size", "stuck_since", "stuck_seen", "progress"]
    )
    def test_with_an_absurd_value_the_rest_is_kept(
        self, key: str, absurd: object
    ) -> None:
        one = opened(request(), who=ANNA, why=WHY)
        reading = Reading()
        found = request_from_dict(request_to_dict(one) | {key: absurd}, reading)
        assert replace(found, **{key: getattr(one, key)}) == one
        assert reading.mended == 1
        unknown = {"created": one.created, "expires": one.created, "progress": 0.0}
        assert getattr(found, key) == unknown.get(key)

    @pytest.mark.parametrize("absurd", [float("nan"), -1, "long ago"])
    def test_with_an_absurd_time_of_handing_over_a_client_may_still_have_it(
        self, absurd: object
    ) -> None:
        data = request_to_dict(request(client="box", handed=5.0)) | {"handed": absurd}
        assert request_from_dict(data).unconfirmed

    @pytest.mark.parametrize("key", ["rule", "reasons", "options", "journal"])
    @pytest.mark.parametrize("absurd", [None, 1, {}, [1], [{}]])
    def test_without_a_part_of_its_story_it_is_kept(
        self, key: str, absurd: object
    ) -> None:
        one = opened(request(), who=ANNA, why=WHY)
        data = request_to_dict(one) | {key: absurd}
        assert request_from_dict(data).release == one.release
        del data[key]
        reading = Reading()
        assert request_from_dict(data, reading).state is one.state
        assert reading.mended
