"""The same in plain text for every other notify action, and the notice in Home Assistant."""

from typing import Any

import pytest

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.presentation.asking import telling
from custom_components.greenlight.presentation.asking.screens import Screens
from custom_components.greenlight.presentation.asking.told import Fate, Told
from custom_components.greenlight.presentation.screens import PlainScreen
from custom_components.greenlight.presentation.texts import Texts
from tests.support.asking import NOW, Facts, screens_of

from .examples import EPISODE, FILM_BETTER, MIRA, PACK, TOLD, VOTE, WARNING, WHICH


def shown(screen: PlainScreen) -> str:
    return f"{screen.title}\n{screen.message}".replace("\N{NO-BREAK SPACE}", " ")


def test_a_question_as_on_a_phone(screens: Screens, facts: Facts) -> None:
    facts.fate, facts.address = Fate.GONE, "https://house.example/"
    phone = screens.phone(FILM_BETTER, three=True)
    link = f"https://house.example/lovelace/greenlight?greenlight={FILM_BETTER.id}"
    assert screens.plain(FILM_BETTER) == PlainScreen(
        title=phone.title, message=f"{phone.message}\nAnswer: {link}"
    )


def test_without_a_link(screens: Screens) -> None:
    message = screens.plain(EPISODE).message
    assert message.endswith("\nAnswer on the Greenlight dashboard.")


def test_what_became_of_it(screens: Screens) -> None:
    approved = EPISODE.move(
        State.APPROVED, at=NOW, who=MIRA, why=Reason("approved_by_person")
    )
    assert screens.plain(approved).title == "Approved by Mira: The Tide Clerk S03E04"


def test_several(screens: Screens, facts: Facts) -> None:
    facts.imports = True
    assert shown(screens.plain_digest([FILM_BETTER, EPISODE])) == (
        "2 questions wait\n"
        "Salt and Lanterns (2019): upgrade, 71.2 GB, Radarr may delete 18.4 GB, "
        "until 21:30\n"
        "The Tide Clerk S03E04: new episode, 2.1 GB, until tomorrow 8:00\n"
        "Answer on the Greenlight dashboard."
    )


def test_the_harmless_question(screens: Screens) -> None:
    assert shown(screens.plain_test()) == (
        "Greenlight test\nTap a button, nothing will be downloaded."
    )


def test_the_notice(screens: Screens, facts: Facts) -> None:
    facts.fate = Fate.GONE
    several = [FILM_BETTER, EPISODE, VOTE, WARNING, WHICH, PACK, TOLD]
    title, text = screens.notice(several)
    leads = f"](/lovelace/greenlight?greenlight={EPISODE.id})**:"
    assert text.count(leads) == 5
    text = text.replace(leads, "**:").replace("**[", "**")
    assert title == "Greenlight: 7 questions wait"
    assert text.replace("\\", "").replace("\N{NO-BREAK SPACE}", " ") == (
        "**Salt and Lanterns (2019)**: upgrade, 71.2 GB  \n"
        "Better picture and sound, one language less. "
        "**Deletes your file for good: 18.4 GB.** Until 21:30.\n"
        "\n"
        "**The Tide Clerk S03E04**: new episode, 2.1 GB  \n"
        "You have no version of it. Until tomorrow 8:00.\n"
        "\n"
        "**Four Kites at Noon (2025)**: new film, 19.8 GB  \n"
        "2 of 3 yes, one is missing. Until tomorrow 9:00.\n"
        "\n"
        "**Glasshouse Choir (2026)**: look twice, 400 MB  \n"
        "Two things speak against this release. Far too small: 3 MB a minute, at least "
        "22 expected. The title says “setup” and “exe”. Until 22:00.\n"
        "\n"
        "**The Quiet Orchard**: which one?, 21.7 GB  \n"
        "2 works have this name, and the title does not tell which. "
        "Until tomorrow 12:00.\n"
        "\n"
        "[Answer](/lovelace/greenlight) · … and 2 more"
    )


def test_the_notice_says_where_to_answer_without_a_dashboard(texts: Texts) -> None:
    screens = screens_of(texts, Facts(path=""))
    title, text = screens.notice([EPISODE])
    assert title == "Greenlight: 1 question waits"
    assert text.endswith("Answer on the Greenlight dashboard\\.")
    assert screens.plain(EPISODE).message.endswith("dashboard.")


def test_of_many_only_those_that_are_shown_are_looked_at(
    screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Request] = []

    def tell(request: Request, *args: Any) -> Told:
        looked.append(request)
        return telling.tell(request, *args)

    monkeypatch.setattr(
        "custom_components.greenlight.presentation.asking.screens.tell", tell
    )
    many = [FILM_BETTER] * 500
    assert screens.phone_digest(many).title == "500 questions wait"
    assert "500" in screens.chat_digest(many).html
    assert "and 495 more" in screens.plain_digest(many).message
    assert screens.notice(many)[1].count("Salt and Lanterns") == 5
    assert len(looked) == 4 * 5
