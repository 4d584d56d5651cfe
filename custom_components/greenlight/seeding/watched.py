"""Watched folders: each torrent file that appears in one is seeded by its client, once."""

from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
import logging
from pathlib import Path
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_track_time_interval

from ..clients.errors import ClientError, ReleaseRefused
from ..const import DOMAIN
from ..engine.files.metainfo import TorrentError
from ..engine.options import DownloadOptions
from ..engine.text import clean_title
from ..ledger.store import LedgerStore
from ..parts.client import ClientCoordinator, is_there
from ..parts.client_settings import watched_of
from .seed import Stamp, async_read_torrent_file, async_seed, torrent_files

_LOGGER = logging.getLogger(__name__)

LOOK_EVERY: Final = timedelta(seconds=30)
MAX_DONE: Final = 5000


class WatchedFolders:
    """Looks into the folder of each client that has one, and remembers what was handed over."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        clients: Mapping[str, ClientCoordinator],
        spawn: Callable[[Coroutine[Any, Any, None], str], None],
    ) -> None:
        """Start with nothing handed over; ``async_load`` reads the file.

        ``clients`` are those that run, by the ids of their subentries.
        """
        self._hass = hass
        self._clients = clients
        self._spawn = spawn
        self._store = LedgerStore(hass, f"{entry_id}.watched")
        self._done: dict[str, dict[str, Stamp]] = {}
        # What was there at the last look: a file that still grows is left until it does not.
        self._seen: dict[str, dict[str, Stamp]] = {}
        self._unreadable: set[Path] = set()
        self._running: set[str] = set()

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
        stop_ticking = async_track_time_interval(self._hass, self._tick, LOOK_EVERY)

        def stop() -> None:
            stop_ticking()
            for client_id in self._clients:
                self._mend(client_id)

        return stop

    @callback
    def _tick(self, _now: datetime) -> None:
        for client_id, part in self._clients.items():
            if not (folder := watched_of(part.subentry)):
                self._seen.pop(client_id, None)
                self._mend(client_id)
            elif client_id not in self._running:
                # Each on its own: a client that hangs must not hold up the others.
                self._running.add(client_id)
                self._spawn(
                    self._look(client_id, part, *folder), f"watched by {part.name}"
                )

    async def _look(
        self, client_id: str, part: ClientCoordinator, folder: str, save_path: str
    ) -> None:
        client, name = part.client, part.subentry.title
        try:
            files = await self._files(folder)
            if is_there(self._clients, client_id, client):
                self._complain(client_id, folder, name, found=files is not None)
                if new := self._new(client_id, files or {}):
                    await self._take(client_id, part, Path(folder), save_path, new)
        finally:
            self._running.discard(client_id)

    async def _files(self, folder: str) -> dict[str, Stamp] | None:
        """Return the torrent files of a folder, None for one that cannot or may not be read."""
        hass = self._hass
        # The list of allowed folders may have changed since this one was chosen.
        if not await hass.async_add_executor_job(hass.config.is_allowed_path, folder):
            return None
        try:
            return await hass.async_add_executor_job(torrent_files, folder)
        except OSError:
            return None

    @callback
    def _complain(self, client_id: str, folder: str, name: str, *, found: bool) -> None:
        """Tell the person of a folder that cannot be read, until it can."""
        if found:
            self._mend(client_id)
            return
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            _issue(client_id),
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="watched_folder",
            translation_placeholders={"folder": folder, "name": name},
        )

    @callback
    def _mend(self, client_id: str) -> None:
        ir.async_delete_issue(self._hass, DOMAIN, _issue(client_id))

    @callback
    def _new(self, client_id: str, files: dict[str, Stamp]) -> dict[str, Stamp]:
        """Return what was not handed over yet and is as it was at the last look."""
        before = self._seen.get(client_id, {})
        self._seen[client_id] = files
        done = self._done.get(client_id, {})
        return {
            name: stamp
            for name, stamp in files.items()
            if done.get(name) != stamp and before.get(name) == stamp
        }

    async def _take(
        self,
        client_id: str,
        part: ClientCoordinator,
        folder: Path,
        save_path: str,
        new: Mapping[str, Stamp],
    ) -> None:
        """Hand over what is new, and remember it on disk."""
        # Each add that cannot succeed costs its time limit, or one more of few failed logins.
        if not part.answers:
            return
        client = part.client
        options = DownloadOptions(save_path=save_path, skip_check=True)
        taken: dict[str, Stamp] = {}
        for name, stamp in new.items():
            path = folder / name
            try:
                file = await async_read_torrent_file(self._hass, str(path))
                await async_seed(client, file, options)
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
                _LOGGER.info("%s of the watched folder is seeded", clean_title(name))
            self._unreadable.discard(path)
            taken[name] = stamp
        if not taken or not is_there(self._clients, client_id, client):
            return
        done = self._done.setdefault(client_id, {})
        for name, stamp in taken.items():
            # Behind what was handed over before: the oldest goes first.
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
        self._mend(client_id)
        if self._done.pop(client_id, None):
            await self._store.async_write(self._data)


def _issue(client_id: str) -> str:
    return f"watched_folder_{client_id}"


def _warn(name: str, why: str) -> None:
    _LOGGER.warning(
        "%s of the watched folder cannot be seeded: %s", clean_title(name), why
    )
