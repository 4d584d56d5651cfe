"""Actions: what automations, scripts and people can ask Greenlight to do."""

from typing import Final

from homeassistant.core import HomeAssistant, SupportsResponse, callback
import voluptuous as vol

from ..const import DOMAIN
from . import (
    clients,
    completed,
    decisions,
    downloads,
    explain,
    lists,
    seed,
    skips,
    sources,
)
from .action import Action
from .fields import ONE_REQUEST, SOME_OR_ALL

ACTIONS: Final = (
    Action(name="approve", schema=decisions.WITH_SPACE, handler=decisions.approve),
    Action(name="decline", schema=decisions.WITH_REASON, handler=decisions.decline),
    Action(name="cancel", schema=decisions.WITH_REASON, handler=decisions.cancel),
    Action(name="retry", schema=decisions.WITH_SPACE, handler=decisions.retry),
    Action(
        name="remove_download",
        schema=decisions.WITH_DATA,
        handler=decisions.remove_download,
    ),
    Action(
        name="request",
        schema=decisions.LINK,
        handler=decisions.request,
        response=SupportsResponse.OPTIONAL,
    ),
    Action(name="pause", schema=ONE_REQUEST, handler=downloads.pause),
    Action(name="resume", schema=ONE_REQUEST, handler=downloads.resume),
    Action(name="recheck", schema=ONE_REQUEST, handler=downloads.recheck),
    Action(name="pause_all", schema=clients.SOME, handler=clients.pause_all),
    Action(name="resume_all", schema=clients.SOME, handler=clients.resume_all),
    Action(
        name="set_category_limits",
        schema=clients.CATEGORY_LIMITS,
        handler=clients.set_category_limits,
    ),
    Action(name="refresh", schema=sources.SOME, handler=sources.refresh),
    Action(
        name="list_requests",
        schema=lists.REQUESTS,
        handler=lists.list_requests,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="list_downloads",
        schema=lists.DOWNLOADS,
        handler=lists.list_downloads,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="list_completed",
        schema=lists.COMPLETED,
        handler=lists.list_completed,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="list_skipped",
        schema=lists.SKIPPED,
        handler=lists.list_skipped,
        response=SupportsResponse.ONLY,
    ),
    Action(
        name="acknowledge",
        schema=SOME_OR_ALL,
        handler=completed.acknowledge,
        response=SupportsResponse.OPTIONAL,
    ),
    Action(
        name="unskip",
        schema=SOME_OR_ALL,
        handler=skips.unskip,
        response=SupportsResponse.OPTIONAL,
    ),
    Action(
        name="seed",
        schema=seed.TORRENT_FILE,
        handler=seed.seed,
        response=SupportsResponse.OPTIONAL,
    ),
    Action(
        name="explain",
        schema=explain.TITLE,
        handler=explain.explain_title,
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
            action.handler,
            vol.Schema(action.schema),
            supports_response=action.response,
        )
