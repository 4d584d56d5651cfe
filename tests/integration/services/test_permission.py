"""Who may call which action, and who may press what: Home Assistant's own permissions tell."""

from collections.abc import Iterable
from typing import Any

from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_READ_ONLY, GROUP_ID_USER
from homeassistant.auth.models import User
from homeassistant.auth.permissions import PolicyPermissions
from homeassistant.auth.permissions.models import PermissionLookup
from homeassistant.core import Context, HomeAssistant
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
from custom_components.greenlight.services import ACTIONS
from tests.support.memory_library import MemoryServer

from ..scene import Scene, part
from ..shelves import Shelves

# Each action, who may call it, something it takes, and what in that only administrators may.
EVERYBODY, READER, DECIDER, ADMINISTRATOR = range(4)
REQUEST = {"request_id": "none"}
TABLE: dict[str, tuple[int, dict[str, Any], dict[str, Any]]] = {
    "approve": (DECIDER, REQUEST, {}),
    "decline": (DECIDER, REQUEST, {}),
    "cancel": (DECIDER, REQUEST, {}),
    "retry": (DECIDER, REQUEST, {}),
    "remove_download": (DECIDER, REQUEST, {"delete_data": True}),
    "request": (
        DECIDER,
        {"link": f"magnet:?xt=urn:btih:{'a' * 40}"},
        {"approve": True, "save_path": "/etc/cron.d"},
    ),
    "pause": (DECIDER, REQUEST, {}),
    "resume": (DECIDER, REQUEST, {}),
    "recheck": (DECIDER, REQUEST, {}),
    "pause_all": (DECIDER, {}, {}),
    "resume_all": (DECIDER, {}, {}),
    "set_category_limits": (
        ADMINISTRATOR,
        {"client": "Box", "category": "movies", "ratio_limit": 1},
        {},
    ),
    "refresh": (DECIDER, {}, {}),
    "replay": (DECIDER, {}, {}),
    "preview_rule": (DECIDER, {"rule": "Films"}, {}),
    "search_library": (READER, {"text": "film"}, {}),
    "choose_item": (DECIDER, {**REQUEST, "library": "Radarr", "item": "1"}, {}),
    "set_quality": (DECIDER, {"library": "Radarr", "item": "1", "none": True}, {}),
    "list_requests": (READER, {}, {}),
    "list_downloads": (READER, {}, {}),
    "list_completed": (READER, {}, {}),
    "list_skipped": (READER, {}, {}),
    "acknowledge": (DECIDER, {"entry_id": "none"}, {}),
    "unskip": (DECIDER, {"entry_id": "none"}, {"all": True}),
    "seed": (ADMINISTRATOR, {"file": "/media/a.torrent", "save_path": "/data"}, {}),
    "explain": (EVERYBODY, {"title": "Film.2020.1080p.BluRay.x264-GRP"}, {}),
}
RANKS = {
    "nobody": EVERYBODY,
    "reader": READER,
    "member": DECIDER,
    "administrator": ADMINISTRATOR,
}
RESPONSES = {one.name: one.response for one in ACTIONS}


@pytest.fixture
async def people(hass: HomeAssistant) -> dict[str, User]:
    """Make one user of each rank, the owner of the house before them."""
    groups = {
        "owner": [GROUP_ID_ADMIN],
        "nobody": [],
        "reader": [GROUP_ID_READ_ONLY],
        "member": [GROUP_ID_USER],
        "administrator": [GROUP_ID_ADMIN],
    }
    return {
        name: await hass.auth.async_create_user(name, group_ids=ids)
        for name, ids in groups.items()
    }


@pytest.fixture
async def running(scene: Scene) -> Scene:
    """Set Greenlight up."""
    await scene.start()
    return scene


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
        if err.translation_key == "only_administrators":
            return str((err.translation_placeholders or {})["field"])
    except HomeAssistantError:
        # It was let in, and failed at what it is about.
        pass
    return ""


def test_every_action_is_in_the_table() -> None:
    assert set(TABLE) == {one.name for one in ACTIONS}
    for action in ACTIONS:
        _, given, reserved = TABLE[action.name]
        assert action.reserved == set(reserved)
        assert action.reserved <= {str(key) for key in action.schema}
        assert not action.reserved.intersection(given) or action.name == "seed"


@pytest.mark.parametrize("action", TABLE)
async def test_each_rank_may_what_is_for_it(
    running: Scene, people: dict[str, User], action: str
) -> None:
    needed, data, _ = TABLE[action]
    for name, rank in RANKS.items():
        told = await refusal(running, action, people[name].id, data)
        assert told == ("" if rank >= needed else "unauthorized"), name


@pytest.mark.parametrize("action", TABLE)
async def test_a_user_who_is_not_there_may_nothing(running: Scene, action: str) -> None:
    assert await refusal(running, action, "f" * 32, TABLE[action][1]) == "unknown"


@pytest.mark.parametrize("action", TABLE)
async def test_a_user_who_was_deactivated_may_nothing(
    running: Scene, people: dict[str, User], action: str
) -> None:
    user = people["administrator"]
    await running.hass.auth.async_deactivate_user(user)
    told = await refusal(running, action, user.id, TABLE[action][1])
    assert told == "unauthorized"


@pytest.mark.parametrize("action", TABLE)
async def test_an_automation_may_everything(running: Scene, action: str) -> None:
    _, data, reserved = TABLE[action]
    assert await refusal(running, action, None, data) == ""
    for field, value in reserved.items():
        given = {key: one for key, one in data.items() if key != "entry_id"}
        assert await refusal(running, action, None, {**given, field: value}) == ""


