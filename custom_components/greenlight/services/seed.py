"""The action that has a client share data that is there already."""

from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..clients.base import FoundBy
from ..const import CLIENT, CONF_CATEGORY, CONF_SAVE_PATH, CONF_TAGS
from ..engine.files.metainfo import TorrentError
from ..hub import Hub
from ..presentation.errors import explained, mistake
from ..seeding.seed import (
    SUFFIX,
    TorrentFile,
    async_read_torrent_file,
    async_seed,
    can_seed,
)
from .action import Fields, loaded_hub
from .fields import ATTR_CLIENT, FILLED, NAMES
from .options import asked_options
from .parts import running
from .permission import async_person

ATTR_FILE: Final = "file"
ATTR_SKIP_CHECK: Final = "skip_check"

TORRENT_FILE: Final[Fields] = {
    vol.Required(ATTR_FILE): cv.string,
    vol.Required(CONF_SAVE_PATH): FILLED,
    vol.Optional(ATTR_CLIENT): cv.string,
    vol.Optional(CONF_CATEGORY, default=""): cv.string,
    vol.Optional(CONF_TAGS, default=[]): NAMES,
    vol.Optional(ATTR_SKIP_CHECK, default=True): cv.boolean,
}


async def seed(call: ServiceCall) -> ServiceResponse:
    """Have a client share what a torrent file on this machine describes."""
    hub = loaded_hub(call.hass)
    data = call.data
    part = hub.clients[_seeder(hub, data.get(ATTR_CLIENT))]
    file = await _file(call.hass, data[ATTR_FILE])
    options = asked_options(data, await async_person(call))
    with explained(hub.texts, part.subentry.title):
        settings = hub.gate.attached.settings[part.subentry.subentry_id]
        added = await async_seed(part.client, file, settings.limited(options))
    return {
        "client": part.subentry.title,
        "name": file.torrent.name or added.download.name,
        "already_there": added.already_there is FoundBy.ID,
        "state": added.download.state.value,
    }


def _seeder(hub: Hub, wished: str | None) -> str:
    """Return the client that is meant, else the first by priority that can seed."""
    if wished:
        client_id = running(hub, CLIENT, wished)
        if not can_seed(hub.clients[client_id].client):
            raise mistake("cannot_seed", name=hub.clients[client_id].subentry.title)
        return client_id
    seeders = [
        key
        for key, part in hub.clients.items()
        if part.enabled and can_seed(part.client)
    ]
    if not seeders:
        raise mistake("no_seeder")
    settings = hub.gate.attached.settings
    return min(seeders, key=lambda key: settings[key].priority)


async def _file(hass: HomeAssistant, path: str) -> TorrentFile:
    """Return the torrent file at a path. Raises ``ServiceValidationError``."""
    if "\0" in path or not await hass.async_add_executor_job(
        hass.config.is_allowed_path, path
    ):
        raise mistake("path_not_allowed", path=path)
    if not path.lower().endswith(SUFFIX):
        raise mistake("not_a_torrent", path=path, detail=f"no {SUFFIX}")
    try:
        return await async_read_torrent_file(hass, path)
    except OSError as err:
        detail = err.strerror or str(err.errno)
        raise mistake("file_not_read", path=path, detail=detail) from err
    except TorrentError as err:
        raise mistake("not_a_torrent", path=path, detail=str(err)) from err
