"""What has become of a request, as one line of the history, and what whoever looks can do about it."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from custom_components.greenlight.engine.ballot import Ballot, Vote
from custom_components.greenlight.engine.home.home import (
    Home,
    Landing,
    Means,
    Measured,
    Step,
    Where,
)
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.reason import Reason, said
from custom_components.greenlight.engine.request import (
    SYSTEM,
    Actor,
    ActorKind,
    Request,
    State,
    Via,
    opened,
)
from custom_components.greenlight.engine.rights import Person, Right
from custom_components.greenlight.engine.undo import UNDO_WINDOW
from custom_components.greenlight.gate.attached import AskerFacts
from custom_components.greenlight.gate.gate import Gate
from custom_components.greenlight.presentation.card.entries import (
    OUTCOMES,
    Entries,
    decided_by,
    happened,
    outcome_of,
    people_of,
)
from custom_components.greenlight.presentation.card.pieces import Json
from tests.support.asking import HOUR, NAMES, NOW, question
from tests.support.journals import (
    CLIENT,
    JONAS,
    MIRA,
    RULE,
    SONARR,
    began,
    lived,
    ordered,
)
from tests.support.weighed import NEW

A, D, C = State.APPROVED, State.DOWNLOADING, State.COMPLETED
IMPORTED = State.IMPORTED
DECIDER = Person(MIRA, frozenset({Right.DECIDE}))
READER = Person(JONAS, frozenset({Right.SEE}))


class House:
    """The gate, as far as entries look at it."""

    def __init__(self) -> None:
        self.room: Reason | None = None
        self.downloads: dict[str, Any] = {}
        self.clients: dict[str, Any] = {"qb": object()}
        self.asker: AskerFacts | None = None
        self.rule: Any = None
        self.library = ""
        self.habits: dict[str, Any] = {}
        self.others: list[Request] = []
        self.now = NOW

    def entry(self, request: Request, person: Person = DECIDER) -> Json:
        gate = SimpleNamespace(
            room=SimpleNamespace(waited_for=lambda _: self.room),
            attached=SimpleNamespace(
                clients=self.clients,
                asker_of=lambda _: self.asker,
                rule=lambda _: self.rule,
            ),
            downloads=self.downloads,
            requests=SimpleNamespace(every=lambda: self.others),
            libraries=SimpleNamespace(habits=self.habits),
        )
        entries = Entries(
            cast(Gate, gate),
            lambda part: NAMES.get(part or ""),
            lambda _: self.library,
            lambda: self.now,
        )
        return entries.of(request, person)


@pytest.fixture
def house() -> House:
    return House()


def test_what_was_approved_and_came(house: House) -> None:
    request = lived(A, D, C, IMPORTED, at=NOW - 2 * HOUR, client="qb")
    assert house.entry(request, READER) == {
        "id": "r1",
        "at": NOW - 2 * HOUR + 240,
        "outcome": "imported",
        "work": {
            "title": "Salt and Lanterns",
            "year": 2019,
            "poster": "/api/greenlight/poster/r1",
        },
        "who": "Mira",
        "how": "phone",
        "decided": NOW - 2 * HOUR + 60,
        "had": "Dolby Vision P5",
        "now": "P7 FEL",
        "bytes": 71_200_000_000,
        "group": "NORTHWND",
        "rule": "Films I have",
        "source": "Harbour Feed",
        "client": "qBittorrent",
        "can": [],
    }


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        ([A], "approved"),
        ([A, D], "downloading"),
        ([A, D, C], "completed"),
        ([A, D, C, IMPORTED], "imported"),
        ([State.DECLINED], "declined"),
        ([State.EXPIRED], "expired"),
        ([State.CANCELLED], "cancelled"),
        ([State.SUPERSEDED], "overtaken"),
        ([A, State.FAILED], "failed"),
    ],
)
def test_each_outcome(states: list[State], outcome: str) -> None:
    request = lived(*states)
    assert happened(request)
    assert outcome_of(request) == outcome
    assert outcome in OUTCOMES


def test_a_question_is_not_of_the_history() -> None:
    assert not happened(began())
    assert not happened(lived(State.EXPIRED, State.PENDING))


def test_what_is_not_as_promised_says_both(house: House) -> None:
    why = Reason("not_as_promised", (("promised", "P7 FEL"), ("is", "P8.1")))
    request = lived(A, D, C).note(at=NOW, who=SYSTEM, why=why)
    entry = house.entry(request)
    assert entry["outcome"] == "not_as_promised"
    assert (entry["promised"], entry["measured"]) == ("P7 FEL", "P8.1")
    assert entry["kept"] is False
    # What was put back to a question is measured no more.
    assert outcome_of(replace(request, state=A)) == "approved"


@pytest.mark.parametrize(
    ("kept", "outcome"),
    [(True, "as_promised"), (None, "imported")],
)
def test_what_was_measured_says_so(
    house: House, outcome: str, *, kept: bool | None
) -> None:
    measured = Measured(now="P7 FEL", promised="P7 FEL", kept=kept)
    home = Home(step=Step.DONE, means=Means.THEIRS, since=NOW, measured=measured)
    entry = house.entry(replace(lived(A, D, C, IMPORTED), home=home))
    assert entry["outcome"] == outcome
    told = {name: entry.get(name) for name in ("promised", "measured", "kept")}
    promised = None if kept is None else "P7 FEL"
    assert told == {"promised": promised, "measured": promised, "kept": kept}


def test_by_whom_and_how(house: House) -> None:
    by_time = began().move(A, at=NOW, who=RULE, why=Reason("approved_unanswered"))
    by_itself = replace(by_time, journal=(replace(began().journal[0], after=A),))
    automation = Actor(ActorKind.SYSTEM, name="Automation", via=Via.ACTION)
    gone = lived(A, D).move(
        State.CANCELLED, at=NOW, who=CLIENT, why=Reason("removed_in_client")
    )
    told = {
        "you": house.entry(lived(A)),
        "other": house.entry(lived(A), READER),
        "time": house.entry(by_time),
        "rule": house.entry(by_itself),
        "expired": house.entry(lived(State.EXPIRED)),
        "overtaken": house.entry(lived(State.SUPERSEDED)),
        "action": house.entry(lived(A, who=automation)),
        "client": house.entry(gone),
        "failed": house.entry(lived(A, State.FAILED, A, State.FAILED)),
        "never": house.entry(replace(began(), state=A)),
    }
    found = {
        name: (one.get("who"), one.get("how"), one.get("you"))
        for name, one in told.items()
    }
    assert found == {
        "you": ("Mira", "phone", True),
        "other": ("Mira", "phone", None),
        "time": (None, "time", None),
        "rule": (None, "rule", None),
        "expired": (None, "time", None),
        "overtaken": (None, None, None),
        "action": ("Automation", "action", None),
        "client": ("qBittorrent", None, None),
        "failed": ("Mira", "phone", True),
        "never": (None, None, None),
    }
    # The first try is when it was decided.
    assert told["failed"]["decided"] == NOW - HOUR + 60
    assert "decided" not in told["overtaken"]
    assert decided_by(lived(State.EXPIRED)) is None


SONARR_LOOKS = AskerFacts(name="Sonarr", usenet=False, linked=True)


def test_what_a_program_has_ordered(house: House) -> None:
    """It is told who ordered it, and its settings are no rule."""
    house.asker = SONARR_LOOKS
    cases = {
        "yes": ordered().move(A, at=NOW, who=MIRA, why=Reason("approved_by_person")),
        "unasked": ordered().move(A, at=NOW, who=SONARR, why=Reason("picked_there")),
        "by rule": ordered(rule="films", rule_name="Films I have").move(
            A, at=NOW, who=RULE, why=Reason("rule_matched")
        ),
        "picked later": ordered().move(
            A, at=NOW, who=SONARR, why=Reason("approved_by_person")
        ),
        "gone": ordered().move(
            State.CANCELLED, at=NOW, who=SONARR, why=Reason("withdrawn")
        ),
    }
    entries = {name: house.entry(one) for name, one in cases.items()}
    found = {
        name: (one.get("who"), one.get("how"), one.get("rule"), one["ordered"])
        for name, one in entries.items()
    }
    assert found == {
        "yes": ("Mira", "phone", None, "Sonarr"),
        "unasked": (None, "asker", None, "Sonarr"),
        "by rule": (None, "rule", "Films I have", "Sonarr"),
        "picked later": ("Sonarr", None, None, "Sonarr"),
        "gone": (None, "asker", None, "Sonarr"),
    }
    # What its program does not want any more is not asked about again, and said once.
    assert entries["gone"]["can"] == []
    assert "why" not in entries["gone"]
    assert entries["gone"]["outcome"] == "cancelled"
    assert "next" not in entries["yes"]
    # Programs are no people by whom anything could be looked for.
    assert [people_of(one) for one in cases.values()] == [["Mira"], [], [], [], []]
    assert "ordered" not in house.entry(lived(A))


def test_what_becomes_of_a_no_at_the_program(house: House) -> None:
    at = {"when": NOW + 300, "at": True}
    told = Reason("told_no", (("asker", "Sonarr"),))

    def after(code: str = "declined_by_person") -> Request:
        why = said(code, "no")
        return ordered().move(State.DECLINED, at=NOW - 300, who=MIRA, why=why)

    assert "next" not in house.entry(after())
    house.asker = SONARR_LOOKS
    no = house.entry(after())
    assert no["next"] == {"say": "no_looks_at", "with": {"asker": "Sonarr", "at": at}}
    assert no["why"] == "no"
    stops = house.entry(after("declined_no_further"))
    assert stops["next"]["say"] == "no_stops_at"
    assert stops["why"] == "no"
    noted = after().note(at=NOW, who=SONARR, why=told)
    assert house.entry(noted)["next"] == {
        "say": "reason_told_no",
        "with": {"asker": "Sonarr"},
    }
    refused = ordered().move(
        State.DECLINED, at=NOW, who=SYSTEM, why=Reason("refused_before")
    )
    entry = house.entry(refused)
    assert entry["next"]["say"] == "no_looks"
    assert entry["why"] == {"say": "reason_refused_before"}
    assert "who" not in entry


def test_what_goes_on_although_it_was_given_up(house: House) -> None:
    why = Reason("program_lets_go", (("by", "Radarr"),))
    running = lived(A, State.DOWNLOADING).note(at=NOW, who=SYSTEM, why=why)
    reason = Reason("cancelled_by_person")
    over = running.move(State.CANCELLED, at=NOW, who=MIRA, why=reason)
    assert house.entry(over)["next"] == {
        "say": "reason_program_lets_go",
        "with": {"by": "Radarr"},
    }


def test_by_votes(house: House) -> None:
    ballot = Ballot(
        need=2,
        votes=(
            Vote("1", "Mira", True),
            Vote("2", "Jonas", True),
            Vote("3", "Ben", False),
        ),
    )
    request = lived(A, why=Reason("approved_by_votes"), ballot=ballot)
    entry = house.entry(request)
    assert entry["who"] == "Mira, Jonas"
    assert "you" not in entry
    declined = lived(State.DECLINED, why=Reason("declined_by_votes"), ballot=ballot)
    assert house.entry(declined)["who"] == "Ben"


def test_why(house: House) -> None:
    cases = {
        "words": lived(State.DECLINED, why=said("declined_by_person", "too big")),
        "none": lived(State.DECLINED),
        "failed": lived(
            A,
            State.FAILED,
            why=Reason("release_refused", (("client", "Box"), ("detail", "no"))),
        ),
        "overtaken": lived(State.SUPERSEDED),
        "complete": lived(A, D, C),
        "expired": lived(State.EXPIRED),
        "approved": lived(A),
        "waits": lived(A).note(at=NOW, who=SYSTEM, why=Reason("no_client")),
        "offered": lived(A).note(at=NOW, who=SYSTEM, why=Reason("also_offered")),
    }
    assert {name: house.entry(one).get("why") for name, one in cases.items()} == {
        "words": "too big",
        "none": None,
        "failed": {
            "say": "reason_release_refused",
            "with": {"client": "Box", "detail": "no"},
        },
        "overtaken": {"say": "reason_better_came"},
        "complete": None,
        "expired": None,
        "approved": None,
        "waits": {"say": "reason_no_client"},
        "offered": None,
    }


def test_what_waits_for_room_says_how_much(house: House) -> None:
    house.room = Reason(
        "no_room", (("client", "Box"), ("free", 90), ("needed", 50), ("reserve", 100))
    )
    assert house.entry(lived(A))["why"] == {
        "say": "became_room",
        "with": {"needed": {"size": 50}, "usable": {"size": 0}},
    }
    house.room = Reason("no_room")
    assert house.entry(lived(A))["why"]["with"] == {
        "needed": {"size": 0},
        "usable": {"size": 0},
    }


def test_what_can_be_done(house: House) -> None:
    cases = {
        "fresh": lived(A, at=NOW - 300),
        "fresh no": lived(State.DECLINED, at=NOW - 300),
        "old": lived(A),
        "old no": lived(State.DECLINED),
        "expired": lived(State.EXPIRED),
        "cancelled": lived(State.CANCELLED, at=NOW - 300),
        "failed": lived(A, State.FAILED, at=NOW - 300),
        "overtaken": lived(State.SUPERSEDED),
        "imported": lived(A, D, C, IMPORTED, at=NOW - 300),
    }
    assert {name: house.entry(one)["can"] for name, one in cases.items()} == {
        "fresh": ["undo"],
        "fresh no": ["undo"],
        "old": [],
        "old no": ["again"],
        "expired": ["again"],
        "cancelled": ["again"],
        "failed": ["retry"],
        "overtaken": [],
        "imported": [],
    }
    assert house.entry(cases["fresh"])["undo_until"] == NOW - 240 + 600
    house.now = NOW + 361
    assert "undo_until" not in house.entry(cases["fresh"])
    for one in cases.values():
        assert house.entry(one, READER)["can"] == []
    chosen = lived(State.EXPIRED, deciders=frozenset({"2"}))
    assert house.entry(chosen)["can"] == []


def test_what_an_import_ends_sooner_says_so(house: House) -> None:
    fresh = lived(A, at=NOW - 300)
    assert "sooner" not in house.entry(fresh)
    house.library = "Radarr"
    assert house.entry(fresh)["sooner"] is True
    # A no is final by time alone, and what is kept beside the other is imported by nobody.
    assert "sooner" not in house.entry(lived(State.DECLINED, at=NOW - 300))
    assert "sooner" not in house.entry(replace(fresh, choice=Choice.KEEP_BOTH))
    for where in (Where.LEAVE, Where.BESIDE):
        house.rule = SimpleNamespace(home=Landing(where=where))
        assert "sooner" not in house.entry(fresh)
    house.library = ""
    house.rule = SimpleNamespace(home=Landing(where=Where.FOLDER))
    assert house.entry(fresh)["sooner"] is True


def test_what_is_being_imported_cannot_be_taken_back(house: House) -> None:
    complete = lived(A, D, C, at=NOW - 300)
    home = Home(step=Step.WAITING, means=Means.IMPORT, since=NOW)
    waiting = house.entry(replace(complete, home=home))
    assert (waiting["can"], waiting["sooner"]) == (["undo"], True)
    begun = house.entry(replace(complete, home=replace(home, step=Step.BEGUN)))
    assert begun["can"] == []
    left = replace(home, step=Step.LEFT)
    assert "sooner" not in house.entry(replace(complete, home=left))


def test_what_an_undo_takes_out_is_said(house: House) -> None:
    running = replace(
        lived(A, D, at=NOW - 300), client="qb", handed=NOW - 200, progress=0.5
    )
    assert house.entry(running)["here"] == 35_600_000_000
    assert "here" not in house.entry(replace(running, handed=None))
    house.clients.clear()
    assert "here" not in house.entry(running)


def test_what_there_was_nothing_of_says_what_it_is(house: House) -> None:
    entry = house.entry(lived(A, weighed=NEW))
    assert "had" not in entry
    assert entry["now"] == "2160p UHD remux · Dolby Vision P7 FEL · TrueHD Atmos 7.1"


def test_what_was_only_told_of_was_seen(house: House) -> None:
    seen = lived(State.DECLINED, why=Reason("acknowledged_by_person"), tell=True)
    assert house.entry(seen)["tell"] is True
    assert "why" not in house.entry(seen)


def test_strangers_texts_are_clean_and_short(house: House) -> None:
    hostile = "\u202e<img src=x onerror=alert(1)>\u200b.2019.1080p-" + "X" * 5000
    request = lived(
        State.DECLINED,
        title=hostile,
        weighed=None,
        rule_name="a\u202eb" + "c" * 900,
        why=said("declined_by_person", "no\u202e" + "w" * 900),
        who=replace(MIRA, name="M\u202eira"),
    )
    entry = house.entry(request)
    text = repr(entry)
    assert "\u202e" not in text
    assert "\\u202e" not in text
    assert entry["who"] == "Mira"
    assert len(text) < 2000


def test_nothing_secret_is_in_it(house: House) -> None:
    request = replace(
        lived(A, D, C),
        content_path="/downloads/secret",
        hashes=frozenset({"secret"}),
        download="secret",
    )
    assert "secret" in question().release.link
    assert "secret" not in repr(house.entry(request))


def came(
    means: Means = Means.IMPORT, why: Reason | None = None, **changes: Any
) -> Request:
    """Return what was imported, by Radarr if ``means`` says so."""
    library = "radarr0" if means is Means.IMPORT else ""
    home = Home(step=Step.DONE, means=means, since=NOW, library=library)
    return lived(A, D, C, IMPORTED, home=home, why=why, **changes)


def test_who_had_it_imported_all_the_same_is_named(house: House) -> None:
    home = Home(step=Step.DONE, means=Means.IMPORT, since=NOW, forced=True)
    anyway = Reason("home_wanted_anyway")

    def told(who: Actor, home: Home, person: Person = DECIDER) -> Any:
        request = lived(A, D, C, home=home).note(at=NOW - 60, who=who, why=anyway)
        done = request.move(IMPORTED, at=NOW, who=SYSTEM, why=Reason("home_done"))
        return house.entry(done, person).get("anyway")

    ida = Actor(ActorKind.USER, "ida", "Ida", Via.PHONE)
    known = {"who": "Ida", "how": "phone", "decided": NOW - 60}
    assert told(ida, home) == known
    assert told(ida, home, Person(ida, DECIDER.rights)) == known | {"you": True}
    # Somebody has thought better of it since.
    assert told(ida, replace(home, forced=False)) is None
    assert "anyway" not in house.entry(came())


def test_what_was_imported_names_its_library_and_what_became_of_the_old_file(
    house: House,
) -> None:
    def told(request: Request) -> Json:
        entry = house.entry(request)
        names = ("library", "came", "old", "old_bytes")
        return {name: entry[name] for name in names if name in entry}

    replaced = came(choice=Choice.REPLACE)
    by, size = {"library": "Radarr"}, 18_400_000_000
    # What it did with the old file it has not said.
    assert told(replaced) == by | {"old": "replaced", "old_bytes": size}
    house.habits["radarr0"] = SimpleNamespace(recycle_bin="/bin")
    assert told(replaced) == by | {"old": "bin", "old_bytes": size}
    house.habits["radarr0"] = SimpleNamespace(recycle_bin="")
    assert told(replaced) == by | {"old": "gone", "old_bytes": size}
    assert told(came(choice=Choice.KEEP_BOTH)) == by | {"old": "kept"}
    # Whoever ordered it decides on that; where nothing was, nothing has gone.
    assert told(came()) == by
    assert told(came(weighed=NEW, choice=Choice.REPLACE)) == by
    for why in ("home_put", "home_shown"):
        said = {"came": {"say": f"reason_{why}"}}
        assert told(came(Means.FILES, Reason(why))) == said | {"old": "kept"}
    # Before the way home was followed.
    assert told(lived(A, D, C, IMPORTED)) == {}
    # What is not imported says why, and what was in its way before it was says nothing.
    kept = Reason("home_kept_both")
    home = Home(step=Step.LEFT, means=Means.SCAN, since=NOW, why=kept)
    left = lived(A, D, C, home=home)
    assert told(left) == {"came": {"say": "reason_home_kept_both"}}
    assert told(replace(left, home=replace(home, why=None))) == {}
    waited = replace(replaced.home or home, why=Reason("home_library_away"))
    assert "came" not in told(replace(replaced, home=waited))


def test_what_was_imported_of_which_a_size_is_not_known(house: House) -> None:
    request = came(choice=Choice.REPLACE)
    assert request.weighed
    there = tuple(replace(one, size=None) for one in request.weighed.there)
    entry = house.entry(replace(request, weighed=replace(request.weighed, there=there)))
    assert entry["old"] == "replaced"
    assert "old_bytes" not in entry


def test_an_undo_of_only_what_was_lacking_takes_out_all_of_it(house: House) -> None:
    why = Reason("only_singles", (("episodes", "S01E01, S01E02"),))
    pack = lived(State.SUPERSEDED, at=NOW - 120, who=MIRA, why=why)
    of_it = Reason("single_of", (("title", pack.release.title),))
    one = began("one", at=NOW - 60)
    one = opened(replace(one, journal=()), who=MIRA, why=of_it)
    for to in (A, D):
        one = one.move(to, at=NOW - 60, who=MIRA, why=Reason("approved_by_person"))
    one = replace(one, client="qb", handed=NOW, size=100, progress=0.5)
    entry = house.entry(pack)
    assert entry["can"] == ["undo"]
    assert "here" not in entry
    house.others = [one, replace(one, id="two", progress=0.1), began("other")]
    assert house.entry(pack)["here"] == 60
    house.now = NOW + UNDO_WINDOW
    assert "undo_until" not in house.entry(pack)