@pytest.mark.parametrize(
    ("action", "field"),
    [(action, field) for action, (_, _, fields) in TABLE.items() for field in fields],
)
async def test_some_fields_are_for_administrators(
    running: Scene, people: dict[str, User], action: str, field: str
) -> None:
    _, data, reserved = TABLE[action]
    given = {key: one for key, one in data.items() if key != "entry_id"}
    given[field] = reserved[field]
    for name, told in (
        ("reader", "unauthorized"),
        ("member", field),
        ("administrator", ""),
    ):
        assert await refusal(running, action, people[name].id, given) == told


async def test_what_is_left_empty_is_not_used(
    running: Scene, people: dict[str, User]
) -> None:
    data = {**TABLE["request"][1], "approve": False, "save_path": ""}
    assert await refusal(running, "request", people["member"].id, data) == ""


async def test_who_may_not_read_is_told_nothing_of_what_is_there(
    shelves: Shelves, server: MemoryServer, people: dict[str, User]
) -> None:
    await shelves.start(part(RULE, "rule0", "Secret wishes", {"include": ["film"]}))
    shelves.forget_asked()
    title = "Film.1.2021.2160p.BluRay.x264-GRP"
    for name, told in (("nobody", False), ("reader", True), ("member", True)):
        answer = await shelves.scene.act(
            "explain", user=people[name].id, answer=True, title=title
        )
        assert ("library" in answer, "rules" in answer) == (told, told), name
        assert ("Secret wishes" in str(answer)) is told
        if not told:
            assert not server.asked
    answer = await shelves.scene.act(
        "explain", user=people["nobody"].id, answer=True, title=title, have=[title]
    )
    assert answer["verdict"]["outcome"] == "ignore"


async def test_a_refused_call_does_nothing(
    running: Scene, people: dict[str, User]
) -> None:
    (request_id,) = await running.ask("Film one")
    reader = people["reader"].id
    data = {"request_id": request_id}
    assert await refusal(running, "approve", reader, data) == "unauthorized"
    assert running.requests() == {"Film one": "pending"}
    assert await refusal(running, "approve", people["member"].id, data) == ""
    await running.settle()
    assert running.requests() == {"Film one": "downloading"}


class TestPolicies:
    """What Home Assistant knows beyond its three groups; it is written by hand."""

    async def allowed(
        self, scene: Scene, user: User, policy: dict[str, Any], *actions: str
    ) -> list[str]:
        """Return which of the actions a user with a policy may call."""
        hass = scene.hass
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
            # To see the sensors of a house is not to decide.
            ({"sensor": True}, ["list_requests"]),
            ({"button": {"read": True}}, ["list_requests"]),
            ({"button": True}, ["list_requests", "approve"]),
        ],
    )
    async def test_by_domain(
        self,
        running: Scene,
        people: dict[str, User],
        domains: dict[str, Any],
        expected: list[str],
    ) -> None:
        policy = {"domains": domains}
        told = await self.allowed(
            running, people["nobody"], policy, "list_requests", "approve", "seed"
        )
        assert told == expected

    @pytest.mark.parametrize("ours", [True, False])
    async def test_by_device(
        self, running: Scene, people: dict[str, User], ours: bool
    ) -> None:
        device = running.hub.device_id if ours else "another"
        policy = {"device_ids": {device: True}}
        told = await self.allowed(
            running, people["nobody"], policy, "list_requests", "approve"
        )
        assert told == (["list_requests", "approve"] if ours else [])


async def test_without_a_running_greenlight(
    scene: Scene, people: dict[str, User]
) -> None:
    assert await async_setup_component(scene.hass, "greenlight", {})
    with pytest.raises(ServiceValidationError) as raised:
        await scene.act("approve", user=people["member"].id, request_id="none")
    assert raised.value.translation_key == "not_loaded"


ENTITIES: Iterable[tuple[str, str, dict[str, Any]]] = (
    ("button", "press", {"entity_id": "button.greenlight_approve"}),
    ("button", "press", {"entity_id": "button.box_pause_all"}),
    (
        "select",
        "select_option",
        {"entity_id": "select.greenlight_pending_request", "option": "Film one"},
    ),
    ("switch", "turn_off", {"entity_id": "switch.films_enabled"}),
    ("number", "set_value", {"entity_id": "number.box_download_limit", "value": 1}),
)


@pytest.mark.parametrize(("domain", "action", "data"), ENTITIES)
async def test_entities_are_guarded_by_home_assistant(
    running: Scene,
    people: dict[str, User],
    domain: str,
    action: str,
    data: dict[str, Any],
) -> None:
    await running.ask("Film one")
    for name in ("nobody", "reader"):
        with pytest.raises(Unauthorized):
            await running.hass.services.async_call(
                domain,
                action,
                data,
                blocking=True,
                context=Context(user_id=people[name].id),
            )
    assert running.requests() == {"Film one": "pending"}


async def test_over_the_websocket(
    running: Scene,
    people: dict[str, User],
    hass_ws_client: Any,
    hass_read_only_access_token: str,
    hass_access_token: str,
) -> None:
    (request_id,) = await running.ask("Film one")
    call = {
        "type": "call_service",
        "domain": "greenlight",
        "service": "approve",
        "service_data": {"request_id": request_id},
    }
    reader = await hass_ws_client(running.hass, hass_read_only_access_token)
    await reader.send_json_auto_id(call)
    answer = await reader.receive_json()
    assert (answer["success"], answer["error"]["message"]) == (False, "Unauthorized")
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
    assert running.requests() == {"Film one": "pending"}
    administrator = await hass_ws_client(running.hass, hass_access_token)
    await administrator.send_json_auto_id(call)
    assert (await administrator.receive_json())["success"]
    await running.settle()
    assert running.requests() == {"Film one": "downloading"}
