"""Downloads as data: every state there is, where it stands, and what can be done."""

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from custom_components.greenlight.clients.base import (
    Download,
    DownloadState,
    Feature,
    Problem,
)
from custom_components.greenlight.engine.blocked import blocked_mark
from custom_components.greenlight.engine.home.home import Home, Means, Step
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.engine.request import Actor, ActorKind, Request, State
from custom_components.greenlight.engine.rights import Person, Right
from custom_components.greenlight.gate.ports import ClientSettings
from custom_components.greenlight.parts.client import ClientCoordinator
from custom_components.greenlight.presentation.card.doing import state_of
from custom_components.greenlight.presentation.card.download import (
    KEPT,
    Downloads,
    is_download,
)
from custom_components.greenlight.presentation.card.rows import Row
from tests.support.asking import HOUR, NAMES, NOW
from tests.support.journals import MIRA, SONARR, began, lived, ordered

A, D, C = State.APPROVED, State.DOWNLOADING, State.COMPLETED
ALL = Person(MIRA, frozenset({Right.EVERYTHING}))
WORK = {"title": "Salt and Lanterns"}


def part(**changes: Any) -> Any:
    """Return a client that answers."""
    facts: dict[str, Any] = {
        "answers": True,
        "enabled": True,
        "away_since": None,
        "answered_at": NOW - 5,
        "looks_again": NOW + 30,
        "pages": "http://box:8080/",
        "client": SimpleNamespace(
            protocol=Protocol.TORRENT, features=frozenset({Feature.RECHECK})
        ),
        "subentry": SimpleNamespace(title="qBittorrent"),
    }
    return SimpleNamespace(**(facts | changes))


class House:
    """What downloads are made from."""

    def __init__(self) -> None:
        """Have one client, and no library that takes anything in."""
        self.parts: dict[str, Any] = {"qb": part()}
        self.short: Reason | None = None
        self.timeout: float | None = 24 * HOUR
        self.library = ""
        self.now = NOW

    def row(self, request: Request, download: Download | None = None) -> Row:
        """Return the row of a request."""
        downloads = Downloads(
            cast(Mapping[str, ClientCoordinator], self.parts),
            {"qb": ClientSettings(name="qBittorrent", stalled_timeout=self.timeout)},
            lambda part_id: NAMES.get(part_id or ""),
            lambda _: self.library,
            lambda _: self.short,
            lambda _: {"free": 5},
            lambda: self.now,
        )
        return downloads.row(request, download, WORK)


@pytest.fixture
def house() -> House:
    return House()


def going(state: DownloadState = DownloadState.DOWNLOADING, **changes: Any) -> Download:
    """Return what a client says."""
    facts: dict[str, Any] = {
        "size": 1000,
        "done": 620,
        "download_speed": 7,
        "upload_speed": 1,
        "eta": 660,
        "seeders": 12,
        "peers": 3,
        "ratio": 0.5,
    }
    return Download(
        id="h",
        name="x",
        state=state,
        progress=0.62,
        complete=False,
        **(facts | changes),
    )


def downloading(**changes: Any) -> Request:
    """Return a request whose client has it, an hour ago so that nothing is taken back."""
    return lived(A, D, at=NOW - HOUR, client="qb", download="h", **changes)


def approved(code: str, **params: str | int) -> Request:
    """Return an approved request that waits."""
    who = Actor(ActorKind.SYSTEM, name="Greenlight")
    why = Reason(code, tuple(params.items()))
    return lived(A, at=NOW - HOUR).note(at=NOW - 60, who=who, why=why)


def test_one_that_runs(house: House) -> None:
    row = house.row(downloading(), going())
    assert row.data == {
        "id": "r1",
        "work": WORK,
        "client": "qBittorrent",
        "group": "running",
        "state": "downloading",
        "progress": 0.62,
        "done": 620,
        "bytes": 1000,
        "down": 7,
        "up": 1,
        "left": 660,
        "seeders": 12,
        "peers": 3,
        "ratio": 0.5,
    }
    assert row.can(ALL) == ["pause", "recheck", "remove", "delete"]
    assert row.pages == "http://box:8080/"


