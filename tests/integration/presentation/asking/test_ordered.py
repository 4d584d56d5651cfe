"""What a program has ordered is told as such, with what it makes of a no, and when it learns of that."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.ballot import Ballot
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM, Actor, Request, State
from custom_components.greenlight.engine.undo import UNDO_WINDOW
from custom_components.greenlight.engine.weighed import Weighed
from custom_components.greenlight.gate.attached import AskerFacts
from custom_components.greenlight.presentation.asking.screens import Screens
from custom_components.greenlight.presentation.screens import Page
from tests.support.asking import NOW, Facts
from tests.support.journals import MIRA, RULE, SONARR, ordered
from tests.support.weighed import SERIES

from .test_outcome import chat
from .test_phone import answers, shown

LOOKS = AskerFacts(name="Sonarr", usenet=False, linked=True)
FAILS = AskerFacts(name="Sonarr", usenet=True, linked=False)
UNTOLD = AskerFacts(name="Sonarr", usenet=False, linked=False)
TITLE = "The.Tide.Clerk.S03E04.1080p.WEB-DL.DDP5.1.H.264-TIDEPOOL"
ORDERED = ordered(
    title=TITLE,
    weighed=Weighed(work=SERIES),
    release_size=2_100_000_000,
    release_seeders=None,
    release_published=None,
    reasons=(
        Reason("grab_quality", (("asker", "Sonarr"), ("quality", "WEBDL-1080p"))),
        Reason("grab_score", (("score", 120), ("formats", "HDR10"))),
        Reason("grab_indexer", (("indexer", "Attic Index"),)),
        Reason("grab_by_hand", (("asker", "Sonarr"),)),
    ),
)


def ended(
    state: State, code: str, who: Actor = MIRA, at: float = NOW - 60, **params: Any
) -> Request:
    """Return what has ended without a client having had it."""
    return ORDERED.move(state, at=at, who=who, why=Reason(code, (*params.items(),)))


class TestQuestion:
    def test_on_a_phone(self, screens: Screens, facts: Facts) -> None:
        facts.asker = LOOKS
        assert shown(screens.phone(ORDERED, three=True)) == (
            "The Tide Clerk S03E04: new episode?\n"
            "Sonarr wants this. You have no version of it. 2.1 GB\n"
            "1080p WEB-DL, DD+ 5.1\n"
            "354 GB free. Sure: the title says all of this\n"
            "Until 21:30. No answer: not downloaded\n"
            "After a no Sonarr looks for another\n"
            "[Approve] [Decline] [More]"
        )
        details = screens.phone(ORDERED, Page.DETAILS, three=True).message
        assert details.split("\n")[2:] == [
            "ordered by Sonarr, TIDEPOOL",
            details.split("\n")[3],
            "Sonarr calls it WEBDL-1080p",
            "It scores 120 there: HDR10",
            "From Attic Index",
            "Picked by hand in Sonarr",
            "After a no Sonarr looks for another",
        ]
        more = screens.phone(ORDERED, Page.MORE, three=True)
        assert [one.label for one in more.buttons] == [
            *("Later", "No, look no further", "Details")
        ]
        # All of them are there at once where there is room.
        assert Answer(Verb.DECLINE_NO_FURTHER) in answers(
            screens.phone(ORDERED, three=False)
        )

    def test_in_a_chat(self, screens: Screens, facts: Facts) -> None:
        facts.asker = LOOKS
        screen = screens.chat(ORDERED)
        text = screen.html.replace("\N{NO-BREAK SPACE}", " ")
        assert "\nSonarr wants this. You have no version of it.\n" in text
        assert (
            "<blockquote expandable>ordered by Sonarr · TIDEPOOL\n"
            "Sonarr calls it WEBDL-1080p\n"
            "It scores 120 there: HDR10\n"
            "From Attic Index\n"
            "Picked by hand in Sonarr\n"
            "After a no Sonarr looks for another\n"
        ) in text
        assert "rule" not in text
        assert [one.label for one in screen.buttons[1]] == [
            *("Later", "No, look no further")
        ]

    @pytest.mark.parametrize(
        ("asker", "said"),
        [
            (LOOKS, "After a no Sonarr looks for another"),
            (FAILS, "After a no Sonarr sees it fail and looks for another"),
            (UNTOLD, "Sonarr is not told of a no"),
        ],
    )
    def test_what_it_would_make_of_a_no(
        self, screens: Screens, facts: Facts, asker: AskerFacts, said: str
    ) -> None:
        facts.asker = asker
        screen = screens.chat(ORDERED)
        assert f"\n{said}\n" in screen.html
        labels = [one.label for row in screen.buttons for one in row]
        # Only who can be told can be told to leave it at that.
        assert ("No, look no further" in labels) is asker.linked

    def test_of_one_that_is_gone_its_name_is_known(self, screens: Screens) -> None:
        text = shown(screens.phone(ORDERED, three=True))
        assert "Sonarr wants this." in text
        details = screens.phone(ORDERED, Page.DETAILS, three=True).message
        assert "ordered by Sonarr" in details
        assert "a no" not in details

    def test_a_vote_says_no_more_than_a_no(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.asker = LOOKS
        vote = replace(ORDERED, ballot=Ballot(need=2))
        assert Answer(Verb.DECLINE_NO_FURTHER) not in answers(
            screens.phone(vote, three=False)
        )

    def test_the_details_of_a_question_with_others_stay_in_reach(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.asker = LOOKS
        others = replace(ORDERED, also=(ORDERED.release,))
        more = screens.phone(others, Page.MORE, three=True)
        assert [one.label for one in more.buttons] == ["Others (1)", "Later", "Details"]

    def test_a_rule_of_ones_own_is_told(self, screens: Screens) -> None:
        by_rule = replace(ORDERED, rule="films", rule_name="Films")
        details = screens.phone(by_rule, Page.DETAILS, three=True).message
        assert "ordered by Sonarr, TIDEPOOL, rule Films" in details


class TestNo:
    @pytest.mark.parametrize(
        ("asker", "code", "soon", "then"),
        [
            (
                LOOKS,
                "declined_by_person",
                "Sonarr is told at 17:09 and looks for another",
                "Sonarr looks for another",
            ),
            (
                LOOKS,
                "declined_no_further",
                "Sonarr is told at 17:09 and looks no further",
                "Sonarr looks no further",
            ),
            (
                FAILS,
                "declined_by_person",
                "Sonarr sees it fail at 17:09 and looks for another",
                "Sonarr sees it fail and looks for another",
            ),
            # There is nobody who could tell it.
            (
                FAILS,
                "declined_no_further",
                "Sonarr sees it fail at 17:09 and looks for another",
                "Sonarr sees it fail and looks for another",
            ),
            (
                UNTOLD,
                "declined_by_person",
                "Sonarr is not told",
                "Sonarr is not told",
            ),
        ],
    )
    def test_it_is_said_what_follows_and_when(
        self,
        screens: Screens,
        facts: Facts,
        asker: AskerFacts,
        code: str,
        soon: str,
        then: str,
    ) -> None:
        facts.asker = asker
        declined = ended(State.DECLINED, code, text="too big")
        phone = screens.phone(declined, three=True, person_id="1")
        assert phone.message == f"Not downloaded. {soon}."
        assert chat(screens, declined)[1:] == [
            f"✕ Declined by Mira, 16:59: “too big”. {soon}",
            "[Undo] [Decline more]",
        ]
        # It can be taken back no longer.
        facts.now = NOW - 60 + UNDO_WINDOW + 1
        phone = screens.phone(declined, three=True, person_id="1")
        assert phone.message == f"Not downloaded. {then}."

    @pytest.mark.parametrize(
        ("code", "params", "said"),
        [
            ("told_no", {}, "Sonarr was told, blocks it and looks for another"),
            (
                "told_no_further",
                {},
                "Sonarr was told, blocks it and looks no further",
            ),
            (
                "not_told",
                {"detail": "no answer"},
                "Sonarr could not be told: no answer",
            ),
            ("not_told", {"detail": ""}, "Sonarr could not be told"),
        ],
    )
    def test_it_is_said_what_it_was_told(
        self,
        screens: Screens,
        facts: Facts,
        code: str,
        params: dict[str, str],
        said: str,
    ) -> None:
        facts.asker = LOOKS
        why = Reason(code, (("asker", "Sonarr"), *params.items()))
        declined = ended(State.DECLINED, "declined_by_person")
        told = declined.note(at=NOW, who=SONARR, why=why)
        phone = screens.phone(told, three=True, person_id="1")
        assert phone.message == f"Not downloaded. {said}."
        # That of the no before is not told of this one.
        again = told.move(State.PENDING, at=NOW, who=MIRA, why=Reason("taken_back"))
        twice = again.move(
            State.DECLINED, at=NOW, who=MIRA, why=Reason("declined_by_person")
        )
        assert said not in screens.phone(twice, three=True, person_id="1").message

    def test_what_nobody_has_ordered_tells_nobody(
        self, screens: Screens, facts: Facts
    ) -> None:
        declined = ended(State.DECLINED, "declined_by_person")
        assert screens.phone(declined, three=True).message == "Not downloaded."
        facts.asker = LOOKS
        told = replace(declined, tell=True)
        assert screens.phone(told, three=True).message == ""

    def test_what_was_refused_before_is_not_asked_about(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.asker = LOOKS
        refused = ended(State.DECLINED, "refused_before", SYSTEM, title="Film")
        assert chat(screens, refused)[1] == (
            "✕ It was refused before, so nobody is asked. Sonarr looks for another"
        )


class TestItself:
    @pytest.mark.parametrize(
        ("who", "code", "line"),
        [
            (SONARR, "picked_there", "Ordered by Sonarr, approved without asking"),
            (SONARR, "asker_approves", "Ordered by Sonarr, approved without asking"),
            (
                RULE,
                "rule_matched",
                "Approved by the rule Films I have, without asking",
            ),
            (SONARR, "approved_by_person", "Approved by Sonarr"),
        ],
    )
    def test_it_may_be_approved_at_once(
        self, screens: Screens, who: Actor, code: str, line: str
    ) -> None:
        approved = ended(State.APPROVED, code, who)
        assert chat(screens, approved)[1] == f"✓ {line}, 16:59"

    def test_who_else_wants_it_is_nothing_to_wait_for(self, screens: Screens) -> None:
        why = Reason("also_ordered", (("asker", "Radarr"),))
        approved = ended(State.APPROVED, "approved_by_person")
        also = approved.note(at=NOW, who=SONARR, why=why)
        assert chat(screens, also)[1] == "✓ Approved by Mira, 16:59"

    def test_what_it_does_not_want_any_more_is_not_asked_again(
        self, screens: Screens
    ) -> None:
        gone = ended(State.CANCELLED, "withdrawn", SONARR, asker="Sonarr")
        assert shown(screens.phone(gone, three=True)) == (
            "Not wanted any more: The Tide Clerk S03E04\n"
            "Sonarr does not want it any more, 16:59."
        )
        assert chat(screens, gone)[1:] == [
            *("✕ Sonarr does not want it any more, 16:59", "")
        ]
