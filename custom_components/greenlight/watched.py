"""Watched folders: each torrent file that appears in one is seeded by its client, once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_track_time_interval

from .clients.base import ClientError, ReleaseRefused
from .const import DOMAIN
from .engine.release import clean_title
from .engine.rules import DownloadOptions
from .engine.torrent import TorrentError
from .ledger_store import LedgerStore
from .parts import watched_of
from .seeding import Stamp, async_read_torrent_file, async_seed, torrent_files

if TYPE_CHECKING:
    from .hub import Hub

_LOGGER = logging.getLogger(__name__)

LOOK_EVERY: Final = timedelta(seconds=30)
MAX_DONE: Final = 5000


class WatchedFolders:
    """Looks into the folder of each client that has one, and remembers what was handed over."""

    def __init__(self, hub: Hub) -> None:
        """Start with nothing handed over; ``async_load`` reads the file."""
        self._hub = hub
        self._store = LedgerStore(hub.hass, f"{hub.entry.entry_id}.watched")
        self._done: dict[str, dict[str, Stamp]] = {}
        # What was there at the last look: a file that still grows is left until it does not.
        self._seen: dict[str, dict[str, Stamp]] = {}
        self._unreadable: set[str] = set()
        self._running = False

    async def async_load(self) -> None:
        """Read the file; what cannot be read is kept aside and reported."""
        data = await self._store.async_read()
        if data is None:
            return
        try:
            self._done = {
                client_id: {name: (int(at), int(size)) for name, (at, size) in files}
                for client_id, files in data["done"].items()
            }
        except KeyError, TypeError, ValueError, AttributeError:
            _LOGGER.error("What was seeded from %s cannot be read", self._store.key)
            await self._store.async_report_damage(kept=False)

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Begin to look. Returns what ends it."""
        return async_track_time_interval(self._hub.hass, self._tick, LOOK_EVERY)

    @callback
    def _tick(self, _now: datetime) -> None:
        if not self._running and any(map(self._folder, self._hub.clients)):
            self._running = True
            self._hub.spawn(self._look_at_all(), "watched folders")

    def _folder(self, client_id: str) -> tuple[str, str] | None:
        return watched_of(self._hub.clients[client_id].subentry)

    async def _look_at_all(self) -> None:
        try:
            for client_id in list(self._hub.clients):
                if folder := self._folder(client_id):
                    await self._look(client_id, *folder)
        finally:
            self._running = False

    async def _look(self, client_id: str, folder: str, save_path: str) -> None:
        issue = f"watched_folder_{client_id}"
        hass = self._hub.hass
        name = self._hub.clients[client_id].subentry.title
        try:
            # The list of allowed folders may have changed since this one was chosen.
            if not await hass.async_add_executor_job(
                hass.config.is_allowed_path, folder
            ):
                raise PermissionError
            files = await hass.async_add_executor_job(torrent_files, folder)
        except OSError:
            self._seen.pop(client_id, None)
            ir.async_create_issue(
                hass,
                DOMAIN,
                issue,
                is_fixable=False,
                severity=ir.IssueSeverity.WARNING,
                translation_key="watched_folder",
                translation_placeholders={"folder": folder, "name": name},
            )
            return
        ir.async_delete_issue(hass, DOMAIN, issue)
        before = self._seen.get(client_id, {})
        self._seen[client_id] = files
        done = self._done.setdefault(client_id, {})
        new = {
            name: stamp
            for name, stamp in files.items()
            if done.get(name) != stamp and before.get(name) == stamp
        }
        if new:
            await self._take(client_id, folder, save_path, new)

    async def _take(
        self, client_id: str, folder: str, save_path: str, new: Mapping[str, Stamp]
    ) -> None:
        client = self._hub.clients[client_id].client
        options = DownloadOptions(save_path=save_path, skip_check=True)
        done = self._done.setdefault(client_id, {})
        for name, stamp in new.items():
            path = str(Path(folder) / name)
            try:
                file = await async_read_torrent_file(self._hub.hass, path)
                title, _ = await async_seed(client, file, options)
            except OSError as err:
                # Tried again at each look, and said once.
                if path not in self._unreadable:
                    self._unreadable.add(path)
                    _warn(name, err.strerror or str(err.errno))
                continue
            except (TorrentError, ReleaseRefused) as err:
                _warn(name, str(err))
            except ClientError as err:
                # The rest would fare no better; all of it is tried again at the next look.
                _LOGGER.debug("%s waits for its client: %s", clean_title(name), err)
                break
            else:
                _LOGGER.info("%s is seeded from the watched folder", clean_title(title))
            done.pop(name, None)
            done[name] = stamp
        for name in list(done)[:-MAX_DONE]:
            del done[name]
        await self._store.async_write(self._data)

    def _data(self) -> dict[str, Any]:
        return {
            "done": {
                client_id: list(files.items())
                for client_id, files in list(self._done.items())
            }
        }

    async def async_forget(self, client_id: str) -> None:
        """Forget what a client was handed, because it has been removed."""
        self._seen.pop(client_id, None)
        ir.async_delete_issue(self._hub.hass, DOMAIN, f"watched_folder_{client_id}")
        if self._done.pop(client_id, None):
            await self._store.async_write(self._data)


def _warn(name: str, why: str) -> None:
    _LOGGER.warning(
        "%s of the watched folder cannot be seeded: %s", clean_title(name), why
    )
