"""What Telegram shows: each question whole, its pages below it, and what was decided on afterwards."""

from dataclasses import replace
from typing import Final

import pytest

from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.weighed import Shift, Weighed
from custom_components.greenlight.gate.room import Outlook
from custom_components.greenlight.presentation.asking.screens import Screens
from custom_components.greenlight.presentation.asking.told import Fate
from custom_components.greenlight.presentation.screens import ChatScreen, Page
from tests.support.asking import GB, HOUR, NOW, Facts
from tests.support.weighed import FILM, SERIES, UPGRADE

from .examples import (
    EPISODE,
    FILM_BETTER,
    MIRA,
    PACK,
    RADARR,
    TOLD,
    VOTE,
    WARNING,
    WHICH,
)
from .test_phone import in_part


def shown(screen: ChatScreen) -> str:
    """Return a screen as one reads it: its HTML, below it the rows of buttons."""
    rows = (" ".join(f"[{one.label}]" for one in row) for row in screen.buttons)
    return "\n".join([screen.html, *rows]).replace("\N{NO-BREAK SPACE}", " ")


class TestQuestions:
    def test_a_film_that_gets_better(self, screens: Screens, facts: Facts) -> None:
        facts.fate, facts.address = Fate.GONE, "https://house.example"
        facts.rule = "all of it."
        screen = screens.chat(FILM_BETTER)
        assert shown(screen) == (
            "<b>Salt and Lanterns</b> (2019): upgrade?\n"
            "Better picture and sound, one language less.\n"
            "\n"
            "▲ <b>Better</b>\n"
            "Picture: Dolby Vision P5 → <b>P7 FEL</b>\n"
            "Sound: DD+ 5.1 → <b>TrueHD Atmos 7.1</b>\n"
            "From: WEB-DL → <b>UHD remux</b>\n"
            "▼ <b>Worse</b>\n"
            "Languages: English, German → <b>English</b>\n"
            "\n"
            "🗑 <b>Deletes your file for good: 18.4 GB</b>\n"
            "💾 71.2 GB of 354 GB free\n"
            "🛡 Sure: the title says all of this\n"
            "⏳ Until 21:30. No answer: not downloaded\n"
            "<blockquote expandable>38 seeders · 2 h old · Harbour Feed · NORTHWND · "
            "rule Films I have\n"
            "A no is to this release only\n"
            "Goes to qBittorrent\n"
            f"<code>{FILM_BETTER.release.title}</code></blockquote>\n"
            "[✓ Approve and replace] [✕ Decline]\n"
            "[Others (3)] [Keep both] [Later]\n"
            "[Always like this] [Open ↗]"
        )
        assert screen.poster
        assert screen.buttons[-1][1].url == (
            f"https://house.example/lovelace/greenlight?greenlight={FILM_BETTER.id}"
        )

    @pytest.mark.parametrize("address", ["", "http://house.example"])
    def test_no_way_in_without_a_safe_address(
        self, screens: Screens, facts: Facts, address: str
    ) -> None:
        facts.address = address
        assert not [
            one for row in screens.chat(EPISODE).buttons for one in row if one.url
        ]

    def test_an_episode(self, screens: Screens) -> None:
        assert shown(screens.chat(EPISODE)) == (
            "<b>The Tide Clerk</b> S03E04 “Low Water”: new episode?\n"
            "You have no version of it.\n"
            "\n"
            "＋ <b>Offered</b>\n"
            "Picture: <b>1080p WEB-DL</b>\n"
            "Sound: <b>DD+ 5.1</b>\n"
            "\n"
            "💾 2.1 GB of 354 GB free\n"
            "🛡 Sure: the title says all of this\n"
            "⏳ Until tomorrow 8:00. No answer: not downloaded\n"
            "<blockquote expandable>212 seeders · 40 min old · Attic Index · TIDEPOOL\n"
            "A no is to this release only\n"
            "Goes to qBittorrent\n"
            f"<code>{EPISODE.release.title}</code></blockquote>\n"
            "[✓ Approve] [✕ Decline]\n"
            "[Later]"
        )

    def test_a_library_that_decides_and_no_room(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.imports = True
        facts.outlook = Outlook(
            client="Box", free=112 * GB, promised=0, reserve=50 * GB
        )
        head, _, rest = shown(screens.chat(RADARR)).partition("<blockquote")
        assert head == (
            "<b>Nine Winters North</b> (2022): upgrade?\n"
            "Better picture.\n"
            "\n"
            "▲ <b>Better</b>\n"
            "Picture: HDR10 → <b>Dolby Vision P7</b>\n"
            "? <b>Not sure</b>\n"
            "It may be FEL or MEL.\n"
            "Yours may have Atmos without saying so.\n"
            "\n"
            "🗑 <b>Radarr decides what becomes of your file. It usually deletes it: "
            "31.0 GB</b>\n"
            "💾 <b>No room:</b> 84.6 GB, but only 62.0 GB can be used. 112 GB free, "
            "50.0 GB of it you keep free\n"
            "⏳ Until tomorrow 20:00. No answer: not downloaded\n"
        )
        assert rest.partition("</blockquote>\n")[2] == (
            "[✓ Approve, wait for room] [✕ Decline]\n"
            "[Approve anyway, leaves 27.4 GB]\n"
            "[Others (2)] [Later]"
        )

    def test_a_vote(self, screens: Screens) -> None:
        text = shown(screens.chat(VOTE))
        assert "\n🗳 <b>2 of 3 yes</b>. Yes: Mira, Jonas. Not yet: Ben, Lotte\n" in text
        assert "No answer: not downloaded. One no ends it\n" in text
        assert "\n[✓ Yes (2 of 3)] [✕ No]\n[Others (1)] [Later]" in text

    def test_a_warning(self, screens: Screens) -> None:
        text = shown(screens.chat(WARNING))
        assert text.startswith(
            "⚠️ <b>Glasshouse Choir</b> (2026): look twice\n"
            "A new film, but two things speak against this release.\n"
            "\n"
            "• Far too small: 3 MB a minute, at least 22 expected\n"
            "• The title says “setup” and “exe”\n"
            "\n"
            "💾 400 MB of 354 GB free\n"
            "🛡 Not sure: nothing but the title speaks for it\n"
            "⏳ Until 22:00. No answer: not downloaded\n"
        )
        assert text.endswith("\n[✕ Decline] [Approve all the same]\n[Later]")
        really = screens.chat(WARNING, Page.REALLY)
        assert really.html == screens.chat(WARNING).html
        assert shown(really).endswith("\n[Yes, approve] [‹ Back]")

    def test_nothing_of_a_warning_is_approved_by_one_tap(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.rule = "everything"
        upgrade = replace(FILM_BETTER, reasons=WARNING.reasons, also=())
        for page in set(Page) - {Page.REALLY}:
            rows = screens.chat(upgrade, page).buttons
            assert not [one for row in rows for one in row if one.yes]

    def test_which_one(self, screens: Screens) -> None:
        text = shown(screens.chat(WHICH))
        assert "\n1: the one of 2011. In Radarr\n2: the one of 2013\n" in text
        assert text.endswith("\n[✓ Approve 2011] [✓ Approve 2013]\n[✕ Decline] [Later]")

    def test_what_is_only_told(self, screens: Screens) -> None:
        text = shown(screens.chat(TOLD))
        assert text.startswith("<b>Salt and Lanterns</b> (2019) is on offer\n")
        assert "see to it yourself" in text
        assert text.endswith("\n[✕ Seen]")


class TestPages:
    def test_others(self, screens: Screens) -> None:
        text = shown(screens.chat(FILM_BETTER, Page.OTHERS))
        assert text.startswith(
            screens.chat(FILM_BETTER).html.replace("\N{NO-BREAK SPACE}", " ")
        )
        assert text.partition("</blockquote>\n")[2] == (
            "<b>Other releases</b>\n"
            "<b>1</b> 2160p UHD remux, HDR10, TrueHD Atmos 7.1, 68.9 GB, 11 seeders\n"
            "<b>2</b> 2160p Blu-ray, HDR10, 19.2 GB, 102 seeders\n"
            "<b>3</b> 1080p Blu-ray, DTS-HD MA 7.1, 13.1 GB\n"
            "[1 · 68.9 GB] [2 · 19.2 GB] [3 · 13.1 GB]\n"
            "[‹ Back]"
        )

    def test_when(self, screens: Screens) -> None:
        screen = screens.chat(FILM_BETTER, Page.WHEN)
        assert screen.html == screens.chat(FILM_BETTER).html
        assert shown(screen).endswith(
            "\n[1 hour] [Tonight 20:00] [Tomorrow 8:00]\n[‹ Back]"
        )

    def test_always(self, screens: Screens, facts: Facts) -> None:
        facts.rule = "From now on: Films I have, by NORTHWND."
        text = shown(screens.chat(FILM_BETTER, Page.ALWAYS))
        assert text.partition("</blockquote>\n")[2] == (
            "From now on: Films I have, by NORTHWND.\n"
            "[Make the rule and approve]\n"
            "[‹ Back]"
        )

    @pytest.mark.parametrize("page", [Page.OTHERS, Page.ALWAYS, Page.REALLY])
    def test_a_page_that_is_not_there_is_the_question(
        self, screens: Screens, page: Page
    ) -> None:
        assert screens.chat(EPISODE, page) == screens.chat(EPISODE)

    def test_decline_more(self, screens: Screens) -> None:
        declined = FILM_BETTER.move(
            State.DECLINED, at=NOW, who=MIRA, why=Reason("declined_by_person")
        )
        text = shown(screens.chat(declined, Page.DECLINE_MORE))
        assert text.partition("</blockquote>\n")[2] == (
            "Besides this release, for 30 days:\n"
            "[Everything by NORTHWND] [This film]\n"
            "[Every lost language] [‹ Back]"
        )
        # Where nothing is lost, it is what is gained.
        picture = Shift("dynamic_range", "HDR10", "HDR10+")
        for gains, said in (
            ((picture,), "What is better in picture only"),
            (
                (picture, Shift("audio", "DD 5.1", "DTS")),
                "What is better in these only",
            ),
        ):
            better = replace(UPGRADE, gains=gains, losses=())
            asked = replace(declined, weighed=better)
            assert f"[{said}]" in shown(screens.chat(asked, Page.DECLINE_MORE))
        # Of what has not been declined there is no such page.
        assert screens.chat(EPISODE, Page.DECLINE_MORE) == screens.chat(EPISODE)


class TestPoster:
    def test_none_where_no_library_has_one(self, screens: Screens) -> None:
        unknown = replace(EPISODE, weighed=Weighed())
        assert not screens.chat(unknown).poster

    def test_none_where_the_text_would_not_fit_below(self, screens: Screens) -> None:
        reasons = tuple(
            Reason("fetched_elsewhere", (("detail", "x" * 190), ("source", str(one))))
            for one in range(4)
        )
        long = replace(EPISODE, reasons=reasons)
        assert not screens.chat(long).poster
        assert len(screens.chat(long).html) > 1024

    def test_it_does_not_come_or_go_with_the_page(self, screens: Screens) -> None:
        posters = {screens.chat(FILM_BETTER, page).poster for page in Page}
        assert posters == {True}


class TestHardlyShared:
    @pytest.mark.parametrize(
        ("count", "said"),
        [(0, "Nobody shares it now"), (1, "Only 1 seeder: may take long")],
    )
    def test_is_seen_and_said_once(
        self, screens: Screens, count: int, said: str
    ) -> None:
        few = replace(EPISODE, release=replace(EPISODE.release, seeders=count))
        text = shown(screens.chat(few))
        assert f"\n⚠️ {said}\n" in text
        assert text.count(said) == 1
        # It is worth knowing, and no reason to ask twice.
        assert not text.startswith("⚠️")
        assert said in screens.phone(few, three=True).message


class TestPackOfWhatIsThereInPart:
    PART: Final = replace(
        PACK,
        weighed=replace(UPGRADE, work=SERIES, lacking="E04, E07", had=7, episodes=9),
    )

    def test_says_how_many_are_there_and_which_are_new(self, screens: Screens) -> None:
        text = shown(screens.chat(self.PART))
        assert "You already have 7 of its 9 episodes." in text
        assert "\n＋ <b>New: E04, E07</b>\n" in text
        message = screens.phone(self.PART, three=True).message
        assert "You already have 7 of its 9 episodes." in message
        assert "\nNew: E04, E07\n" in message


class TestTooEarly:
    def test_is_warned_of_with_its_date(self, screens: Screens) -> None:
        until = NOW + 16 * 24 * HOUR
        early = replace(EPISODE, reasons=(Reason("not_out", (("until", until),)),))
        text = shown(screens.chat(early))
        assert "one thing speaks against this release" in text
        assert "• Not out before 12 December: fakes are common until then\n" in text
        assert "It is not out" not in text


class TestWhichOfThoseThatAreThere:
    def test_what_is_had_of_each(self, screens: Screens) -> None:
        assert WHICH.weighed
        one, two = WHICH.weighed.works
        works = (
            replace(one, there=True, have="1080p WEB-DL"),
            replace(two, there=False),
        )
        request = replace(WHICH, weighed=replace(WHICH.weighed, works=works))
        said = (
            "\n1: the one of 2011. You have it: 1080p WEB-DL"
            "\n2: the one of 2013. Not in your library\n"
        )
        assert said in shown(screens.chat(request))
        assert said in screens.phone(request, three=True).message


class TestDigest:
    def test_several_in_one(self, screens: Screens, facts: Facts) -> None:
        facts.fate = Fate.GONE
        questions = [FILM_BETTER, EPISODE, VOTE, WARNING, WHICH, RADARR, TOLD]
        assert shown(screens.chat_digest(questions)) == (
            "<b>7 questions wait</b>, the first until 21:30\n"
            "\n"
            "1 <b>Salt and Lanterns</b> (2019): upgrade, 71.2 GB, <b>deletes 18.4 GB</b>, "
            "until 21:30\n"
            "2 <b>The Tide Clerk</b> S03E04: new episode, 2.1 GB, until tomorrow 8:00\n"
            "3 <b>Four Kites at Noon</b> (2025): new film, 19.8 GB, 2 of 3 yes, "
            "until tomorrow 9:00\n"
            "4 ⚠️ <b>Glasshouse Choir</b> (2026): look twice, 400 MB, until 22:00\n"
            "5 <b>The Quiet Orchard</b>: which one?, 21.7 GB, until tomorrow 12:00\n"
            "… and 2 more\n"
            "[Show 1] [Show 2] [Show 3] [Show 4] [Show 5]"
        )

    def test_each_that_it_lists_can_be_shown(self, screens: Screens) -> None:
        (row,) = screens.chat_digest([FILM_BETTER, EPISODE]).buttons
        assert [(one.answer, one.of) for one in row] == [
            (Answer(Verb.SHOW), FILM_BETTER.id),
            (Answer(Verb.SHOW), EPISODE.id),
        ]


def test_the_harmless_question(screens: Screens) -> None:
    assert shown(screens.chat_test()) == (
        "<b>Greenlight test</b>\nTap a button, nothing will be downloaded.\n[It works]"
    )
    assert screens.chat_test().buttons[0][0].answer == Answer(Verb.TEST)
    assert shown(screens.chat_test("Mira")) == (
        "<b>It works</b>\nYour answer arrived, as Mira."
    )


def test_a_film_of_the_library_is_called_as_there(screens: Screens) -> None:
    work = replace(FILM, title="Sel & <Lanternes>")
    html = screens.chat(replace(FILM_BETTER, weighed=Weighed(work=work))).html
    assert html.startswith(
        "<b>Sel &amp; &lt;\N{WORD JOINER}Lanternes&gt;</b> (2019): new film?"
    )


def test_of_a_pack_only_what_is_lacking(screens: Screens) -> None:
    screen = screens.chat(in_part())
    first, second = screen.buttons[:2]
    assert [one.label for one in first] == ["✓ Only E07, E09", "✓ Approve"]
    assert [one.answer for one in first] == [
        Answer(Verb.SINGLES),
        Answer(Verb.APPROVE),
    ]
    assert second[0].answer == Answer(Verb.DECLINE)