def test_it_is_told_who_has_ordered_it(house: House) -> None:
    approved = ordered(client="qb").move(
        A, at=NOW - HOUR, who=MIRA, why=Reason("approved_by_person")
    )
    assert house.row(approved).data["ordered"] == "Sonarr"
    # That another program wants it, too, is nothing that it waits for.
    also = approved.note(at=NOW, who=SONARR, why=Reason("also_ordered"))
    assert "message" not in house.row(also).data


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (DownloadState.QUEUED, "queued"),
        (DownloadState.FETCHING_METADATA, "fetching_list"),
        (DownloadState.CHECKING, "checking"),
        (DownloadState.DOWNLOADING, "downloading"),
        (DownloadState.STALLED, "stalled"),
        (DownloadState.PAUSED, "paused"),
        (DownloadState.POST_PROCESSING, "moving"),
        (DownloadState.COMPLETED, "moving"),
        (DownloadState.SEEDING, "moving"),
        (DownloadState.WARNING, "downloading"),
        (DownloadState.FAILED, "stalled"),
        (DownloadState.UNKNOWN, "queued"),
    ],
)
def test_each_state_of_a_client(house: House, state: DownloadState, told: str) -> None:
    row = house.row(downloading(), going(state))
    assert row.data["state"] == told
    assert ("resume" in row.can(ALL)) is (told == "paused")
    assert ("left" in row.data) is (state is DownloadState.DOWNLOADING)


def test_a_usenet_client_unpacks() -> None:
    unpacking = going(DownloadState.POST_PROCESSING)
    assert state_of(unpacking, Protocol.USENET) == "unpacking"


def test_one_that_is_stalled_says_since_when_and_when_it_is_given_up(
    house: House,
) -> None:
    request = downloading(stuck_in="seeders", stuck_since=NOW - 60)
    data = house.row(request, going(DownloadState.STALLED)).data
    assert data["since"] == NOW - 60
    given_up = {"when": NOW - 60 + 24 * HOUR, "at": True}
    assert data["next"] == {"say": "given_up", "with": {"at": given_up}}


def test_what_has_only_just_begun_to_go_nowhere_is_not_called_stalled(
    house: House,
) -> None:
    def told(request: Request) -> tuple[str, bool]:
        data = house.row(request, going(DownloadState.STALLED)).data
        return data["state"], "next" in data

    fresh = lived(A, D, at=NOW - 130, client="qb", download="h")
    assert told(fresh) == ("downloading", False)
    just = {"stuck_in": "seeders", "stuck_since": NOW - 59}
    assert told(downloading(**just)) == ("downloading", False)
    assert told(downloading(**just | {"stuck_since": NOW - 60})) == ("stalled", True)
    # That it has failed is so at once.
    data = house.row(fresh, going(DownloadState.FAILED)).data
    assert data["state"] == "stalled"


@pytest.mark.parametrize("timeout", [24 * HOUR, None])
def test_one_that_is_stalled_says_what_the_next_best_is(
    house: House, timeout: float | None
) -> None:
    house.timeout = timeout
    stuck = downloading(stuck_in="seeders", stuck_since=NOW - HOUR)
    other = replace(
        stuck.release, guid="2", title="Film.2019.2160p.BluRay-ELM", size=21_000
    )
    row = house.row(replace(stuck, also=(other,)), going(DownloadState.STALLED))
    told = row.data["next"]
    assert told["say"] == ("given_up_then" if timeout else "next_best_is")
    assert told["with"]["other"] == {"list": ["2160p Blu-ray", {"size": 21_000}]}
    assert "next_best" in row.can(ALL)
    assert "next_best" not in row.can(replace(ALL, rights=frozenset({Right.SEE})))


def test_one_that_goes_on_is_not_given_up_for_another(house: House) -> None:
    one = downloading()
    row = house.row(replace(one, also=(one.release,)), going())
    assert "next_best" not in row.can(ALL)


def test_what_is_stuck_in_a_way_that_nobody_knows_is_not_given_up(house: House) -> None:
    request = downloading(stuck_in="otherwise", stuck_since=NOW - 60)
    assert "next" not in house.row(request, going(DownloadState.STALLED)).data


def test_what_goes_nowhere_needs_people_and_says_why(house: House) -> None:
    full = going(
        DownloadState.WARNING, problem=Problem.DISK_FULL, message="No space\u202e left"
    )
    data = house.row(downloading(), full).data
    assert data["group"] == "needs_you"
    assert data["message"] == {
        "say": "reason_download_disk_full",
        "with": {"detail": "No space left"},
    }
    tracker = going(DownloadState.WARNING, problem=Problem.TRACKER, download_speed=0)
    data = house.row(downloading(), tracker).data
    assert (data["group"], data["state"]) == ("running", "stalled")


