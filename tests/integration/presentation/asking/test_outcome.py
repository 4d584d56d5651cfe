"""What has become of a question is told where it was asked: who, what, when, and what can be done yet."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.clients.base import Download, DownloadState
from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.ballot import Ballot
from custom_components.greenlight.engine.home.home import Home, Means, Step
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import (
    SYSTEM,
    Actor,
    ActorKind,
    Request,
    State,
)
from custom_components.greenlight.engine.rights import Right
from custom_components.greenlight.engine.undo import UNDO_WINDOW
from custom_components.greenlight.presentation.asking.screens import Screens
from custom_components.greenlight.presentation.screens import Page, PhoneScreen
from tests.support.asking import GB, NOW, Facts

from .examples import BOX, FILM_BETTER, MIRA, TOLD
from .test_phone import answers, shown

ASKED = replace(FILM_BETTER, client="qb")
APPROVED = ASKED.move(
    State.APPROVED, at=NOW - 60, who=MIRA, why=Reason("approved_by_person")
)
LOADING = APPROVED.move(
    State.DOWNLOADING, at=NOW - 30, who=BOX, why=Reason("client_took_it")
)


def ended(state: State, code: str, who: Actor = SYSTEM, **params: Any) -> Request:
    """Return what has ended without having been approved."""
    why = Reason(code, tuple(params.items()))
    return ASKED.move(state, at=NOW - 60, who=who, why=why)


def chat(screens: Screens, request: Request) -> list[str]:
    """Return what Telegram says of it before the quote, and in one line what can be tapped."""
    screen = screens.chat(request)
    text = screen.html.partition("\n<blockquote")[0].replace("\N{NO-BREAK SPACE}", " ")
    labels = [f"[{one.label}]" for row in screen.buttons for one in row]
    return [*text.split("\n"), " ".join(labels)]


def download(**changes: Any) -> Download:
    """Return what qBittorrent says."""
    facts: dict[str, Any] = {
        "state": DownloadState.DOWNLOADING,
        "progress": 0.338,
        "size": 71_200_000_000,
        "done": 23_900_000_000,
        "download_speed": 41_300_000,
        "eta": 1140,
    }
    return Download(id="x", name="x", complete=False, **(facts | changes))


class TestDecided:
    def test_approved(self, screens: Screens) -> None:
        mine = screens.phone(APPROVED, three=True, person_id="1")
        assert shown(mine) == (
            "Approved: Salt and Lanterns (2019)\nGoes to qBittorrent. 71.2 GB.\n[Undo]"
        )
        assert mine.goes_after == UNDO_WINDOW
        assert mine.silent
        theirs = screens.phone(APPROVED, three=True, person_id="2")
        assert theirs.title == "Approved by Mira: Salt and Lanterns (2019)"
        assert chat(screens, APPROVED) == [
            "<b>Salt and Lanterns</b> (2019)",
            "✓ Approved by Mira, 16:59. Goes to qBittorrent",
            "[Undo]",
        ]

    def test_what_was_decided_on_can_be_read_later(self, screens: Screens) -> None:
        quote = screens.chat(APPROVED).html.partition("<blockquote expandable>")[2]
        assert quote.replace("\N{NO-BREAK SPACE}", " ") == (
            "Better: Dolby Vision P5 → P7 FEL, DD+ 5.1 → TrueHD Atmos 7.1, WEB-DL → UHD "
            "remux. Worse: English, German → English. Would take the place of your "
            "file: 18.4 GB. 71.2 GB, NORTHWND, Harbour Feed, rule Films I have</blockquote>"
        )

    def test_ten_minutes_later_it_is_not_taken_back(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.now = NOW - 60 + UNDO_WINDOW
        assert answers(screens.phone(APPROVED, three=True)) == [Answer(Verb.UNDO)]
        facts.now += 1
        assert answers(screens.phone(APPROVED, three=True)) == []
        assert screens.chat(APPROVED).buttons == ()

    def test_by_votes(self, screens: Screens) -> None:
        ballot = Ballot(need=2).voted("1", "Mira", yes=True, at=1.0)
        voted = replace(APPROVED, ballot=ballot.voted("2", "Jonas", yes=True, at=2.0))
        assert chat(screens, voted)[1] == (
            "🗳 2 of 2 yes: Mira, Jonas. Approved 16:59. Goes to qBittorrent"
        )

    @pytest.mark.parametrize(
        ("asked", "line"),
        [
            (True, "✓ Nobody answered: approved by the rule Mine, 16:59"),
            (False, "✓ Approved by the rule Mine, without asking, 16:59"),
        ],
    )
    def test_by_a_rule(self, screens: Screens, line: str, *, asked: bool) -> None:
        rule = Actor(ActorKind.RULE, "films", "Mine")
        request = ASKED.move(
            State.APPROVED,
            at=NOW - 60,
            who=rule,
            why=Reason("approved_unanswered" if asked else "rule_matched"),
        )
        assert chat(screens, request)[1] == f"{line}. Goes to qBittorrent"

    def test_who_may_only_look_is_offered_no_way_back(
        self, screens: Screens, facts: Facts
    ) -> None:
        declined = ended(State.DECLINED, "declined_by_person", MIRA)
        facts.rights = {"4": frozenset({Right.SEE})}
        for page in Page:
            assert (
                screens.phone(declined, page, three=True, person_id="4").buttons == ()
            )
        assert screens.phone(declined, three=True, person_id="1").buttons

    def test_declined(self, screens: Screens) -> None:
        declined = ended(State.DECLINED, "declined_by_person", MIRA, text="too big")
        phone = screens.phone(declined, three=True, person_id="1")
        assert shown(phone) == (
            "Declined: Salt and Lanterns (2019)\nNot downloaded.\n[Undo] [Decline more]"
        )
        assert phone.goes_after == 10
        assert chat(screens, declined)[1:] == [
            "✕ Declined by Mira, 16:59: “too big”",
            "[Undo] [Decline more]",
        ]

    def test_declined_with_more(self, screens: Screens) -> None:
        declined = ended(State.DECLINED, "declined_by_person", MIRA)
        for scope in ("group", "gain", "group"):
            why = Reason(f"declined_more_{scope}")
            declined = declined.note(at=NOW, who=MIRA, why=why)
        phone = screens.phone(declined, three=True, person_id="1")
        assert phone.message == (
            "Not downloaded. Everything by its group is refused. Whatever changes the same"
            " things is refused."
        )
        assert chat(screens, declined)[1] == (
            "✕ Declined by Mira, 16:59. Everything by its group is refused. Whatever"
            " changes the same things is refused"
        )
        # What was taken back is not told of the next no.
        asked = declined.move(State.PENDING, at=NOW, who=MIRA, why=Reason("taken_back"))
        again = asked.move(
            State.DECLINED, at=NOW, who=MIRA, why=Reason("declined_by_person")
        )
        phone = screens.phone(again, three=True, person_id="1")
        assert phone.message == "Not downloaded."

    def test_what_was_only_told_was_seen(self, screens: Screens) -> None:
        seen = TOLD.move(
            State.DECLINED, at=NOW, who=MIRA, why=Reason("acknowledged_by_person")
        )
        assert chat(screens, seen)[1:] == ["✕ Seen by Mira, 17:00", "[Undo]"]
        assert screens.phone(seen, three=True, person_id="1").title == (
            "Seen: Salt and Lanterns (2019)"
        )

    def test_put_off(self, screens: Screens) -> None:
        later = ASKED.note(at=NOW, who=MIRA, why=Reason("put_off"), later=NOW + 7200)
        phone = screens.phone(later, three=True)
        assert shown(phone) == ("Comes back at 19:00\nSalt and Lanterns (2019)\n[Undo]")
        assert phone.goes_after == 10
        assert chat(screens, later)[1:] == [
            "🔔 Comes back at 19:00. Put off by Mira",
            "[Ask now]",
        ]


class TestOnItsWay:
    def test_waits_for_room(self, screens: Screens, facts: Facts) -> None:
        facts.room = Reason(
            "no_room",
            (("free", 112 * GB), ("needed", 66_400_000_000), ("reserve", 50 * GB)),
        )
        phone = screens.phone(APPROVED, three=True)
        assert shown(phone) == (
            "Salt and Lanterns (2019) waits for room\n"
            "Needs 66.4 GB, only 62.0 GB can be used. Starts by itself.\n"
            "[Download anyway] [Cancel]"
        )
        assert not phone.silent
        assert answers(phone) == [Answer(Verb.APPROVE_ANYWAY), Answer(Verb.CANCEL)]
        assert chat(screens, APPROVED)[1] == (
            "⏸ Waits for room: needs 66.4 GB, only 62.0 GB can be used"
        )

    def test_a_client_that_is_away(self, screens: Screens) -> None:
        away = APPROVED.note(
            at=NOW - 30,
            who=BOX,
            why=Reason("client_cannot_connect", (("client", "Box"), ("detail", "no"))),
        )
        assert shown(screens.phone(away, three=True)) == (
            "Salt and Lanterns (2019) waits for Box\n"
            "It does not answer since 16:59. Nothing is lost.\n[Undo]"
        )
        assert chat(screens, away)[1] == (
            "⏸ Box does not answer since 16:59. Nothing is lost"
        )

    def test_whatever_else_it_waits_for(self, screens: Screens) -> None:
        waits = APPROVED.note(at=NOW, who=BOX, why=Reason("no_client"))
        assert chat(screens, waits)[1] == (
            "⏸ Waits: there is no download client for it yet. It waits a day for one"
        )

    def test_downloading(self, screens: Screens, facts: Facts) -> None:
        facts.now = NOW + UNDO_WINDOW
        facts.downloads[LOADING.id] = download()
        phone = screens.phone(LOADING, three=True)
        assert shown(phone) == (
            "Salt and Lanterns (2019)\nDownloading: 23.9 of 71.2 GB, 19 min left"
        )
        assert (phone.progress, phone.silent) == (0.3, True)
        assert phone.critical == "30\N{NO-BREAK SPACE}%"
        assert chat(screens, LOADING)[1:] == [
            "⬇ ■■■■■■□□□□□□□□□□□□□□ 30 %",
            "23.9 of 71.2 GB · 41.3 MB/s · 19 min left",
            "",
        ]

    def test_it_is_told_in_steps(self, screens: Screens, facts: Facts) -> None:
        facts.now = NOW + UNDO_WINDOW
        told: list[PhoneScreen] = []
        for percent in range(101):
            facts.downloads[LOADING.id] = download(
                progress=percent / 100, done=percent * 7 * 10**8, eta=1000 - percent
            )
            told.append(screens.phone(LOADING, three=True))
        assert len(set(told)) == 21
        assert [one.progress for one in told[::5]] == [
            pytest.approx(step / 20) for step in range(21)
        ]

    @pytest.mark.parametrize(
        ("changes", "line"),
        [
            ({"eta": None, "download_speed": 0}, "23.9 of 71.2 GB"),
            ({"state": DownloadState.STALLED}, "23.9 of 71.2 GB"),
            ({"done": 900_000_000}, "900 MB of 71.2 GB · 41.3 MB/s · 19 min left"),
        ],
    )
    def test_what_is_not_known_is_not_told(
        self, screens: Screens, facts: Facts, changes: dict[str, Any], line: str
    ) -> None:
        facts.downloads[LOADING.id] = download(**changes)
        assert chat(screens, LOADING)[2] == line

    def test_before_the_client_says_anything_it_is_as_far_as_it_was(
        self, screens: Screens
    ) -> None:
        assert chat(screens, replace(LOADING, progress=0.5))[1:3] == [
            "⬇ ■■■■■■■■■■□□□□□□□□□□ 50 %",
            "35.6 of 71.2 GB",
        ]

    def test_what_was_told_is_forgotten_with_its_download(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.downloads[LOADING.id] = download()
        assert chat(screens, LOADING)[2].startswith("23.9 of 71.2 GB")
        facts.downloads[LOADING.id] = download(done=24_500_000_000)
        assert chat(screens, LOADING)[2].startswith("23.9 of 71.2 GB")
        gone, other = facts.downloads.pop(LOADING.id), replace(LOADING, id="other")
        facts.downloads[other.id] = download()
        chat(screens, other)
        facts.downloads[LOADING.id] = gone
        assert chat(screens, LOADING)[2].startswith("24.5 of 71.2 GB")

    def test_of_what_is_there_somebody_has_to_say_what_becomes(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.downloads[LOADING.id] = download(progress=0.0, done=0)
        assert answers(screens.phone(LOADING, three=True)) == [Answer(Verb.UNDO)]
        facts.downloads[LOADING.id] = download()
        phone = screens.phone(LOADING, three=True)
        assert answers(phone) == [Answer(Verb.UNDO_KEEP), Answer(Verb.UNDO_DELETE)]
        assert [one.destructive for one in phone.buttons] == [False, True]


class TestUntilItIsImported:
    """An import ends the time in which a yes can be taken back."""

    def test_it_is_said_as_long_as_it_can_be_taken_back(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.sooner = True
        phone = screens.phone(APPROVED, three=True, person_id="1")
        assert shown(phone) == (
            "Approved: Salt and Lanterns (2019)\nGoes to qBittorrent. 71.2 GB. "
            "Undo until it is imported, 17:09 at the latest.\n[Undo]"
        )
        until = "Undo until it is imported, 17:09 at the latest"
        assert chat(screens, APPROVED)[2] == until
        assert chat(screens, LOADING)[-2] == until
        theirs = screens.phone(APPROVED, three=True, person_id="2")
        assert "Undo until" in theirs.message
        facts.now = NOW + 600
        assert chat(screens, APPROVED)[-1] == ""
        assert "Undo until" not in screens.phone(APPROVED, three=True).message

    def test_what_is_being_imported_is_not_taken_back(self, screens: Screens) -> None:
        complete = LOADING.move(
            State.COMPLETED, at=NOW, who=BOX, why=Reason("download_complete")
        )
        home = Home(step=Step.WAITING, means=Means.IMPORT, since=NOW, library="radarr0")
        waits = replace(complete, home=home)
        assert "Undo, keep" in chat(screens, waits)[-1]
        going = replace(complete, home=replace(home, step=Step.BEGUN))
        assert chat(screens, going)[-1] == ""


class TestAtItsEnd:
    @pytest.mark.parametrize(
        ("imports", "line"),
        [(True, "📥 Complete. Radarr imports it"), (False, "★ Complete. 71.2 GB")],
    )
    def test_complete(
        self, screens: Screens, facts: Facts, line: str, *, imports: bool
    ) -> None:
        facts.imports = imports
        complete = LOADING.move(
            State.COMPLETED, at=NOW, who=BOX, why=Reason("download_complete")
        )
        assert chat(screens, complete)[1] == line
        # The title says it, and the text what comes of it.
        phone = screens.phone(complete, three=True)
        said = "Radarr imports it. " if imports else ""
        assert phone.title == "Salt and Lanterns (2019) is complete"
        assert phone.message == f"{said}71.2\N{NO-BREAK SPACE}GB."

    def test_after_a_day_nobody_is_said_to_import_it_still(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.imports = True
        complete = LOADING.move(
            State.COMPLETED, at=NOW, who=BOX, why=Reason("download_complete")
        )
        facts.now = NOW + 86_399
        assert chat(screens, complete)[1] == "📥 Complete. Radarr imports it"
        facts.now = NOW + 86_400
        assert chat(screens, complete)[1] == "★ Complete. Handed to Radarr"

    @pytest.mark.parametrize(
        ("step", "means", "why", "line"),
        [
            (Step.TOLD, Means.IMPORT, None, "📥 Complete. Radarr imports it"),
            (Step.LOOKING, Means.THEIRS, None, "📥 Complete. Radarr imports it"),
            (Step.BEGUN, Means.FILES, None, "📥 Complete. 71.2 GB"),
            (Step.WAITING, Means.IMPORT, "home_imported", "📥 Complete. It is there"),
            (Step.WAITING, Means.SCAN, "home_imported", "★ Complete. It is there"),
            (Step.LEFT, Means.IMPORT, "home_imported", "★ Complete. It is there"),
            (Step.LEFT, Means.IMPORT, None, "★ Complete. 71.2 GB"),
            (Step.LEFT, Means.THEIRS, None, "★ Complete. Handed to Radarr"),
            (Step.DONE, Means.IMPORT, None, "★ Complete. 71.2 GB"),
        ],
    )
    def test_how_far_it_is_on_its_way_home(
        self, screens: Screens, step: Step, means: Means, why: str | None, line: str
    ) -> None:
        complete = LOADING.move(
            State.COMPLETED, at=NOW, who=BOX, why=Reason("download_complete")
        )
        home = Home(step=step, means=means, since=NOW, library="radarr0")
        home = replace(home, why=Reason(why) if why else None)
        assert chat(screens, replace(complete, home=home))[1] == line

    def test_imported(self, screens: Screens) -> None:
        complete = LOADING.move(
            State.COMPLETED, at=NOW, who=BOX, why=Reason("download_complete")
        )
        imported = complete.move(
            State.IMPORTED, at=NOW, who=BOX, why=Reason("download_complete")
        )
        phone = screens.phone(imported, three=True)
        assert shown(phone) == (
            "Salt and Lanterns (2019) is here\n"
            "Imported 17:00. Nobody has measured it yet."
        )
        assert not phone.silent

    @pytest.mark.parametrize(
        ("progress", "title", "line"),
        [
            (
                0.887,
                "Salt and Lanterns (2019) failed at 88 %",
                "✕ Failed at 88 %: parts of it are missing at the provider",
            ),
            (
                0.0,
                "Salt and Lanterns (2019) failed",
                "✕ Failed: parts of it are missing at the provider",
            ),
        ],
    )
    def test_failed(
        self, screens: Screens, progress: float, title: str, line: str
    ) -> None:
        failed = replace(LOADING, progress=progress).move(
            State.FAILED, at=NOW, who=BOX, why=Reason("download_missing_articles")
        )
        assert shown(screens.phone(failed, three=True)) == (
            f"{title}\nParts of it are missing at the provider.\n[Try again]"
        )
        assert chat(screens, failed)[1:] == [line, "[Try again]"]

    @pytest.mark.parametrize(
        ("request_", "phone", "line"),
        [
            (
                ended(State.EXPIRED, "not_answered"),
                (
                    "Not downloaded: Salt and Lanterns (2019)\n"
                    "Nobody answered until 16:59.\n[Ask again]"
                ),
                "⌛ Nobody answered until 16:59: not downloaded",
            ),
            (
                ended(State.SUPERSEDED, "library_has_it", library="Radarr"),
                "Salt and Lanterns (2019): no longer needed\nRadarr has it now.",
                "↷ Radarr has it now",
            ),
            (
                ended(State.CANCELLED, "cancelled_by_person", MIRA, text="no"),
                (
                    "Cancelled: Salt and Lanterns (2019)\n"
                    "Cancelled by Mira, 16:59: “no”.\n[Ask again]"
                ),
                "✕ Cancelled by Mira, 16:59: “no”",
            ),
        ],
    )
    def test_over(
        self, screens: Screens, request_: Request, phone: str, line: str
    ) -> None:
        screen = screens.phone(request_, three=True)
        assert shown(screen) == phone
        assert screen.silent
        assert chat(screens, request_)[1] == line

    def test_what_goes_on_although_it_was_given_up_is_said(
        self, screens: Screens
    ) -> None:
        why = Reason("program_lets_go", (("by", "Radarr"),))
        noted = LOADING.note(at=NOW, who=SYSTEM, why=why)
        reason = Reason("cancelled_by_person")
        over = noted.move(State.CANCELLED, at=NOW, who=MIRA, why=reason)
        assert "Radarr lets go of it, and its client goes on" in chat(screens, over)[1]
        screen = shown(screens.phone(over, three=True))
        assert "Radarr lets go of it, and its client goes on" in screen
        again = noted.move(State.PENDING, at=NOW, who=MIRA, why=Reason("taken_back"))
        asked = "\n".join(chat(screens, again))
        assert "Radarr lets go of it, and its client goes on" in asked

    def test_only_what_was_lacking_can_be_taken_back(self, screens: Screens) -> None:
        why = Reason("only_singles", (("episodes", "S01E01"),))
        part = ASKED.move(State.SUPERSEDED, at=NOW - 60, who=MIRA, why=why)
        line = "Only S01E01 are downloaded instead, each by itself"
        assert chat(screens, part)[1:] == [f"↷ {line}", "[Undo]"]

    def test_told_long_enough(self, screens: Screens) -> None:
        over = TOLD.move(State.EXPIRED, at=NOW, who=SYSTEM, why=Reason("not_answered"))
        assert chat(screens, over)[1:] == ["⌛ No longer told of", ""]


def test_the_day_after_it_was_yesterday(screens: Screens, facts: Facts) -> None:
    facts.now = NOW + 86400
    assert "16:59" in chat(screens, APPROVED)[1]
    assert "yesterday 16:59" in chat(screens, APPROVED)[1]
