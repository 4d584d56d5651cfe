"""Actions: what automations, scripts and people can ask Greenlight to do."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..approvers.people import actor_of
from ..clients.base import Client
from ..const import CLIENT, CONF_CATEGORY, CONF_SAVE_PATH, CONF_TAGS, DOMAIN, SOURCE
from ..coordinator import async_look
from ..engine.options import DownloadOptions
from ..engine.request import Actor, Request
from ..engine.summary import shown_name
from ..gate.gate import Gate
from ..hub import Hub
from ..presentation.errors import explained, loaded_hub
from ..presentation.redact import redact_url
from .clients import (
    CATEGORY_LIMITS_SCHEMA,
    SOME_CLIENTS_SCHEMA,
    pause_all,
    resume_all,
    set_category_limits,
)
from .completed import (
    ACKNOWLEDGE_SCHEMA,
    LIST_COMPLETED_SCHEMA,
    SEED_SCHEMA,
    acknowledge,
    list_completed,
    seed,
)
from .explain import EXPLAIN_SCHEMA, explain_title
from .lists import (
    LIST_DOWNLOADS_SCHEMA,
    LIST_REQUESTS_SCHEMA,
    list_downloads,
    list_requests,
)
from .parts import part_named, parts_named
from .skips import LIST_SKIPPED_SCHEMA, UNSKIP_SCHEMA, list_skipped, unskip

ATTR_APPROVE: Final = "approve"
ATTR_CLIENT: Final = "client"
ATTR_DELETE_DATA: Final = "delete_data"
ATTR_IGNORE_SPACE: Final = "ignore_space"
ATTR_LINK: Final = "link"
ATTR_REASON: Final = "reason"
ATTR_REQUEST_ID: Final = "request_id"
ATTR_SOURCE: Final = "source"
ATTR_TITLE: Final = "title"

_REQUEST_ID: Final[dict[Any, Any]] = {vol.Required(ATTR_REQUEST_ID): cv.string}
_WITH_REASON: Final[dict[Any, Any]] = {
    **_REQUEST_ID,
    vol.Optional(ATTR_REASON, default=""): cv.string,
}
_WITH_SPACE: Final[dict[Any, Any]] = {
    **_REQUEST_ID,
    vol.Optional(ATTR_IGNORE_SPACE, default=False): cv.boolean,
}

type Decision = Callable[[Gate, str, Actor, dict[str, Any]], Awaitable[Request]]
type Action = Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]
type Command = Callable[[Client, str], Awaitable[None]]


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register all actions."""

    @callback
    def register(
        name: str,
        action: Action,
        schema: dict[Any, Any],
        response: SupportsResponse = SupportsResponse.NONE,
    ) -> None:
        hass.services.async_register(
            DOMAIN, name, action, vol.Schema(schema), supports_response=response
        )

    register(
        "approve",
        _decision(
            lambda gate, request_id, who, data: gate.approve(
                request_id, who, ignore_space=data[ATTR_IGNORE_SPACE]
            )
        ),
        _WITH_SPACE,
    )
    register(
        "decline",
        _decision(
            lambda gate, request_id, who, data: gate.decline(
                request_id, who, data[ATTR_REASON]
            )
        ),
        _WITH_REASON,
    )
    register(
        "cancel",
        _decision(
            lambda gate, request_id, who, data: gate.cancel(
                request_id, who, data[ATTR_REASON]
            )
        ),
        _WITH_REASON,
    )
    register(
        "retry",
        _decision(
            lambda gate, request_id, who, data: gate.retry(
                request_id, who, ignore_space=data[ATTR_IGNORE_SPACE]
            )
        ),
        _WITH_SPACE,
    )
    register(
        "remove_download",
        _decision(
            lambda gate, request_id, who, data: gate.remove_download(
                request_id, who, delete_data=data[ATTR_DELETE_DATA]
            )
        ),
        {**_REQUEST_ID, vol.Optional(ATTR_DELETE_DATA, default=False): cv.boolean},
    )
    register("pause", _command(lambda client, one: client.pause(one)), _REQUEST_ID)
    register("resume", _command(lambda client, one: client.resume(one)), _REQUEST_ID)
    register("recheck", _command(lambda client, one: client.recheck(one)), _REQUEST_ID)
    register("pause_all", pause_all, SOME_CLIENTS_SCHEMA)
    register("resume_all", resume_all, SOME_CLIENTS_SCHEMA)
    register("set_category_limits", set_category_limits, CATEGORY_LIMITS_SCHEMA)
    register(
        "request",
        _request,
        {
            vol.Required(ATTR_LINK): cv.string,
            vol.Optional(ATTR_TITLE, default=""): cv.string,
            vol.Optional(ATTR_APPROVE, default=False): cv.boolean,
            vol.Optional(ATTR_CLIENT): cv.string,
            vol.Optional(CONF_CATEGORY, default=""): cv.string,
            vol.Optional(CONF_SAVE_PATH, default=""): cv.string,
            vol.Optional(CONF_TAGS, default=[]): vol.All(cv.ensure_list, [cv.string]),
        },
        SupportsResponse.OPTIONAL,
    )
    register(
        "refresh",
        _refresh,
        {vol.Optional(ATTR_SOURCE): vol.All(cv.ensure_list, [cv.string])},
    )
    register(
        "list_requests", list_requests, LIST_REQUESTS_SCHEMA, SupportsResponse.ONLY
    )
    register(
        "list_downloads", list_downloads, LIST_DOWNLOADS_SCHEMA, SupportsResponse.ONLY
    )
    register(
        "list_completed", list_completed, LIST_COMPLETED_SCHEMA, SupportsResponse.ONLY
    )
    register("acknowledge", acknowledge, ACKNOWLEDGE_SCHEMA, SupportsResponse.OPTIONAL)
    register("list_skipped", list_skipped, LIST_SKIPPED_SCHEMA, SupportsResponse.ONLY)
    register("unskip", unskip, UNSKIP_SCHEMA, SupportsResponse.OPTIONAL)
    register("seed", seed, SEED_SCHEMA, SupportsResponse.OPTIONAL)
    register("explain", explain_title, EXPLAIN_SCHEMA, SupportsResponse.ONLY)


