"""What a phone shows: each question whole and short, its pages, and what has become of it."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.answer import Answer, Later, Verb
from custom_components.greenlight.engine.ballot import Ballot
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM, Request, State
from custom_components.greenlight.engine.rights import Right
from custom_components.greenlight.engine.weighed import Weighed
from custom_components.greenlight.gate.room import Outlook
from custom_components.greenlight.presentation.asking.phone import (
    MOST_CHARS,
    MOST_LINES,
    fitted,
)
from custom_components.greenlight.presentation.asking.screens import Screens
from custom_components.greenlight.presentation.asking.told import Fate
from custom_components.greenlight.presentation.screens import Page, PhoneScreen
from tests.support.asking import GB, NOW, Facts
from tests.support.weighed import FILM

from .examples import (
    EPISODE,
    EVERY,
    FILM_BETTER,
    MIRA,
    PACK,
    RADARR,
    TOLD,
    UNREAD,
    VOTE,
    WARNING,
    WHICH,
)

FULL = Outlook(client="qBittorrent", free=112 * GB, promised=0, reserve=50 * GB)


def shown(screen: PhoneScreen) -> str:
    """Return a screen as one reads it: title, lines, buttons."""
    text = f"{screen.title}\n{screen.message}".replace("\N{NO-BREAK SPACE}", " ")
    buttons = " ".join(f"[{button.label}]" for button in screen.buttons)
    return f"{text}\n{buttons}".strip()


def answers(screen: PhoneScreen) -> list[Answer | None]:
    """Return what each button says."""
    return [button.answer for button in screen.buttons]


SINGLES = Reason(
    "singles_offered", (("episodes", "S02E07, S02E09"), ("size", 3 * 10**9))
)


def in_part() -> Request:
    """Return the question of a pack of which two episodes are lacking, which are offered by themselves."""
    weighed = replace(PACK.weighed or Weighed(), lacking="E07, E09", had=8, episodes=10)
    return replace(PACK, weighed=weighed, reasons=(SINGLES,))


class TestQuestions:
    def test_a_film_that_gets_better(self, screens: Screens, facts: Facts) -> None:
        facts.fate = Fate.GONE
        screen = screens.phone(FILM_BETTER, three=True)
        assert shown(screen) == (
            "Salt and Lanterns (2019): upgrade?\n"
            "Better picture and sound, one language less. 71.2 GB\n"
            "▲ Dolby Vision P5 → P7 FEL\n"
            "▲ DD+ 5.1 → TrueHD Atmos 7.1\n"
            "▲ WEB-DL → UHD remux\n"
            "▼ English, German → English\n"
            "Deletes your file for good: 18.4 GB\n"
            "354 GB free. Sure: the title says all of this\n"
            "Until 21:30. No answer: not downloaded\n"
            "A no is to this release only\n"
            "[Replace] [Decline] [More]"
        )
        assert screen.subject.replace("\N{NO-BREAK SPACE}", " ") == (
            "Better picture and sound, one language less. 71.2 GB"
        )
        assert answers(screen) == [
            Answer(Verb.APPROVE),
            Answer(Verb.DECLINE),
            Answer(Verb.MORE),
        ]
        assert [one.yes for one in screen.buttons] == [True, False, False]
        assert [one.destructive for one in screen.buttons] == [True, False, False]
        assert screen.poster
        assert screen.until == FILM_BETTER.expires
        assert not screen.silent

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("program_rejects", "▼ Radarr would not fetch it: Too large"),
            ("program_waits", "▼ Radarr would not fetch it yet: Too large"),
        ],
    )
    def test_what_the_program_that_found_it_has_against_it(
        self, screens: Screens, code: str, said: str
    ) -> None:
        reason = Reason(code, (("by", "Radarr"), ("words", "Too large")))
        against = replace(FILM_BETTER, reasons=(*FILM_BETTER.reasons, reason))
        screen = screens.phone(against, three=True)
        assert f"\n{said}\n" in screen.message
        # It is the person's to say, with one tap as ever.
        assert screen.buttons[0].yes
        assert f"\n{said}\n" in screens.chat(against).html

    def test_all_at_once_where_there_is_room_for_it(self, screens: Screens) -> None:
        screen = screens.phone(FILM_BETTER, three=False)
        labels = [one.label for one in screen.buttons]
        assert labels == [
            *("Replace", "Decline", "Keep both", "Others (3)", "Later", "Details")
        ]

    def test_a_better_one_while_the_first_is_on_its_way(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.fate, facts.imports = Fate.GONE, True
        asked = replace(FILM_BETTER, switch="first")
        assert shown(screens.phone(asked, three=True)) == (
            "Salt and Lanterns (2019): switch?\n"
            "Better picture and sound, one language less. The one on its way would be given up. "
            "71.2 GB\n"
            "▲ Dolby Vision P5 → P7 FEL\n"
            "▲ DD+ 5.1 → TrueHD Atmos 7.1\n"
            "▲ WEB-DL → UHD remux\n"
            "▼ English, German → English\n"
            "354 GB free. Sure: the title says all of this\n"
            "Until 21:30. No answer: not downloaded\n"
            "After a no the first one goes on\n"
            "[Switch] [Stay] [More]"
        )

    @pytest.mark.parametrize(
        ("here", "said"),
        [
            (None, "The one on its way would be given up."),
            (0.004, "The one on its way would be given up."),
            (0.12, "12 % of the one on its way are here and would be deleted."),
            (0.999, "99 % of the one on its way are here and would be deleted."),
        ],
    )
    def test_how_much_of_the_first_is_here(
        self, screens: Screens, facts: Facts, here: float | None, said: str
    ) -> None:
        facts.here = here
        asked = replace(FILM_BETTER, switch="first")
        first = shown(screens.phone(asked, three=True)).split("\n")[1]
        assert first == (f"Better picture and sound, one language less. {said} 71.2 GB")

    @pytest.mark.parametrize(
        ("had", "coming", "said"),
        [
            (7, "", "You already have 7 of its 10 episodes."),
            (6, "E03", "You already have 6 of its 10 episodes, E03 is on the way."),
            (
                5,
                "E03, E05",
                "You already have 5 of its 10 episodes, E03 and E05 are on the way.",
            ),
            (0, "E03", "E03 of its 10 episodes is on the way."),
            (0, "E03, E05", "E03 and E05 of its 10 episodes are on the way."),
        ],
    )
    def test_what_of_a_pack_is_on_its_way(
        self, screens: Screens, had: int, coming: str, said: str
    ) -> None:
        weighed = replace(
            PACK.weighed or Weighed(),
            lacking="E07, E09",
            had=had,
            episodes=10,
            coming=coming,
        )
        screen = screens.phone(replace(PACK, weighed=weighed), three=True)
        assert screen.message.replace("\N{NO-BREAK SPACE}", " ").startswith(
            f"{said} 38.4 GB\nNew: E07, E09\n"
        )

    def test_a_file_that_holds_more(self, screens: Screens) -> None:
        more = Reason("file_holds_more", (("episodes", "S03E05"),))
        screen = screens.phone(replace(EPISODE, reasons=(more,)), three=True)
        assert "• Your file also holds S03E05: it is kept" in screen.message
        assert [one.label for one in screen.buttons] == ["Decline", "Look", "More"]

    def test_an_episode(self, screens: Screens) -> None:
        assert shown(screens.phone(EPISODE, three=True)) == (
            "The Tide Clerk S03E04: new episode?\n"
            "You have no version of it. 2.1 GB\n"
            "Low Water, 1080p WEB-DL, DD+ 5.1\n"
            "354 GB free. Sure: the title says all of this\n"
            "Until tomorrow 8:00. No answer: not downloaded\n"
            "A no is to this release only\n"
            "[Approve] [Decline] [More]"
        )

    def test_a_pack(self, screens: Screens) -> None:
        assert shown(screens.phone(PACK, three=True)) == (
            "Copper Valley Radio, season 2: pack?\n"
            "You have no version of it. 38.4 GB\n"
            "2160p WEB, Dolby Vision, probably P5, DD+ 5.1\n"
            "354 GB free. Fairly sure: the title does not say all of this outright\n"
            "Until Saturday 18:00. No answer: not downloaded\n"
            "A no is to this release only\n"
            "[Approve] [Decline] [More]"
        )

    def test_of_a_pack_only_what_is_lacking(self, screens: Screens) -> None:
        screen = screens.phone(in_part(), three=True)
        labels = [one.label for one in screen.buttons]
        assert labels == ["Only 2", "Decline", "More"]
        assert answers(screen)[0] == Answer(Verb.SINGLES)
        assert screen.buttons[0].yes
        more = screens.phone(in_part(), Page.MORE, three=True)
        # The pack is still to be had.
        assert (more.buttons[0].label, answers(more)[0]) == (
            "Approve",
            Answer(Verb.APPROVE),
        )

    @pytest.mark.parametrize(
        "changes",
        [
            {"state": State.APPROVED},
            {"reasons": (*WARNING.reasons, SINGLES)},
            {"reasons": ()},
            {"tell": True},
        ],
    )
    def test_where_a_part_is_no_answer(
        self, screens: Screens, changes: dict[str, Any]
    ) -> None:
        screen = screens.phone(replace(in_part(), **changes), three=True)
        assert Answer(Verb.SINGLES) not in answers(screen)

    def test_a_library_that_decides_and_no_room(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.imports, facts.outlook = True, FULL
        screen = screens.phone(RADARR, three=True)
        assert shown(screen) == (
            "Nine Winters North (2022): upgrade?\n"
            "Better picture. 84.6 GB\n"
            "▲ HDR10 → Dolby Vision P7\n"
            "? It may be FEL or MEL\n"
            "? Yours may have Atmos without saying so\n"
            "Radarr decides what becomes of your file. It usually deletes it: 31.0 GB\n"
            "No room: only 62.0 GB can be used. Approved, it waits\n"
            "Until tomorrow 20:00. No answer: not downloaded\n"
            "A no is to this release only\n"
            "[Approve] [Decline] [More]"
        )
        more = screens.phone(RADARR, Page.MORE, three=True)
        assert [one.label for one in more.buttons] == ["Anyway", "Others (2)", "Later"]
        assert answers(more)[0] == Answer(Verb.APPROVE_ANYWAY)

    def test_a_vote_as_one_sees_it_who_has_not_voted(self, screens: Screens) -> None:
        screen = screens.phone(VOTE, three=True, person_id="4")
        assert shown(screen) == (
            "Four Kites at Noon (2025): new film?\n"
            "2 of 3 yes, one is missing. 19.8 GB\n"
            "Yes: Mira, Jonas. Not yet: you, Lotte\n"
            "2160p WEB-DL, HDR10+, DD+ Atmos 5.1\n"
            "354 GB free. Sure: the title says all of this\n"
            "Until tomorrow 9:00. No answer: not downloaded. One no ends it\n"
            "[Yes] [No] [More]"
        )

    def test_a_vote_as_everybody_else_sees_it(self, screens: Screens) -> None:
        against = replace(
            VOTE, ballot=Ballot(need=3, against=3).voted("3", "Lotte", yes=False, at=1)
        )
        screen = screens.phone(against, three=True, person_id="9")
        assert "\nNo: Lotte. Not yet: Ben, Jonas, Mira\n" in screen.message
        assert "0 of 3 yes, 3 are missing." in screen.message
        assert screen.message.endswith("2 no end it")

    def test_a_warning_puts_the_no_first(self, screens: Screens) -> None:
        screen = screens.phone(WARNING, three=True)
        assert shown(screen) == (
            "Glasshouse Choir (2026): look twice\n"
            "Two things speak against this release. 400 MB\n"
            "• Far too small: 3 MB a minute, at least 22 expected\n"
            "• The title says “setup” and “exe”\n"
            "354 GB free. Not sure: nothing but the title speaks for it\n"
            "Until 22:00. No answer: not downloaded\n"
            "A no is to this release only\n"
            "[Decline] [Look] [More]"
        )
        assert screen.buttons[1].url == f"/lovelace/greenlight?greenlight={WARNING.id}"
        more = screens.phone(WARNING, Page.MORE, three=True)
        assert answers(more)[0] == Answer(Verb.REALLY)
        assert not more.buttons[0].yes
        really = screens.phone(WARNING, Page.REALLY, three=True)
        assert shown(really) == (
            "Glasshouse Choir (2026): really?\n"
            "Two things speak against this release.\n"
            "[Approve] [Decline]"
        )
        assert really.buttons[0].yes

    def test_nothing_of_a_warning_is_approved_by_one_tap(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.outlook, facts.rule = FULL, "everything"
        upgrade = replace(
            FILM_BETTER, reasons=WARNING.reasons, ballot=Ballot(need=2), also=()
        )
        for page in set(Page) - {Page.REALLY}:
            for three in (True, False):
                screen = screens.phone(upgrade, page, three=three)
                assert not [one for one in screen.buttons if one.yes]

    def test_which_one(self, screens: Screens) -> None:
        screen = screens.phone(WHICH, three=True)
        assert shown(screen) == (
            "The Quiet Orchard: which one?\n"
            "2 works have this name, and the title does not tell which. 21.7 GB\n"
            "1: the one of 2011. In Radarr\n"
            "2: the one of 2013\n"
            "354 GB free\n"
            "Until tomorrow 12:00. No answer: not downloaded\n"
            "A no is to this release only\n"
            "[Approve 2011] [Approve 2013] [Decline]"
        )
        assert answers(screen)[1] == Answer(Verb.CHOOSE, "1")

    @pytest.mark.parametrize("years", [(2011, 2011), (None, 2011)])
    def test_works_of_no_year_of_their_own_go_by_their_number(
        self, screens: Screens, years: tuple[int | None, ...]
    ) -> None:
        works = tuple(replace(FILM, title="Orchard", year=year) for year in years)
        which = replace(WHICH, weighed=Weighed(works=works))
        labels = [one.label for one in screens.phone(which, three=True).buttons]
        assert labels == ["Approve 1", "Approve 2", "Decline"]

    def test_three_works_are_chosen_on_a_page(self, screens: Screens) -> None:
        works = tuple(replace(FILM, title="Orchard", year=year) for year in (1, 2, 3))
        which = replace(WHICH, weighed=Weighed(works=works))
        first = screens.phone(which, three=True)
        assert [one.label for one in first.buttons] == ["Decline", "More"]
        more = screens.phone(which, Page.MORE, three=True)
        assert [one.label for one in more.buttons] == [
            *("Approve 1", "Approve 2", "Approve 3")
        ]

    def test_what_is_only_told_has_no_yes(self, screens: Screens) -> None:
        screen = screens.phone(TOLD, three=True)
        assert shown(screen) == (
            "Salt and Lanterns (2019) is on offer\n"
            "You have no version of it. 71.2 GB\n"
            "2160p UHD remux, Dolby Vision P7 FEL, TrueHD Atmos 7.1\n"
            "Nothing is fetched from there by itself: see to it yourself.\n"
            "Until 21:30\n"
            "[Seen] [Details]"
        )

    def test_what_nobody_could_read(self, screens: Screens) -> None:
        assert shown(screens.phone(UNREAD, three=True)) == (
            "xyzzy: download it?\n"
            "No film or series could be read from this title.\n"
            "Its size is not known. 354 GB free\n"
            "Until 21:30. No answer: not downloaded\n"
            "A no is to this release only\n"
            "[Approve] [Decline] [More]"
        )

    def test_handed_in_by_somebody(self, screens: Screens) -> None:
        request = replace(UNREAD, reasons=(Reason("handed_in"),)).note(
            at=NOW, who=MIRA, why=Reason("handed_in")
        )
        message = screens.phone(request, three=True).message
        assert message.startswith("Mira wants to download it.")

    def test_silence_that_is_a_yes(self, screens: Screens) -> None:
        screen = screens.phone(
            replace(EPISODE, then_approve=True, rule_name="Mine"), three=True
        )
        assert "\nUntil tomorrow 8:00. No answer: approved by the rule Mine\n" in (
            screen.message
        )

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({}, "A no is to this release only"),
            ({"unasked": frozenset({"x"})}, "After a no the next best is asked about"),
            ({"switch": "first"}, "After a no the first one goes on"),
            ({"ballot": Ballot(need=2)}, ". One no ends it"),
            ({"tell": True}, "Until tomorrow 8:00"),
        ],
    )
    def test_what_a_no_does(
        self, screens: Screens, changes: dict[str, Any], said: str
    ) -> None:
        screen = screens.phone(replace(EPISODE, **changes), three=True)
        assert screen.message.split("\n")[-1].endswith(said)

    def test_soon_over(self, screens: Screens, facts: Facts) -> None:
        facts.now = FILM_BETTER.expires - 800
        reminded = replace(FILM_BETTER, reminded=True)
        screen = screens.phone(reminded, three=True)
        assert screen.title == "Salt and Lanterns (2019): upgrade? (still open)"
        assert "Only 15 min left: until 21:30. No answer: not downloaded" in (
            screen.message
        )
        facts.now += 60
        # It is not another text with every minute.
        assert screens.phone(reminded, three=True) == screen

    def test_taken_back(self, screens: Screens) -> None:
        back = FILM_BETTER.note(at=NOW, who=MIRA, why=Reason("taken_back"))
        message = screens.phone(back, three=True).message
        assert message.startswith("Taken back by Mira.\nBetter picture")
        # What follows from it changes nothing about that, what somebody does then does.
        gone = back.note(at=NOW, who=SYSTEM, why=Reason("removed_from_client"))
        assert screens.phone(gone, three=True).message == message
        chosen = gone.note(at=NOW, who=MIRA, why=Reason("chosen_by_person"))
        assert "Taken back" not in screens.phone(chosen, three=True).message

    def test_only_both_can_be_had(self, screens: Screens) -> None:
        assert FILM_BETTER.weighed
        both = replace(
            FILM_BETTER,
            weighed=replace(FILM_BETTER.weighed, choices=(Choice.KEEP_BOTH,)),
        )
        screen = screens.phone(both, three=True)
        assert answers(screen)[0] == Answer(Verb.KEEP_BOTH)
        assert screen.buttons[0].label == "Keep both"
        assert "Keeps your file: both stay (89.6\N{NO-BREAK SPACE}GB together)" in (
            screen.message
        )

    @pytest.mark.parametrize(
        ("fate", "line"),
        [
            (Fate.GONE, "Deletes your file for good: 18.4 GB"),
            (
                Fate.BIN,
                "Replaces your file: 18.4 GB go to the recycle bin (kept 30 days)",
            ),
            (Fate.KEEP, "Keeps your file: both stay (89.6 GB together)"),
            (None, "Would take the place of your file: 18.4 GB"),
        ],
    )
    def test_what_becomes_of_the_file(
        self, screens: Screens, facts: Facts, fate: Fate | None, line: str
    ) -> None:
        facts.fate = fate
        assert line in shown(screens.phone(FILM_BETTER, three=True)).split("\n")
        destructive = screens.phone(FILM_BETTER, three=True).buttons[0].destructive
        assert destructive is (fate is Fate.GONE)

    @pytest.mark.parametrize(
        ("free", "line"),
        [
            (400, "342 GB free. Sure: the title says all of this"),
            (
                230,
                "172 GB free: tight. Leaves 101 GB. Sure: the title says all of this",
            ),
            (
                150,
                "No room: only 42.0 GB can be used. Approved, it waits. Sure: the title says all of this",
            ),
            (
                20,
                "No room: only 0 B can be used. Approved, it waits. Sure: the title says all of this",
            ),
        ],
    )
    def test_how_full_the_disk_is(
        self, screens: Screens, facts: Facts, free: int, line: str
    ) -> None:
        reserve = 60 if free == 230 else 50
        facts.outlook = Outlook(
            client="Box", free=free * GB, promised=58 * GB, reserve=reserve * GB
        )
        assert line in shown(screens.phone(FILM_BETTER, three=True)).split("\n")

    def test_no_word_of_a_disk_that_nobody_knows(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.outlook = None
        assert "free" not in screens.phone(FILM_BETTER, three=True).message


class TestPages:
    def test_more(self, screens: Screens) -> None:
        assert shown(screens.phone(FILM_BETTER, Page.MORE, three=True)) == (
            "Salt and Lanterns (2019): what else?\n"
            "Better picture and sound, one language less. 71.2 GB\n"
            "3 other releases. Keeping both takes 89.6 GB together.\n"
            "Would take the place of your file: 18.4 GB\n"
            "[Others (3)] [Keep both] [Later]"
        )

    def test_what_is_not_possible_gives_way_to_the_details(
        self, screens: Screens
    ) -> None:
        more = screens.phone(EPISODE, Page.MORE, three=True)
        assert [one.label for one in more.buttons] == ["Later", "Details"]

    def test_others(self, screens: Screens) -> None:
        screen = screens.phone(FILM_BETTER, Page.OTHERS, three=True)
        assert shown(screen) == (
            "Salt and Lanterns (2019): which one?\n"
            "1: 2160p UHD remux, HDR10, TrueHD Atmos 7.1, 68.9 GB, 11 seeders\n"
            "2: 2160p Blu-ray, HDR10, 19.2 GB, 102 seeders\n"
            "3: 1080p Blu-ray, DTS-HD MA 7.1, 13.1 GB\n"
            "Asked about: P7 FEL, TrueHD Atmos 7.1, UHD remux, English, 71.2 GB\n"
            "Would take the place of your file: 18.4 GB\n"
            "[Take 1] [Take 2] [Take 3]"
        )
        assert answers(screen)[2] == Answer(Verb.TAKE, "2")
        assert all(one.yes for one in screen.buttons)

    def test_when(self, screens: Screens, facts: Facts) -> None:
        screen = screens.phone(FILM_BETTER, Page.WHEN, three=True)
        assert shown(screen) == (
            "Salt and Lanterns (2019): when?\n"
            "Until 21:30. Put off beyond that, it waits as long.\n"
            "[1 hour] [Tonight] [Tomorrow]"
        )
        assert answers(screen)[1] == Answer(Verb.LATER, Later.TONIGHT.value)
        facts.now = NOW + 3 * 3600
        late = screens.phone(FILM_BETTER, Page.WHEN, three=True)
        assert [one.label for one in late.buttons] == ["1 hour", "Tomorrow"]

    def test_details(self, screens: Screens) -> None:
        assert shown(screens.phone(FILM_BETTER, Page.DETAILS, three=True)) == (
            "Salt and Lanterns (2019): details\n"
            f"{FILM_BETTER.release.title}\n"
            "Would take the place of your file: 18.4 GB\n"
            "Goes to qBittorrent\n"
            "38 seeders, 2 h old, Harbour Feed, NORTHWND, rule Films I have\n"
            "412 GB free, 58.0 GB of it for downloads under way. You keep 50.0 GB free\n"
            "A no is to this release only\n"
            "[Replace] [Decline] [Others (3)]"
        )

    def test_always_only_where_a_rule_can_be_made(
        self, screens: Screens, facts: Facts
    ) -> None:
        question = screens.phone(FILM_BETTER, three=False)
        assert Answer(Verb.ALWAYS_HOW) not in answers(question)
        assert screens.phone(FILM_BETTER, Page.ALWAYS, three=False) == question
        facts.rule = "From now on: Films I have, by NORTHWND, up to 80 GB."
        assert Answer(Verb.ALWAYS_HOW) in answers(
            screens.phone(FILM_BETTER, three=False)
        )
        assert shown(screens.phone(FILM_BETTER, Page.ALWAYS, three=True)) == (
            "Salt and Lanterns (2019): always like this?\n"
            "From now on: Films I have, by NORTHWND, up to 80 GB.\n"
            "[Make the rule and approve]"
        )

    @pytest.mark.parametrize("page", Page)
    @pytest.mark.parametrize("request_", EVERY, ids=lambda one: one.release.title[:20])
    def test_a_page_of_a_phone_with_all_buttons_leads_back(
        self, screens: Screens, request_: Request, page: Page
    ) -> None:
        question = screens.phone(request_, three=False)
        screen = screens.phone(request_, page, three=False)
        assert screen == question or Answer(Verb.BACK) in answers(screen)
        assert len(answers(screen)) == len(set(answers(screen)))

    @pytest.mark.parametrize(
        ("count", "seeds"),
        [(0, "Nobody shares it now"), (1, "Only 1 seeder: may take long")],
    )
    def test_few_who_share_it(self, screens: Screens, count: int, seeds: str) -> None:
        few = replace(EPISODE, release=replace(EPISODE.release, seeders=count))
        assert seeds in screens.phone(few, Page.DETAILS, three=True).message

    def test_what_was_left_out_of_a_name_is_counted(self, screens: Screens) -> None:
        work = replace(FILM, title="Sa\u202elt\u200b and \u3164Lanterns" + "a" * 300)
        request = replace(EPISODE, weighed=Weighed(work=work))
        details = screens.phone(request, Page.DETAILS, three=True).message
        assert "3 invisible signs and 118 letters were left out" in details


class TestDigest:
    def test_several_in_one(self, screens: Screens, facts: Facts) -> None:
        facts.fate = Fate.GONE
        screen = screens.phone_digest(
            [FILM_BETTER, EPISODE, VOTE, WARNING, WHICH, PACK]
        )
        assert shown(screen) == (
            "6 questions wait\n"
            "Salt and Lanterns (2019): upgrade, 71.2 GB, deletes 18.4 GB, until 21:30\n"
            "The Tide Clerk S03E04: new episode, 2.1 GB, until tomorrow 8:00\n"
            "Four Kites at Noon (2025): new film, 19.8 GB, 2 of 3 yes, until tomorrow 9:00\n"
            "Glasshouse Choir (2026): look twice, 400 MB, until 22:00\n"
            "The Quiet Orchard: which one?, 21.7 GB, until tomorrow 12:00\n"
            "… and 1 more\n"
            "[Look] [Later]"
        )

    def test_can_be_put_off(self, screens: Screens) -> None:
        later = screens.phone_digest([EPISODE]).buttons[1]
        assert later.answer == Answer(Verb.LATER, Later.HOUR)

    def test_leads_to_the_page_of_all_or_of_one(
        self, screens: Screens, facts: Facts
    ) -> None:
        assert screens.phone_digest([EPISODE]).opens == "/lovelace/greenlight"
        one = screens.phone(EPISODE, three=True).opens
        assert one == f"/lovelace/greenlight?greenlight={EPISODE.id}"

    def test_one(self, screens: Screens) -> None:
        assert screens.phone_digest([EPISODE]).title == "1 question waits"


class TestTest:
    def test_a_harmless_question(self, screens: Screens) -> None:
        screen = screens.phone_test()
        assert shown(screen) == (
            "Greenlight test\nTap a button, nothing will be downloaded.\n[It works]"
        )
        assert answers(screen) == [Answer(Verb.TEST)]

    def test_its_answer(self, screens: Screens) -> None:
        screen = screens.phone_test("Mira")
        assert shown(screen) == "It works\nYour answer arrived, as Mira."


class TestFitting:
    def test_lines_are_cut_from_the_end_but_never_what_is_deleted(self) -> None:
        lines = [*(f"line {place}" for place in range(12)), "Deletes", "Until"]
        message = fitted(lines, ["Deletes"])
        assert message.split("\n") == [
            *(f"line {place}" for place in range(8)),
            "Deletes",
        ]

    def test_letters_are(self) -> None:
        message = fitted(["a" * 390, "b" * 30, "Deletes all"], ["Deletes all"])
        assert message.endswith("…\nDeletes all")
        assert len(message) == MOST_CHARS
        assert len(message.split("\n")) <= MOST_LINES


class TestWhoMayOnlyLook:
    """A phone is one person's: it has no button that they would be refused."""

    @pytest.fixture(autouse=True)
    def ben(self, facts: Facts) -> None:
        facts.rights = {
            "4": frozenset({Right.SEE}),
            "1": frozenset({Right.SEE, Right.DECIDE}),
        }

    @pytest.mark.parametrize("three", [True, False])
    @pytest.mark.parametrize("request_", EVERY)
    def test_no_page_has_an_answer(
        self, screens: Screens, facts: Facts, request_: Request, three: bool
    ) -> None:
        facts.fate = Fate.GONE
        for page in Page:
            screen = screens.phone(request_, page, three=three, person_id="4")
            said = {one.verb for one in answers(screen) if one}
            assert said <= {Verb.DETAILS, Verb.BACK}

    def test_it_says_who_decides_and_what_is_deleted(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.fate = Fate.GONE
        screen = screens.phone(FILM_BETTER, three=True, person_id="4")
        assert shown(screen).endswith(
            "You may look, but not decide. Mira and Jonas may.\n[Details]"
        )
        assert "Deletes your file for good" in screen.message

    @pytest.mark.parametrize("person", ["1", "", "nobody"])
    def test_everybody_else_has_all_of_them(
        self, screens: Screens, person: str
    ) -> None:
        screen = screens.phone(FILM_BETTER, three=True, person_id=person)
        assert Answer(Verb.APPROVE) in answers(screen)

    def test_a_question_for_others_is_only_looked_at(self, screens: Screens) -> None:
        for_others = replace(FILM_BETTER, deciders=frozenset({"2"}))
        screen = screens.phone(for_others, three=True, person_id="1")
        assert Answer(Verb.APPROVE) not in answers(screen)


@pytest.mark.parametrize(
    ("title", "takes_in", "said"),
    [
        ("Salt and Lanterns 2019 COMPLETE UHD BLURAY-NEW", "Radarr", True),
        ("Salt and Lanterns 2019 COMPLETE UHD BLURAY-NEW", "", False),
        ("Salt and Lanterns 2019 1080p BLURAY ISO-NEW", "Radarr", False),
        ("Salt and Lanterns 2019 2160p UHD BLURAY REMUX-NEW", "Radarr", False),
    ],
)
def test_a_whole_disc_is_told_of_where_nobody_imports_one(
    screens: Screens, facts: Facts, title: str, takes_in: str, said: bool
) -> None:
    facts.takes_in = takes_in
    request = replace(EPISODE, release=replace(EPISODE.release, title=title))
    words = "It is probably a whole disc, which Radarr does not import"
    assert (words in screens.phone(request, three=True).message) is said
