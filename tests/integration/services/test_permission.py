"""Who may call which action: kinds of callers against actions, each with its outcome."""

from typing import Any

from homeassistant.auth.permissions import PolicyPermissions
from homeassistant.auth.permissions.models import PermissionLookup
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
    UnknownUser,
)
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest

from custom_components.greenlight.const import RULE
from custom_components.greenlight.engine.rights import Right
from custom_components.greenlight.services import ACTIONS
from tests.support.memory_library import MemoryServer

from ..people import CALLERS, EVERYTHING, UNATTENDED, House, settle_in, start
from ..scene import Scene, part
from ..shelves import Shelves

# Each action, the right it takes, something it takes, and what in that takes every right.
REQUEST = {"request_id": "none"}
TABLE: dict[str, tuple[Right | None, dict[str, Any], dict[str, Any]]] = {
    "approve": (Right.DECIDE, REQUEST, {}),
    "decline": (Right.DECIDE, REQUEST, {}),
    "take_instead": (Right.DECIDE, {**REQUEST, "candidate": 1}, {}),
    "always": (Right.DECIDE, REQUEST, {}),
    "put_off": (Right.DECIDE, {**REQUEST, "until": "2100-01-01 20:00:00"}, {}),
    "ask_now": (Right.DECIDE, REQUEST, {}),
    "undo": (Right.DECIDE, REQUEST, {}),
    "cancel": (Right.DECIDE, REQUEST, {}),
    "retry": (Right.DECIDE, REQUEST, {}),
    "remove_download": (Right.DOWNLOADS, {**REQUEST, "delete_data": True}, {}),
    "request": (
        Right.HAND_IN,
        {"link": f"magnet:?xt=urn:btih:{'a' * 40}"},
        {
            "approve": True,
            "save_path": "/etc/cron.d",
            "skip_check": True,
            # Of nothing at all is a limit as well.
            "ratio_limit": 0,
            "seeding_time": 0,
            "inactive_seeding_time": 1,
        },
    ),
    "pause": (Right.DOWNLOADS, REQUEST, {}),
    "resume": (Right.DOWNLOADS, REQUEST, {}),
    "recheck": (Right.DOWNLOADS, REQUEST, {}),
    "next_best": (Right.DOWNLOADS, REQUEST, {}),
    "pause_all": (Right.DOWNLOADS, {}, {}),
    "resume_all": (Right.DOWNLOADS, {}, {}),
    "set_category_limits": (
        Right.DOWNLOADS,
        {"client": "Box", "category": "movies", "ratio_limit": 1},
        {},
    ),
    "refresh": (Right.HAND_IN, {}, {}),
    "replay": (Right.HAND_IN, {}, {}),
    "preview_rule": (Right.DECIDE, {"rule": "Films"}, {}),
    "search": (Right.HAND_IN, {"query": "film"}, {}),
    "search_library": (Right.SEE, {"text": "film"}, {}),
    "choose_item": (Right.DECIDE, {**REQUEST, "library": "Radarr", "item": "1"}, {}),
    "set_quality": (Right.DECIDE, {"library": "Radarr", "item": "1", "none": True}, {}),
    "import": (Right.DOWNLOADS, REQUEST, {}),
    "leave": (Right.DOWNLOADS, REQUEST, {}),
    "rescan": (Right.DOWNLOADS, {"library": "Radarr", "item": "1"}, {}),
    "list_episodes": (Right.SEE, {"rule": "Films"}, {}),
    "list_requests": (Right.SEE, {}, {}),
    "list_downloads": (Right.SEE, {}, {}),
    "list_completed": (Right.SEE, {}, {}),
    "list_skips": (Right.SEE, {}, {}),
    "acknowledge": (Right.DOWNLOADS, {"entry_id": "none"}, {}),
    "forget_skip": (Right.DECIDE, {"entry_id": "none"}, {"all": True}),
    "seed": (Right.EVERYTHING, {"file": "/media/a.torrent", "save_path": "/data"}, {}),
    "explain": (None, {"title": "Film.2020.1080p.BluRay.x264-GRP"}, {}),
}
# What lets in as well who has that right; whether it is about theirs it looks itself.
INSTEAD = {"import": Right.DECIDE, "leave": Right.DECIDE}
RESPONSES = {one.name: one.response for one in ACTIONS}


@pytest.fixture
async def house(scene: Scene) -> House:
    """Set Greenlight up in a house of people with all kinds of rights."""
    return await start(scene)