def test_a_client_that_does_not_answer(house: House) -> None:
    house.parts["qb"] = part(answers=False, away_since=NOW - 20)
    row = house.row(downloading(), going())
    assert row.data["state"] == "away"
    assert row.data["since"] == NOW - 20
    assert row.data["as_of"] == NOW - 5
    assert row.data["next"]["with"] == {"at": {"when": NOW + 30, "at": True}}
    assert row.data["progress"] == 0.62
    assert "down" not in row.data
    assert row.can(ALL) == []


def test_a_client_that_is_off_needs_people(house: House) -> None:
    house.parts["qb"] = part(answers=False, enabled=False)
    data = house.row(downloading()).data
    assert (data["group"], data["state"]) == ("needs_you", "away")
    assert data["message"]["say"] == "reason_client_switched_off"


def test_a_client_that_was_not_asked_yet_and_one_that_is_gone(house: House) -> None:
    house.parts["qb"] = part(answers=False)
    assert house.row(downloading(progress=0.5)).data["state"] == "queued"
    del house.parts["qb"]
    data = house.row(downloading(progress=0.5)).data
    assert (data["state"], data["progress"]) == ("away", 0.5)


class TestWaiting:
    def test_for_its_turn(self, house: House) -> None:
        request = lived(A, at=NOW - 70)
        row = house.row(request)
        assert (row.data["group"], row.data["state"]) == ("running", "waits")
        assert row.data["undo_until"] == request.journal[-1].at + 600
        assert row.can(ALL) == ["cancel", "undo"]
        house.now = NOW + HOUR
        assert house.row(request).can(ALL) == ["cancel"]

    def test_for_room(self, house: House) -> None:
        house.short = Reason(
            "no_room",
            (("client", "Box"), ("free", 60), ("needed", 70), ("reserve", 50)),
        )
        row = house.row(approved("no_room"))
        assert (row.data["group"], row.data["state"]) == ("needs_you", "waits_for_room")
        assert row.data["message"] == {
            "say": "became_room_short",
            "with": {"needed": {"size": 70}, "usable": {"size": 10}},
        }
        assert row.data["room"] == {"free": 5}
        assert row.can(ALL) == ["anyway", "cancel"]

    def test_for_a_client(self, house: House) -> None:
        row = house.row(approved("client_timeout", client="Box", detail="x"))
        assert row.data["state"] == "waits_for_client"
        assert row.data["client"] == "Box"
        assert row.data["message"]["say"] == "became_client_away_short"
        assert row.data["since"] == NOW - 60
        assert row.data["group"] == "running"
        assert row.can(ALL) == ["retry", "cancel"]
        off = house.row(approved("client_switched_off", client="Box"))
        assert off.data["state"] == "waits_for_client"
        assert off.data["group"] == "needs_you"

    def test_for_a_site(self, house: House) -> None:
        row = house.row(approved("link_timeout", detail="site.example"))
        assert (row.data["group"], row.data["state"]) == ("running", "waits")
        assert row.data["message"]["say"] == "reason_link_timeout"
        mended = house.row(approved("link_invalid_auth", detail="x"))
        assert mended.data["group"] == "needs_you"

    def test_what_says_nothing_of_waiting(self, house: House) -> None:
        row = house.row(approved("approved_despite_room"))
        assert "message" not in row.data


