"""Who may only look sees that on their own phone, as soon as it is so."""

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.greenlight.const import CONF_PAGE, CONF_PEOPLE_RIGHTS
from custom_components.greenlight.engine.answer import Verb
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.parts.approver_settings import ApproverKind

from .asking import CHATS, GROUP, PHONES, Asking


def verbs(asking: Asking, request: Request, person: str) -> set[Verb]:
    """Return what the buttons on somebody's phone say."""
    screen = asking.scene.hub.screens.phone(request, three=True, person_id=person)
    return {one.answer.verb for one in screen.buttons if one.answer}


async def test_rights_that_change_are_seen_on_the_phone(
    hass: HomeAssistant, asking: Asking
) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION))
    (request_id,) = await scene.ask("Film one")
    await asking.pass_time(4)
    request = scene.hub.gate.requests.find(request_id)
    assert Verb.APPROVE in verbs(asking, request, asking.mira.id)
    assert verbs(asking, request, asking.ben.id) == {Verb.DETAILS}
    phones = asking.channels[PHONES]
    phones.details = lambda request: "other buttons"
    rights = {CONF_PEOPLE_RIGHTS: {asking.ben.id: ["decide"]}}
    hass.config_entries.async_update_entry(scene.entry, options=rights)
    await asking.pass_time(4)
    assert Verb.APPROVE in verbs(asking, request, asking.ben.id)
    assert phones.at("phone2") == ["Film one pending question other buttons"]


async def test_who_may_decide_on_it_is_who_is_named(asking: Asking) -> None:
    scene = asking.scene
    request_id = await asking.asked("Film one", seconds=4)
    requests = scene.hub.gate.requests
    anna = MockUser(name="Anna").add_to_hass(scene.hass)
    rights = {CONF_PEOPLE_RIGHTS: {anna.id: ["decide"], asking.ben.id: ["decide"]}}
    scene.hass.config_entries.async_update_entry(scene.entry, options=rights)
    await requests.amend(request_id, deciders=frozenset({asking.ben.id}))
    asking.press_last(GROUP, Verb.APPROVE, user_id=44)
    await scene.settle()
    _, text, alert = asking.channels[CHATS].answers[-1]
    assert text == "You may look, but not decide. Mira and Ben may."
    assert alert


async def test_a_page_of_ones_choice_is_for_everybody(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    (request_id,) = await scene.ask("Film one")
    options = {CONF_PAGE: "/lovelace/films"}
    scene.hass.config_entries.async_update_entry(scene.entry, options=options)
    request = scene.hub.gate.requests.find(request_id)
    for person in (asking.ben.id, asking.mira.id, ""):
        phone = scene.hub.screens.phone(request, three=True, person_id=person)
        assert phone.opens == f"/lovelace/films?greenlight={request_id}"
