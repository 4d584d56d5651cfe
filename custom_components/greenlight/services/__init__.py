"""Actions: what automations, scripts and people can ask Greenlight to do."""

from typing import Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
import voluptuous as vol

from ..const import CONF_SAVE_PATH, DOMAIN
from . import (
    clients,
    completed,
    decisions,
    downloads,
    explain,
    library,
    lists,
    looking_back,
    seed,
    skips,
    sources,
)
from .action import Action, Handler, Who
from .fields import ATTR_ALL, ONE_REQUEST, SOME_OR_ALL
from .permission import async_check

ACTIONS: Final = (
    Action(
        name="approve",
        schema=decisions.WITH_SPACE,
        handler=decisions.approve,
        who=Who.DECIDERS,
    ),
    Action(
        name="decline",
        schema=decisions.WITH_REASON,
        handler=decisions.decline,
        who=Who.DECIDERS,
    ),
    Action(
        name="cancel",
        schema=decisions.WITH_REASON,
        handler=decisions.cancel,
        who=Who.DECIDERS,
    ),
    Action(
        name="retry",
        schema=decisions.WITH_SPACE,
        handler=decisions.retry,
        who=Who.DECIDERS,
    ),
    Action(
        name="remove_download",
        schema=decisions.WITH_DATA,
        handler=decisions.remove_download,
        who=Who.DECIDERS,
        reserved=frozenset({decisions.ATTR_DELETE_DATA}),
    ),
    Action(
        name="request",
        schema=decisions.LINK,
        handler=decisions.request,
        who=Who.DECIDERS,
        reserved=frozenset({decisions.ATTR_APPROVE, CONF_SAVE_PATH}),
        response=SupportsResponse.OPTIONAL,
    ),
    Action(name="pause", schema=ONE_REQUEST, handler=downloads.pause, who=Who.DECIDERS),
    Action(
        name="resume", schema=ONE_REQUEST, handler=downloads.resume, who=Who.DECIDERS
    ),
    Action(
        name="recheck", schema=ONE_REQUEST, handler=downloads.recheck, who=Who.DECIDERS
    ),
    Action(
        name="pause_all",
        schema=clients.SOME,
        handler=clients.pause_all,
        who=Who.DECIDERS,
    ),
    Action(
        name="resume_all",
        schema=clients.SOME,
        handler=clients.resume_all,
        who=Who.DECIDERS,
    ),
    Action(
        name="set_category_limits",
        schema=clients.CATEGORY_LIMITS,
        handler=clients.set_category_limits,
        who=Who.ADMINISTRATORS,
    ),
    Action(
        name="refresh", schema=sources.SOME, handler=sources.refresh, who=Who.DECIDERS
    ),
    Action(
        name="replay",
        schema=looking_back.REPLAY,
        handler=looking_back.replay,
        who=Who.DECIDERS,
        response=SupportsResponse.OPTIONAL,
    ),
    # It tells what is on offer, which no reader sees otherwise.
    Action(
        name="preview_rule",
        schema=looking_back.PREVIEW,
        handler=looking_back.preview_rule,
        who=Who.DECIDERS,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="search_library",
        schema=library.SEARCH,
        handler=library.search_library,
        who=Who.READERS,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="choose_item",
        schema=decisions.WHICH_WORK,
        handler=decisions.choose_item,
        who=Who.DECIDERS,
    ),
    # Whoever decides on what comes knows what is there, and can take it back.
    Action(
        name="set_quality",
        schema=library.QUALITY,
        handler=library.set_quality,
        who=Who.DECIDERS,
    ),
    Action(
        name="list_requests",
        schema=lists.REQUESTS,
        handler=lists.list_requests,
        who=Who.READERS,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="list_downloads",
        schema=lists.DOWNLOADS,
        handler=lists.list_downloads,
        who=Who.READERS,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="list_completed",
        schema=lists.COMPLETED,
        handler=lists.list_completed,
        who=Who.READERS,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="list_skipped",
        schema=lists.SKIPPED,
        handler=lists.list_skipped,
        who=Who.READERS,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="acknowledge",
        schema=SOME_OR_ALL,
        handler=completed.acknowledge,
        who=Who.DECIDERS,
        response=SupportsResponse.OPTIONAL,
    ),
    Action(
        name="unskip",
        schema=SOME_OR_ALL,
        handler=skips.unskip,
        who=Who.DECIDERS,
        reserved=frozenset({ATTR_ALL}),
        response=SupportsResponse.OPTIONAL,
    ),
    Action(
        name="seed",
        schema=seed.TORRENT_FILE,
        handler=seed.seed,
        who=Who.ADMINISTRATORS,
        response=SupportsResponse.OPTIONAL,
    ),
    # It works where nothing is, and tells of what is there only who may read that.
    Action(
        name="explain",
        schema=explain.TITLE,
        handler=explain.explain_title,
        who=Who.EVERYBODY,
        response=SupportsResponse.ONLY,
    ),
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register all actions."""
    for action in ACTIONS:
        hass.services.async_register(
            DOMAIN,
            action.name,
            _guarded(action),
            vol.Schema(action.schema),
            supports_response=action.response,
        )


def _guarded(action: Action) -> Handler:
    """Return what carries an action out for whoever may call it."""

    async def call_if_permitted(call: ServiceCall) -> ServiceResponse:
        await async_check(call, action)
        return await action.handler(call)

    return call_if_permitted