class TestAtItsEnd:
    def test_complete(self, house: House) -> None:
        request = lived(A, D, C, client="qb", download="h", at=NOW - HOUR)
        row = house.row(request)
        assert (row.data["group"], row.data["state"]) == ("done", "completed")
        assert row.can(ALL) == ["remove", "delete"]

    def test_whoever_takes_it_in_is_expected_to_for_a_day(self, house: House) -> None:
        house.library = "Radarr"
        request = lived(A, D, C, client="qb", download="h", at=NOW - HOUR)
        row = house.row(request, going(DownloadState.SEEDING))
        assert (row.data["group"], row.data["state"]) == ("running", "importing")
        assert row.data["library"] == "Radarr"
        assert row.can(ALL) == []
        house.now = request.ended + 24 * HOUR
        row = house.row(request, going())
        assert (row.data["group"], row.data["state"]) == ("done", "completed")
        assert row.data["handed"] is True
        assert row.can(ALL) == ["remove", "delete"]

    @pytest.mark.parametrize("means", list(Means))
    def test_it_is_known_whether_there_is_another_one(
        self, house: House, means: Means
    ) -> None:
        home = Home(step=Step.DONE, means=means, since=NOW)
        facts: dict[str, Any] = {"client": "qb", "download": "h", "at": NOW - HOUR}
        data = house.row(lived(A, D, C, State.IMPORTED, home=home, **facts)).data
        assert data["copy"] is (means is not Means.SCAN)
        assert "copy" not in house.row(lived(A, D, C, State.IMPORTED, **facts)).data
        assert "copy" not in house.row(lived(A, D, C, home=home, **facts)).data

    def test_shared(self, house: House) -> None:
        request = lived(A, D, C, client="qb", download="h", at=NOW - HOUR)
        data = house.row(request, going(DownloadState.SEEDING)).data
        assert (data["state"], data["ratio"]) == ("sharing", 0.5)

    def test_failed(self, house: House) -> None:
        why = Reason("download_missing_articles", (("detail", "gone"),))
        request = lived(A, D, State.FAILED, why=why, progress=0.6)
        who = Actor(ActorKind.SYSTEM, name="Greenlight")
        put_up = Reason("put_up_instead", (("title", "Another"),))
        row = house.row(request.note(at=NOW, who=who, why=put_up))
        assert (row.data["group"], row.data["state"]) == ("needs_you", "failed")
        assert row.data["message"]["say"] == "reason_download_missing_articles"
        assert row.data["next"]["say"] == "reason_put_up_instead"
        assert row.can(ALL) == ["retry"]


def coming(step: Step, means: Means = Means.IMPORT, **facts: Any) -> Request:
    """Return what is complete and so far on its way home."""
    home = Home(step=step, means=means, since=NOW - 60, library="radarr0", **facts)
    return lived(A, D, C, client="qb", download="h", at=NOW - HOUR, home=home)


