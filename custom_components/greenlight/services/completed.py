"""Actions around what is there already: the inbox of completed downloads, and seeding."""

from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..clients.base import FoundBy
from ..const import CLIENT, CONF_CATEGORY, CONF_SAVE_PATH, CONF_TAGS
from ..engine.files.metainfo import TorrentError
from ..engine.media import MediaType
from ..engine.options import DownloadOptions
from ..hub import Hub
from ..inbox.inbox import NotStored, UnknownEntry
from ..presentation.errors import explained, failure, loaded_hub, mistake
from ..presentation.views import entry_view
from ..seeding.seed import SUFFIX, async_read_torrent_file, async_seed, can_seed
from .lists import NAMES, PAGE, wished_parts
from .parts import part_named

ATTR_ACKNOWLEDGED: Final = "acknowledged"
ATTR_ALL: Final = "all"
ATTR_CLIENT: Final = "client"
ATTR_ENTRY_ID: Final = "entry_id"
ATTR_FILE: Final = "file"
ATTR_MEDIA_TYPE: Final = "media_type"
ATTR_SKIP_CHECK: Final = "skip_check"

LIST_COMPLETED_SCHEMA: Final[dict[Any, Any]] = {
    vol.Optional(ATTR_CLIENT): NAMES,
    vol.Optional(ATTR_MEDIA_TYPE): vol.All(
        cv.ensure_list, [vol.In([media.value for media in MediaType])]
    ),
    vol.Optional(ATTR_ACKNOWLEDGED, default=False): cv.boolean,
    **PAGE,
}
ACKNOWLEDGE_SCHEMA: Final[dict[Any, Any]] = {
    vol.Exclusive(ATTR_ENTRY_ID, "which"): NAMES,
    vol.Exclusive(ATTR_ALL, "which"): cv.boolean,
}
SEED_SCHEMA: Final[dict[Any, Any]] = {
    vol.Required(ATTR_FILE): cv.string,
    vol.Required(CONF_SAVE_PATH): vol.All(cv.string, vol.Length(min=1)),
    vol.Optional(ATTR_CLIENT): cv.string,
    vol.Optional(CONF_CATEGORY, default=""): cv.string,
    vol.Optional(CONF_TAGS, default=[]): NAMES,
    vol.Optional(ATTR_SKIP_CHECK, default=True): cv.boolean,
}


async def list_completed(call: ServiceCall) -> ServiceResponse:
    """Return the entries of the inbox, newest first, with where their data is."""
    hub = loaded_hub(call.hass)
    data = call.data
    clients = wished_parts(hub, CLIENT, data.get(ATTR_CLIENT))
    types = data.get(ATTR_MEDIA_TYPE)
    found = [
        one
        for one in hub.inbox.entries.values()
        if (data[ATTR_ACKNOWLEDGED] or one.acknowledged is None)
        and (clients is None or one.client in clients)
        and (not types or one.media in types)
    ]
    found.sort(key=lambda one: one.at, reverse=True)
    shown = found[data["offset"] : data["offset"] + data["limit"]]
    return {
        "total": len(found),
        "completed": [
            {**entry_view(hub, one), "path": one.content_path or None} for one in shown
        ],
    }


async def acknowledge(call: ServiceCall) -> ServiceResponse:
    """Take some or all entries off the inbox."""
    hub = loaded_hub(call.hass)
    wanted = call.data.get(ATTR_ENTRY_ID)
    if not wanted and not call.data.get(ATTR_ALL):
        raise mistake("nothing_to_acknowledge")
    try:
        count = await hub.inbox.async_acknowledge(wanted)
    except UnknownEntry as err:
        raise mistake("unknown_entry", entry_id=str(err)) from err
    except NotStored as err:
        raise failure("not_saved") from err
    return {"acknowledged": count}


async def seed(call: ServiceCall) -> ServiceResponse:
    """Have a client share data that is there already."""
    hub = loaded_hub(call.hass)
    data = call.data
    path = data[ATTR_FILE]
    client_id = _seeder(hub, data.get(ATTR_CLIENT))
    part = hub.clients[client_id]
    hass = call.hass
    if "\0" in path or not await hass.async_add_executor_job(
        hass.config.is_allowed_path, path
    ):
        raise mistake("path_not_allowed", path=path)
    if not path.lower().endswith(SUFFIX):
        raise mistake("not_a_torrent", path=path, detail=f"no {SUFFIX}")
    try:
        file = await async_read_torrent_file(hass, path)
    except OSError as err:
        detail = err.strerror or str(err.errno)
        raise mistake("file_not_read", path=path, detail=detail) from err
    except TorrentError as err:
        raise mistake("not_a_torrent", path=path, detail=str(err)) from err
    options = DownloadOptions(
        category=data[CONF_CATEGORY],
        save_path=data[CONF_SAVE_PATH],
        tags=tuple(data[CONF_TAGS]),
        skip_check=data[ATTR_SKIP_CHECK],
    )
    with explained(hub, part.subentry.title):
        added = await async_seed(part.client, file, options)
    return {
        "client": part.subentry.title,
        "name": file.torrent.name or added.download.name,
        "already_there": added.already_there is FoundBy.ID,
        "state": added.download.state.value,
    }


def _seeder(hub: Hub, wished: str | None) -> str:
    """Return the client that is meant, else the first by priority that can seed."""
    if wished:
        client_id = part_named(hub, CLIENT, wished)
        if not can_seed(hub.clients[client_id].client):
            raise mistake("cannot_seed", name=hub.clients[client_id].subentry.title)
        return client_id
    seeders = [key for key, part in hub.clients.items() if can_seed(part.client)]
    if not seeders:
        raise mistake("no_seeder")
    return min(seeders, key=lambda key: hub.gate.attached.settings[key].priority)
