"""The options: people and their rights, automations, and how many questions wait at once."""

from typing import Any

from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_USER
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.greenlight.const import (
    CONF_AUTOMATIONS,
    CONF_MAX_OPEN,
    CONF_PAGE,
    CONF_PEOPLE_RIGHTS,
    CONF_VOICE,
)

from ..people import House, settle_in, start
from ..scene import Scene


async def step(scene: Scene, *filled: dict[str, Any]) -> Any:
    """Open the options, fill its forms in one after the other, and return what comes then."""
    flows = scene.hass.config_entries.options
    result: Any = await flows.async_init(scene.entry.entry_id)
    for one in filled:
        result = await flows.async_configure(result["flow_id"], one)
    await scene.settle()
    return result


def to(line: str) -> dict[str, Any]:
    """Return what chooses a line of the menu."""
    return {"next_step_id": line}


async def give(scene: Scene, house: House, name: str, *rights: str) -> Any:
    """Choose what somebody may do."""
    return await step(
        scene,
        to("people"),
        {"person": house.ids[name]},
        {"rights": list(rights)} if rights else {},
    )


def chosen(scene: Scene, house: House) -> dict[str, list[str]]:
    """Return what is stored, by the names of the people."""
    names = {user_id: name for name, user_id in house.ids.items()}
    stored = scene.entry.options[CONF_PEOPLE_RIGHTS]
    return {names[key]: list(one) for key, one in stored.items()}


@pytest.fixture
async def house(scene: Scene) -> House:
    """Set Greenlight up in a house for whose people nothing was chosen yet."""
    house = await settle_in(scene.hass)
    scene.options = {"something": "of a later version"}
    await scene.start()
    return house


async def test_it_begins_with_a_menu(scene: Scene, house: House) -> None:
    result = await step(scene)
    assert result["type"] is FlowResultType.MENU
    assert result["menu_options"] == [
        "people",
        "automations",
        "voice",
        "questions",
        "page",
    ]


async def test_it_tells_what_each_person_may(scene: Scene, house: House) -> None:
    await give(scene, house, "member", "decide", "downloads")
    result = await step(scene, to("people"))
    told = result["description_placeholders"]["people"].splitlines()
    assert told[0] == "- owner: everything"
    assert "- member: decide and manage downloads" in told
    assert "- reader: look" in told
    assert "- nobody: nothing" in told
    # Who cannot log in, and what is no person, cannot be chosen; the owner's rights are fixed.
    (field,) = result["data_schema"].schema.values()
    offered = {one["value"] for one in field.config["options"]}
    hidden = {house.ids[one] for one in ("owner", "deactivated", "gone", "addon")}
    assert not offered & hidden
    assert house.ids["member"] in offered


@pytest.mark.parametrize("name", ["owner", "gone", "addon"])
async def test_nobody_else_can_be_chosen(scene: Scene, house: House, name: str) -> None:
    with pytest.raises(InvalidData):
        await give(scene, house, name, "see")


async def test_what_is_chosen_holds_at_once(scene: Scene, house: House) -> None:
    (request_id,) = await scene.ask("Film one")
    member = house.ids["member"]
    with pytest.raises(ServiceValidationError):
        await scene.act("approve", user=member, request_id=request_id)
    assert (await give(scene, house, "member", "decide"))["type"] == "create_entry"
    assert chosen(scene, house) == {"member": ["decide"]}
    await scene.act("approve", user=member, request_id=request_id)
    await scene.settle()
    assert scene.requests() == {"Film one": "downloading"}
    # Nothing began anew because of it, and whatever else is stored stays.
    assert scene.entry.options["something"] == "of a later version"
    await give(scene, house, "member")
    assert chosen(scene, house) == {"member": []}
    with pytest.raises(ServiceValidationError) as raised:
        await scene.act("list_requests", user=member, answer=True)
    assert raised.value.translation_key == "may_nothing"


async def test_what_is_usual_is_not_stored(scene: Scene, house: House) -> None:
    await give(scene, house, "administrator", "see")
    await give(scene, house, "member", "everything", "see", "decide")
    assert chosen(scene, house) == {"administrator": ["see"], "member": ["everything"]}
    await give(scene, house, "administrator", "everything")
    await give(scene, house, "member", "see")
    assert chosen(scene, house) == {}


async def test_administrators_can_be_restrained_but_not_the_owner(
    scene: Scene, house: House
) -> None:
    """Whatever is stored, somebody is left who may do everything."""
    stored: dict[str, list[str]] = {user_id: [] for user_id in house.ids.values()}
    scene.hass.config_entries.async_update_entry(
        scene.entry, options={CONF_PEOPLE_RIGHTS: stored}
    )
    (request_id,) = await scene.ask("Film one")
    with pytest.raises(ServiceValidationError) as raised:
        await scene.act(
            "approve", user=house.ids["administrator"], request_id=request_id
        )
    assert raised.value.translation_placeholders == {"people": "owner"}
    await scene.act("approve", user=house.ids["owner"], request_id=request_id)


async def test_a_removed_user_leaves_no_trace(scene: Scene, house: House) -> None:
    await give(scene, house, "member", "decide")
    await give(scene, house, "reader", "hand_in")
    # Anybody's phone can say that somebody is gone.
    scene.hass.bus.async_fire("user_removed", {"user_id": house.ids["member"]})
    await scene.settle()
    assert chosen(scene, house) == {"member": ["decide"], "reader": ["hand_in"]}
    user = await scene.hass.auth.async_get_user(house.ids["member"])
    assert user is not None
    await scene.hass.auth.async_remove_user(user)
    await scene.settle()
    assert chosen(scene, house) == {"reader": ["hand_in"]}