async def refusal(
    scene: Scene, action: str, user: str | None, data: dict[str, Any]
) -> str:
    """Return how a call is refused for who makes it, empty if it is not."""
    answer = RESPONSES[action].value == "only"
    try:
        await scene.act(action, user=user, answer=answer, **data)
    except UnknownUser:
        return "unknown"
    except Unauthorized:
        return "unauthorized"
    except ServiceValidationError as err:
        key = err.translation_key or ""
        if key.startswith(("may_no", "automation_may")):
            return key
        if key == "only_everything":
            return str((err.translation_placeholders or {})["field"])
    except HomeAssistantError:
        # It was let in, and failed at what it is about.
        pass
    return ""


def expected(name: str, right: Right | None, instead: Right | None = None) -> str:
    """Return how a caller is refused what takes a right, or another ``instead``."""
    caller = CALLERS[name]
    if instead in caller.may:
        return ""
    if right is None:
        return caller.refusal if caller.refusal in ("unknown", "unauthorized") else ""
    if right in caller.may:
        return ""
    return f"may_not_{right}" if caller.refusal == "may_not" else caller.refusal


def test_every_action_is_in_the_table() -> None:
    assert {name: row[0] for name, row in TABLE.items()} == {
        one.name: one.who for one in ACTIONS
    }
    assert {one.name: one.instead for one in ACTIONS if one.instead} == INSTEAD
    for action in ACTIONS:
        _, given, reserved = TABLE[action.name]
        assert action.reserved == set(reserved)
        assert action.reserved <= {str(key) for key in action.schema}
        assert not action.reserved.intersection(given)


def test_every_right_is_had_by_somebody_alone() -> None:
    for right in set(Right) - {Right.SEE, Right.EVERYTHING}:
        assert [name for name, one in CALLERS.items() if one.chosen == (right,)]


@pytest.mark.parametrize("action", TABLE)
async def test_each_caller_may_what_is_for_them(
    scene: Scene, house: House, action: str
) -> None:
    right, data, _ = TABLE[action]
    told = {
        name: await refusal(scene, action, house.ids[name], data) for name in CALLERS
    }
    instead = INSTEAD.get(action)
    assert told == {name: expected(name, right, instead) for name in CALLERS}


@pytest.mark.parametrize("action", TABLE)
async def test_an_automation_of_nobody_decides_only_where_that_is_switched_on(
    scene: Scene, house: House, action: str
) -> None:
    right, data, reserved = TABLE[action]
    refused = right is not None and right not in UNATTENDED
    told = await refusal(scene, action, None, data)
    assert told == ("automation_may_not" if refused else "")
    given = {key: one for key, one in data.items() if key != "entry_id"}
    fields = [{**given, name: value} for name, value in reserved.items()]
    for one in fields:
        assert await refusal(scene, action, None, one) == "automation_may_not"
    options = {**scene.entry.options, "automations": True}
    scene.hass.config_entries.async_update_entry(scene.entry, options=options)
    for one in (data, *fields):
        assert await refusal(scene, action, None, one) == ""


@pytest.mark.parametrize(
    ("action", "field"),
    [(action, field) for action, (_, _, fields) in TABLE.items() for field in fields],
)
async def test_some_fields_are_for_those_who_may_everything(
    scene: Scene, house: House, action: str, field: str
) -> None:
    right, data, reserved = TABLE[action]
    given = {key: one for key, one in data.items() if key != "entry_id"}
    given[field] = reserved[field]
    for name, caller in CALLERS.items():
        told = await refusal(scene, action, house.ids[name], given)
        if expected(name, right):
            assert told == expected(name, right), name
        elif caller.may == EVERYTHING:
            assert told == "", name
        else:
            assert told == (field if name != "addon" else "automation_may_not"), name


async def test_what_is_left_empty_is_not_used(scene: Scene, house: House) -> None:
    data = {**TABLE["request"][1], "approve": False, "save_path": "", "tags": []}
    data |= {"skip_check": False, "priority": "high", "upload_limit": 1}
    assert await refusal(scene, "request", house.ids["giver"], data) == ""


async def test_who_may_not_read_is_told_nothing_of_what_is_there(
    shelves: Shelves, server: MemoryServer
) -> None:
    house = await settle_in(shelves.scene.hass)
    shelves.scene.options = house.options
    await shelves.start(part(RULE, "rule0", "Secret wishes", {"include": ["film"]}))
    shelves.forget_asked()
    title = "Film.1.2021.2160p.BluRay.x264-GRP"
    for name, told in (("shut_out", False), ("nobody", False), ("reader", True)):
        answer = await shelves.scene.act(
            "explain", user=house.ids[name], answer=True, title=title
        )
        assert ("library" in answer, "rules" in answer) == (told, told), name
        assert ("Secret wishes" in str(answer)) is told
        if not told:
            assert not server.asked
    answer = await shelves.scene.act(
        "explain", user=house.ids["nobody"], answer=True, title=title, have=[title]
    )
    assert answer["verdict"]["outcome"] == "ignore"