def _client_of(hub: Hub, request_id: str) -> str:
    """Return the name of the client that has a request, empty if there is none or no request."""
    request = hub.ledger.open.get(request_id) or hub.ledger.history.get(request_id)
    settings = hub.gate.attached.settings.get(request.client or "") if request else None
    return settings.name if settings else ""


def _decision(
    decide: Decision,
) -> Action:
    """Return the action that decides on a request in the name of whoever calls it."""

    async def action(call: ServiceCall) -> ServiceResponse:
        hub = loaded_hub(call.hass)
        request_id = call.data[ATTR_REQUEST_ID]
        who = await actor_of(hub, call.context)
        with explained(hub, _client_of(hub, request_id)):
            await decide(hub.gate, request_id, who, call.data)
        return None

    return action


def _command(
    command: Command,
) -> Action:
    """Return the action that has a client do something with a download, and look at it again."""

    async def action(call: ServiceCall) -> ServiceResponse:
        hub = loaded_hub(call.hass)
        request_id = call.data[ATTR_REQUEST_ID]
        with explained(hub, _client_of(hub, request_id)):
            request = hub.gate.requests.find(request_id)
            client, download = hub.gate.attached.download_of(request)
            await command(client, download)
        await hub.clients[request.client or ""].async_refresh()
        return None

    return action


async def _request(call: ServiceCall) -> ServiceResponse:
    """Make a request from a link, and tell its id."""
    hub = loaded_hub(call.hass)
    link = call.data[ATTR_LINK].strip()
    wished = call.data.get(ATTR_CLIENT)
    client = part_named(hub, CLIENT, wished) if wished else None
    with explained(hub, redact_url(link)):
        request = await hub.gate.hand_in(
            link,
            who=await actor_of(hub, call.context),
            approve=call.data[ATTR_APPROVE],
            title=call.data[ATTR_TITLE],
            client=client,
            options=DownloadOptions(
                category=call.data[CONF_CATEGORY],
                save_path=call.data[CONF_SAVE_PATH],
                tags=tuple(call.data[CONF_TAGS]),
            ),
        )
    return {
        ATTR_REQUEST_ID: request.id,
        "state": request.state.value,
        ATTR_TITLE: request.release.title,
        "name": shown_name(request.release.title),
    }


async def _refresh(call: ServiceCall) -> ServiceResponse:
    """Look at some or all sources now."""
    hub = loaded_hub(call.hass)
    wished = call.data.get(ATTR_SOURCE)
    ids = parts_named(hub, SOURCE, wished) if wished else list(hub.sources)
    await async_look(hub.sources[one] for one in ids)
    return None
