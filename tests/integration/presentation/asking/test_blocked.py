"""What is not imported says why, that nothing is lost, and what can be said to that."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.home.home import Home, Means, Step
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM, Request, State
from custom_components.greenlight.engine.rights import Right
from custom_components.greenlight.presentation.asking.screens import Screens
from tests.support.asking import NOW, Facts

from .examples import BOX
from .test_outcome import LOADING, chat
from .test_phone import answers, shown

COMPLETE = LOADING.move(
    State.COMPLETED, at=NOW, who=BOX, why=Reason("download_complete")
)


def blocked(code: str = "home_refused", **params: Any) -> Request:
    """Return what its library does not import."""
    why = Reason(code, tuple(params.items()))
    home = Home(
        step=Step.BLOCKED, means=Means.IMPORT, since=NOW, library="radarr0", why=why
    )
    return replace(COMPLETE, home=home)


REFUSED = blocked(detail="Not an upgrade for the existing file")


def test_on_the_phone(screens: Screens) -> None:
    phone = screens.phone(REFUSED, three=True, person_id="1")
    assert shown(phone) == (
        "Salt and Lanterns (2019) was not imported\n"
        "Radarr: “Not an upgrade for the existing file”. Nothing was deleted.\n"
        "[Import anyway] [Leave it]"
    )
    assert answers(phone) == [Answer(Verb.IMPORT_ANYWAY), Answer(Verb.LEAVE)]
    assert [one.yes for one in phone.buttons] == [True, False]
    assert not phone.silent
    assert phone.goes_after is None


def test_in_the_chat(screens: Screens) -> None:
    assert chat(screens, REFUSED)[1:] == [
        (
            "⚠️ Not imported. Radarr: “Not an upgrade for the existing file”. "
            "Nothing was deleted"
        ),
        "[Import anyway] [Leave it]",
    ]


@pytest.mark.parametrize(
    ("request_", "said", "verbs"),
    [
        (
            blocked("home_dangerous", files="setup.exe"),
            "It is not brought in: setup.exe can do harm. Nothing was deleted.",
            [Verb.LEAVE],
        ),
        (
            blocked("home_locked"),
            (
                "It is not brought in: there is nothing but a locked archive. "
                "Nothing was deleted."
            ),
            [Verb.LEAVE],
        ),
        (
            blocked("home_lost", library="Radarr"),
            (
                "Radarr says that it was imported, but the new file is not there and "
                "the old one is gone."
            ),
            [Verb.IMPORT_ANYWAY, Verb.LEAVE],
        ),
    ],
)
def test_what_is_never_imported_can_only_be_left(
    screens: Screens, request_: Request, said: str, verbs: list[Verb]
) -> None:
    phone = screens.phone(request_, three=False)
    assert phone.message == said
    assert [one.answer.verb for one in phone.buttons if one.answer] == verbs


def test_words_of_nobody_are_quoted_alone(screens: Screens) -> None:
    home = REFUSED.home
    assert home
    alone = replace(REFUSED, home=replace(home, library=""))
    assert screens.phone(alone, three=True).message == (
        "“Not an upgrade for the existing file”. Nothing was deleted."
    )


def test_in_plain_text_it_is_said_where_it_is_answered(
    screens: Screens, facts: Facts
) -> None:
    said = "Radarr: “Not an upgrade for the existing file”. Nothing was deleted."
    plain = screens.plain(REFUSED)
    assert plain.message == f"{said}\nAnswer on the Greenlight dashboard."
    facts.address = "https://house.example"
    link = f"https://house.example/lovelace/greenlight?greenlight={REFUSED.id}"
    assert screens.plain(REFUSED).message == f"{said}\nAnswer: {link}"


def test_who_may_only_look_gets_no_button(screens: Screens, facts: Facts) -> None:
    facts.rights = {
        "1": frozenset({Right.SEE}),
        "2": frozenset({Right.SEE, Right.DOWNLOADS}),
    }
    assert screens.phone(REFUSED, three=True, person_id="1").buttons == ()
    assert len(screens.phone(REFUSED, three=True, person_id="2").buttons) == 2


def test_in_a_list_it_is_no_question_with_an_end(screens: Screens) -> None:
    phone = screens.phone_digest([REFUSED, REFUSED])
    assert phone.message.split("\n")[0] == "Salt and Lanterns (2019): was not imported"
    html = screens.chat_digest([REFUSED, REFUSED]).html
    assert html.startswith("<b>2 questions wait</b>\n")
    assert html.split("\n")[2] == (
        "1 <b>Salt and Lanterns</b> (2019): was not imported"
    )


def test_the_mark_is_of_the_reason(screens: Screens) -> None:
    assert screens.mark(REFUSED) == screens.mark(REFUSED)
    assert len({screens.mark(one) for one in (REFUSED, COMPLETE, blocked())}) == 3


def test_what_was_left_is_handed_to_nobody(screens: Screens) -> None:
    home = REFUSED.home
    assert home
    left = replace(home, step=Step.LEFT, why=None, means=Means.THEIRS)
    request = REFUSED.note(at=NOW, who=SYSTEM, why=Reason("home_left"), home=left)
    assert chat(screens, request)[1] == "★ Complete. It stays where it was saved"
    wanted = replace(home, step=Step.WAITING, why=None, forced=True)
    request = replace(REFUSED, home=wanted)
    assert chat(screens, request)[1] == "📥 Complete. Radarr imports it"