async def test_a_refused_call_does_nothing(scene: Scene, house: House) -> None:
    (request_id,) = await scene.ask("Film one")
    data = {"request_id": request_id}
    for name in ("reader", "member", "keeper", "giver", "addon", "deactivated"):
        assert await refusal(scene, "approve", house.ids[name], data), name
    assert scene.requests() == {"Film one": "pending"}
    assert len(scene.request("Film one").journal) == 1
    assert await refusal(scene, "approve", house.ids["decider"], data) == ""
    await scene.settle()
    assert scene.requests() == {"Film one": "downloading"}


async def test_whoever_may_only_look_is_told_who_decides(
    scene: Scene, house: House
) -> None:
    await scene.ask("Film one")
    with pytest.raises(ServiceValidationError) as raised:
        await scene.act("approve", user=house.ids["member"], request_id="none")
    assert str(raised.value) == (
        "You may look, but not decide. owner, administrator, chooser, decider and "
        "trusted may"
    )


async def test_refusals_are_counted_and_logged_once(
    scene: Scene, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        assert await refusal(scene, "approve", house.ids["member"], REQUEST)
    assert dict(scene.hub.people.refused) == {("member", Right.DECIDE): 3}
    assert caplog.text.count("member may not") == 1


class TestPolicies:
    """What Home Assistant knows beyond its three groups is the default: who sees nothing may nothing."""

    async def allowed(
        self, scene: Scene, house: House, policy: dict[str, Any], *actions: str
    ) -> list[str]:
        """Return which of the actions a user with a policy may call."""
        hass = scene.hass
        user = await hass.auth.async_get_user(house.ids["nobody"])
        assert user is not None
        lookup = PermissionLookup(er.async_get(hass), dr.async_get(hass))
        permissions = PolicyPermissions({"entities": policy}, lookup)
        user.__dict__["permissions"] = permissions
        return [
            one
            for one in actions
            if not await refusal(scene, one, user.id, TABLE[one][1])
        ]

    @pytest.mark.parametrize(
        ("domains", "expected"),
        [
            ({}, []),
            ({"light": True}, []),
            ({"sensor": True}, ["list_requests"]),
            ({"button": {"read": True}}, ["list_requests"]),
            # To press buttons in Home Assistant is not to decide.
            ({"button": True}, ["list_requests"]),
        ],
    )
    async def test_by_domain(
        self,
        scene: Scene,
        house: House,
        domains: dict[str, Any],
        expected: list[str],
    ) -> None:
        policy = {"domains": domains}
        told = await self.allowed(scene, house, policy, "list_requests", "approve")
        assert told == expected

    @pytest.mark.parametrize("ours", [True, False])
    async def test_by_device(self, scene: Scene, house: House, ours: bool) -> None:
        device = scene.hub.device_id if ours else "another"
        policy = {"device_ids": {device: True}}
        told = await self.allowed(scene, house, policy, "list_requests", "approve")
        assert told == (["list_requests"] if ours else [])


async def test_without_a_running_greenlight(scene: Scene) -> None:
    house = await settle_in(scene.hass)
    assert await async_setup_component(scene.hass, "greenlight", {})
    with pytest.raises(ServiceValidationError) as raised:
        await scene.act("approve", user=house.ids["member"], request_id="none")
    assert raised.value.translation_key == "not_loaded"
    title = TABLE["explain"][1]
    assert await refusal(scene, "explain", house.ids["nobody"], title) == ""
    for name, told in (("gone", "unknown"), ("deactivated", "unauthorized")):
        assert await refusal(scene, "explain", house.ids[name], title) == told


async def test_over_the_websocket(
    scene: Scene,
    hass_ws_client: Any,
    hass_read_only_access_token: str,
    hass_access_token: str,
) -> None:
    await scene.start()
    (request_id,) = await scene.ask("Film one")
    call = {
        "type": "call_service",
        "domain": "greenlight",
        "service": "approve",
        "service_data": {"request_id": request_id},
    }
    reader = await hass_ws_client(scene.hass, hass_read_only_access_token)
    await reader.send_json_auto_id(call)
    answer = await reader.receive_json()
    assert not answer["success"]
    assert "You may look, but not decide." in answer["error"]["message"]
    assert answer["error"]["translation_key"] == "may_not_decide"
    await reader.send_json_auto_id(
        {
            "type": "call_service",
            "domain": "greenlight",
            "service": "list_requests",
            "return_response": True,
        }
    )
    answer = await reader.receive_json()
    assert answer["result"]["response"]["total"] == 1
    assert scene.requests() == {"Film one": "pending"}
    administrator = await hass_ws_client(scene.hass, hass_access_token)
    await administrator.send_json_auto_id(call)
    assert (await administrator.receive_json())["success"]
    await scene.settle()
    assert scene.requests() == {"Film one": "downloading"}
