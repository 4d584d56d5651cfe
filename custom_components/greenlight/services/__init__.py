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

from ..const import DOMAIN
from ..engine.rights import Right
from . import (
    answers,
    clients,
    completed,
    decisions,
    downloads,
    explain,
    home,
    library,
    lists,
    looking_back,
    options,
    search,
    seed,
    series,
    skips,
    sources,
)
from .action import Action, Handler
from .fields import ATTR_ALL, ATTR_RESULT, ONE_REQUEST, SOME_OR_ALL
from .permission import async_check

ACTIONS: Final = (
    Action(
        name="approve",
        schema=answers.APPROVE,
        handler=answers.approve,
        who=Right.DECIDE,
        response=SupportsResponse.OPTIONAL,
    ),
    Action(
        name="decline",
        schema=answers.DECLINE,
        handler=answers.decline,
        who=Right.DECIDE,
        response=SupportsResponse.OPTIONAL,
    ),
    Action(
        name="take_instead",
        schema=answers.TAKE,
        handler=answers.take_instead,
        who=Right.DECIDE,
    ),
    Action(
        name="always",
        schema=answers.ALWAYS,
        handler=answers.always,
        who=Right.DECIDE,
    ),
    Action(
        name="put_off",
        schema=answers.PUT_OFF,
        handler=answers.put_off,
        who=Right.DECIDE,
    ),
    Action(
        name="ask_now",
        schema=ONE_REQUEST,
        handler=answers.ask_now,
        who=Right.DECIDE,
    ),
    Action(name="undo", schema=answers.UNDO, handler=answers.undo, who=Right.DECIDE),
    Action(
        name="cancel",
        schema=decisions.WITH_REASON,
        handler=decisions.cancel,
        who=Right.DECIDE,
    ),
    Action(
        name="retry",
        schema=decisions.WITH_SPACE,
        handler=decisions.retry,
        who=Right.DECIDE,
    ),
    Action(
        name="remove_download",
        schema=decisions.WITH_DATA,
        handler=decisions.remove_download,
        who=Right.DOWNLOADS,
    ),
    Action(
        name="request",
        schema=decisions.LINK,
        handler=decisions.request,
        who=Right.HAND_IN,
        reserved=frozenset({decisions.ATTR_APPROVE, *options.RESERVED}),
        enough={decisions.ATTR_APPROVE: (Right.DECIDE, ATTR_RESULT)},
        response=SupportsResponse.OPTIONAL,
    ),
    Action(
        name="pause", schema=ONE_REQUEST, handler=downloads.pause, who=Right.DOWNLOADS
    ),
    Action(
        name="resume", schema=ONE_REQUEST, handler=downloads.resume, who=Right.DOWNLOADS
    ),
    Action(
        name="recheck",
        schema=ONE_REQUEST,
        handler=downloads.recheck,
        who=Right.DOWNLOADS,
    ),
    Action(
        name="next_best",
        schema=ONE_REQUEST,
        handler=downloads.next_best,
        who=Right.DOWNLOADS,
    ),
    Action(
        name="pause_all",
        schema=clients.SOME,
        handler=clients.pause_all,
        who=Right.DOWNLOADS,
    ),
    Action(
        name="resume_all",
        schema=clients.SOME,
        handler=clients.resume_all,
        who=Right.DOWNLOADS,
    ),
    Action(
        name="set_category_limits",
        schema=clients.CATEGORY_LIMITS,
        handler=clients.set_category_limits,
        who=Right.DOWNLOADS,
    ),
    Action(
        name="refresh", schema=sources.SOME, handler=sources.refresh, who=Right.HAND_IN
    ),
    Action(
        name="replay",
        schema=looking_back.REPLAY,
        handler=looking_back.replay,
        who=Right.HAND_IN,
        response=SupportsResponse.OPTIONAL,
    ),
    # It tells what is on offer, which no reader sees otherwise.
    Action(
        name="preview_rule",
        schema=looking_back.PREVIEW,
        handler=looking_back.preview_rule,
        who=Right.DECIDE,
        response=SupportsResponse.ONLY,
    ),
    # It tells what is on offer and names the indexers, and costs each of them one of its searches.
    Action(
        name="search",
        schema=search.SEARCH,
        handler=search.search,
        who=Right.HAND_IN,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="search_library",
        schema=library.SEARCH,
        handler=library.search_library,
        who=Right.SEE,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="choose_item",
        schema=decisions.WHICH_WORK,
        handler=decisions.choose_item,
        who=Right.DECIDE,
        response=SupportsResponse.OPTIONAL,
    ),
    # Whoever decides on what comes knows what is there, and can take it back.
    Action(
        name="set_quality",
        schema=library.QUALITY,
        handler=library.set_quality,
        who=Right.DECIDE,
    ),
    Action(
        name="import",
        schema=home.IMPORT,
        handler=home.import_,
        who=Right.DOWNLOADS,
        instead=Right.DECIDE,
    ),
    Action(
        name="leave",
        schema=home.LEAVE,
        handler=home.leave,
        who=Right.DOWNLOADS,
        instead=Right.DECIDE,
    ),
    Action(
        name="rescan",
        schema=home.ITEM,
        handler=home.rescan,
        who=Right.DOWNLOADS,
        response=SupportsResponse.OPTIONAL,
    ),
    Action(
        name="list_episodes",
        schema=series.EPISODES,
        handler=series.list_episodes,
        who=Right.SEE,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="list_requests",
        schema=lists.REQUESTS,
        handler=lists.list_requests,
        who=Right.SEE,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="list_downloads",
        schema=lists.DOWNLOADS,
        handler=lists.list_downloads,
        who=Right.SEE,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="list_completed",
        schema=lists.COMPLETED,
        handler=lists.list_completed,
        who=Right.SEE,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="list_skips",
        schema=lists.SKIPS,
        handler=lists.list_skips,
        who=Right.SEE,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="acknowledge",
        schema=SOME_OR_ALL,
        handler=completed.acknowledge,
        who=Right.DOWNLOADS,
        response=SupportsResponse.OPTIONAL,
    ),
    Action(
        name="forget_skip",
        schema=SOME_OR_ALL,
        handler=skips.forget_skip,
        who=Right.DECIDE,
        reserved=frozenset({ATTR_ALL}),
        response=SupportsResponse.OPTIONAL,
    ),
    Action(
        name="seed",
        schema=seed.TORRENT_FILE,
        handler=seed.seed,
        who=Right.EVERYTHING,
        response=SupportsResponse.OPTIONAL,
    ),
    # It works where nothing is, and tells of what is there only who may read that.
    Action(
        name="explain",
        schema=explain.TITLE,
        handler=explain.explain_title,
        who=None,
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