async def test_who_was_removed_while_it_was_off_goes_with_the_next_choice(
    scene: Scene, house: House
) -> None:
    scene.hass.config_entries.async_update_entry(
        scene.entry, options={CONF_PEOPLE_RIGHTS: {"f" * 32: ["everything"]}}
    )
    await give(scene, house, "member", "decide")
    assert chosen(scene, house) == {"member": ["decide"]}


async def test_who_is_removed_meanwhile_gets_nothing(
    scene: Scene, house: House
) -> None:
    flows = scene.hass.config_entries.options
    asked = await step(scene, to("people"), {"person": house.ids["member"]})
    user = await scene.hass.auth.async_get_user(house.ids["member"])
    assert user is not None
    await scene.hass.auth.async_remove_user(user)
    await flows.async_configure(asked["flow_id"], {"rights": ["decide"]})
    assert chosen(scene, house) == {}


@pytest.mark.parametrize(
    "stored", [None, [], "x", {"{member}": None}, {"{member}": [1, None, "fly", []]}]
)
async def test_what_no_form_has_stored_gives_nobody_anything(
    scene: Scene, house: House, stored: Any
) -> None:
    if isinstance(stored, dict):
        (words,) = stored.values()
        stored = {house.ids["member"]: words}
    scene.hass.config_entries.async_update_entry(
        scene.entry, options={CONF_PEOPLE_RIGHTS: stored, CONF_AUTOMATIONS: "no"}
    )
    for user in (house.ids["member"], None):
        with pytest.raises(ServiceValidationError):
            await scene.act("approve", user=user, request_id="none")
    assert (await step(scene, to("people")))["type"] is FlowResultType.FORM
    await give(scene, house, "member", "decide")
    assert chosen(scene, house) == {"member": ["decide"]}


async def test_automations(scene: Scene, house: House) -> None:
    await step(scene, to("automations"), {"automations": True})
    assert scene.entry.options[CONF_AUTOMATIONS] is True
    (request_id,) = await scene.ask("Film one")
    await scene.act("decline", request_id=request_id)
    await step(scene, to("automations"), {"automations": False})
    with pytest.raises(ServiceValidationError) as raised:
        await scene.act("retry", request_id=request_id)
    assert raised.value.translation_key == "automation_may_not"


async def test_how_many_questions(scene: Scene, house: House) -> None:
    shown = await step(scene, to("questions"))
    assert shown["data_schema"]({}) == {"max_open": 10}
    await step(scene, to("questions"), {"max_open": 3})
    assert scene.entry.options[CONF_MAX_OPEN] == 3
    assert isinstance(scene.entry.options[CONF_MAX_OPEN], int)
    for wrong, error, bound in (
        (0, "number_too_small", "1"),
        (51, "number_too_large", "50"),
    ):
        shown = await step(scene, to("questions"), {"max_open": wrong})
        assert shown["errors"] == {"max_open": error}
        assert shown["description_placeholders"] == {error: bound}
    assert scene.entry.options[CONF_MAX_OPEN] == 3


async def test_where_a_tap_leads(scene: Scene, house: House) -> None:
    (request_id,) = await scene.ask("Film one")
    request = scene.hub.gate.requests.find(request_id)

    def opens() -> str:
        return scene.hub.screens.phone(request, three=True).opens

    # There are no dashboards here, so it is the page of the device.
    own = f"/config/devices/device/{scene.hub.device_id}?greenlight={request_id}"
    assert opens() == own
    for typed in (
        "/dashboard-home/films",
        "http://ha.local:8123/dashboard-home/films/",
    ):
        await step(scene, to("page"), {"page": typed})
        assert scene.entry.options[CONF_PAGE] == "/dashboard-home/films"
        assert opens() == f"/dashboard-home/films?greenlight={request_id}"
    for wrong in ("javascript:alert(1)", "/a b", "/films) [x](/y", "//[", "/"):
        again = await step(scene, to("page"), {"page": wrong})
        assert again["errors"] == {"page": "no_page"}, wrong
    shown = await step(scene, to("page"))
    (field,) = shown["data_schema"].schema
    assert field.description == {"suggested_value": "/dashboard-home/films"}
    await step(scene, to("page"), {})
    assert opens() == own


async def test_alone_in_the_house(scene: Scene) -> None:
    await scene.hass.auth.async_create_user("owner", group_ids=[GROUP_ID_ADMIN])
    await scene.start()
    result = await step(scene, to("people"))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "nobody_else")
    await scene.hass.auth.async_create_user("child", group_ids=[GROUP_ID_USER])
    assert (await step(scene, to("people")))["type"] is FlowResultType.FORM


async def test_without_a_running_greenlight(scene: Scene) -> None:
    await start(scene)
    assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    result = await step(scene)
    assert (result["type"], result["reason"]) == ("abort", "entry_not_loaded")


@pytest.mark.parametrize("wished", [True, False])
async def test_voice_decides_only_where_that_is_chosen(
    scene: Scene, house: House, wished: bool
) -> None:
    result = await step(scene, to("voice"))
    assert result["step_id"] == "voice"
    await scene.hass.config_entries.options.async_configure(
        result["flow_id"], {CONF_VOICE: wished}
    )
    assert scene.entry.options[CONF_VOICE] is wished