class TestOnItsWayHome:
    @pytest.mark.parametrize("means", [Means.IMPORT, Means.THEIRS])
    @pytest.mark.parametrize("step", [Step.BEGUN, Step.TOLD, Step.LOOKING])
    def test_a_library_imports_it(self, house: House, means: Means, step: Step) -> None:
        row = house.row(coming(step, means), going(DownloadState.SEEDING))
        assert (row.data["group"], row.data["state"]) == ("running", "importing")
        assert row.data["library"] == "Radarr"
        assert row.data["since"] == row.request.ended
        # What is being taken in is not taken away meanwhile.
        assert row.can(ALL) == []

    def test_whoever_ordered_it_takes_it_in(self, house: House) -> None:
        home = Home(step=Step.LOOKING, means=Means.THEIRS, since=NOW)
        moved = ordered(client="qb", home=home)
        for state in (A, D, C):
            moved = moved.move(state, at=NOW, who=MIRA, why=Reason("x"))
        assert house.row(moved).data["library"] == "Sonarr"
        left = replace(moved, home=replace(home, step=Step.LEFT))
        data = house.row(left).data
        assert (data["group"], data["state"]) == ("done", "completed")
        assert (data["library"], data["handed"]) == ("Sonarr", True)

    def test_files_are_put_in_their_place(self, house: House) -> None:
        data = house.row(coming(Step.BEGUN, Means.FILES)).data
        assert (data["group"], data["state"]) == ("running", "moving")

    @pytest.mark.parametrize("step", [Step.WAITING, Step.LOOKING, Step.LEFT])
    def test_what_stays_where_it_is_says_why(self, house: House, step: Step) -> None:
        why = Reason("home_no_library")
        row = house.row(coming(step, Means.SCAN, why=why), going(DownloadState.SEEDING))
        assert (row.data["group"], row.data["state"]) == ("done", "sharing")
        assert row.data["message"] == {"say": "reason_home_no_library"}
        assert row.data["since"] == row.request.ended
        assert row.can(ALL) == ["remove", "delete"]

    @pytest.mark.parametrize(
        ("code", "group", "state"),
        [
            ("home_library_away", "running", "import_waits"),
            ("home_no_room", "needs_you", "import_no_room"),
            ("home_no_room_here", "needs_you", "import_no_room"),
        ],
    )
    def test_it_waits(self, house: House, code: str, group: str, state: str) -> None:
        row = house.row(coming(Step.WAITING, why=Reason(code, (("free", 7),))))
        assert (row.data["group"], row.data["state"]) == (group, state)
        assert row.data["message"]["say"] == f"reason_{code}"
        assert row.can(ALL)[:1] == ["leave"]
        assert "import" not in row.can(ALL)

    def test_where_there_is_no_room_somebody_has_to_make_some(
        self, house: House
    ) -> None:
        why = Reason("home_no_room", (("library", "Radarr"), ("free", 7)))
        row = house.row(coming(Step.BLOCKED, why=why))
        assert (row.data["group"], row.data["state"]) == ("needs_you", "import_no_room")
        assert row.data["message"]["with"] == {"library": "Radarr", "free": {"size": 7}}
        assert row.can(ALL)[:2] == ["import", "leave"]

    def test_its_turn_comes(self, house: House) -> None:
        row = house.row(coming(Step.WAITING))
        assert (row.data["group"], row.data["state"]) == ("running", "import_waits")
        assert "message" not in row.data

    def test_it_is_refused_in_the_library_s_own_words(self, house: House) -> None:
        words = "Not an upgrade\u202e for the existing file"
        why = Reason("home_refused_by", (("library", "Radarr"), ("detail", words)))
        row = house.row(coming(Step.BLOCKED, why=why), going(DownloadState.SEEDING))
        assert (row.data["group"], row.data["state"]) == ("needs_you", "import_refused")
        assert row.data["message"] == {
            "say": "quoted",
            "with": {"words": "Not an upgrade for the existing file"},
        }
        assert row.data["intact"] is True
        assert row.can(ALL) == ["import", "leave", "remove", "delete"]
        # Whoever may answer may say what becomes of it, as on every other road.
        decides = Person(MIRA, frozenset({Right.SEE, Right.DECIDE}))
        assert row.can(decides) == ["import", "leave"]
        assert row.can(Person(MIRA, frozenset({Right.SEE}))) == []
        others = replace(row, request=replace(row.request, deciders=frozenset({"ben"})))
        assert others.can(decides) == []
        assert not row.same_as(others)
        assert not row.same_as(replace(row, brings=()))
        assert row.data["seen"] == blocked_mark(row.request)

    def test_what_waits_for_nobody_has_no_mark(self, house: House) -> None:
        assert "seen" not in house.row(coming(Step.WAITING, why=None)).data

    def test_a_refusal_without_words_and_a_file_that_is_gone(
        self, house: House
    ) -> None:
        why = Reason("home_refused", (("detail", ""),))
        assert "message" not in house.row(coming(Step.BLOCKED, why=why)).data
        lost = Reason("home_lost", (("library", "Radarr"),))
        data = house.row(coming(Step.BLOCKED, why=lost)).data
        assert data["message"]["say"] == "reason_home_lost"
        assert "intact" not in data

    @pytest.mark.parametrize("code", ["home_dangerous", "home_locked"])
    def test_what_can_do_harm_is_only_left(self, house: House, code: str) -> None:
        row = house.row(coming(Step.BLOCKED, why=Reason(code, (("files", "a.exe"),))))
        assert row.data["message"]["with"] == {"files": "a.exe"}
        assert row.can(ALL) == ["leave", "remove", "delete"]

    def test_it_is_left_and_it_is_there(self, house: House) -> None:
        why = Reason("home_theirs_silent", (("library", "Radarr"),))
        row = house.row(coming(Step.LEFT, Means.THEIRS, why=why))
        assert (row.data["group"], row.data["state"]) == ("done", "left")
        assert row.data["message"]["say"] == "reason_home_theirs_silent"
        done = coming(Step.DONE)
        assert house.row(done).data["state"] == "completed"
        there = done.move(
            State.IMPORTED, at=NOW, who=MIRA, why=Reason("library_has_it")
        )
        row = house.row(there, going(DownloadState.SEEDING))
        assert (row.data["state"], row.data["imported"]) == ("sharing", NOW)

    def test_it_is_shown_until_it_has_ended(self) -> None:
        for step in Step:
            over = step in (Step.LEFT, Step.DONE)
            assert is_download(coming(step), NOW + 10 * KEPT) is not over


def test_what_is_a_download() -> None:
    assert not is_download(began(), NOW)
    assert not is_download(lived(A, tell=True), NOW)
    assert not is_download(lived(State.DECLINED), NOW)
    assert is_download(lived(A), NOW)
    assert is_download(lived(A, D), NOW + 10 * KEPT)
    failed = lived(A, D, State.FAILED)
    assert is_download(failed, failed.ended + KEPT - 1)
    assert not is_download(failed, failed.ended + KEPT)
