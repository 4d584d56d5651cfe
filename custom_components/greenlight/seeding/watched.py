"""Watched folders: each torrent file that appears in one is seeded by its client, once."""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import batched
import logging
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_track_time_interval

from ..clients.errors import ClientError, ReleaseRefused
from ..const import DOMAIN
from ..engine.files.metainfo import TorrentError
from ..engine.options import DownloadOptions
from ..engine.stored import Reading, stored_text
from ..engine.text import clean_title, escape_markdown
from ..ledger.store import LedgerStore
from ..parts.client import ClientCoordinator, is_there
from ..parts.client_settings import watched_of
from ..parts.repair import let_go
from .folder import Folder, Stamp, key_of, look_into, same
from .seed import async_read_torrent_file, async_seed

_LOGGER = logging.getLogger(__name__)

LOOK_EVERY: Final = timedelta(seconds=30)
# Files that are remembered although they are not there any more.
MAX_DONE: Final = 5000
# So many are handed over before that is written down.
_AT_ONCE: Final = 50
# Files that are named where somebody is told of them.
_NAMED: Final = 5
_MAX_NAME_CHARS: Final = 100


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
        self._seen: dict[str, Mapping[str, Stamp]] = {}
        # Why files are not seeded, by client and name: from what was handed over, and as it is now.
        self._refused: dict[str, dict[str, str]] = {}
        self._told: dict[str, dict[str, str]] = {}
        # What was refused for what it is. Not on disk: whoever starts anew can tell why only then.
        self._tried: dict[str, dict[str, Stamp]] = {}
        self._running: set[str] = set()

    async def async_load(self) -> None:
        """Read the file; what cannot be read is kept aside and reported."""
        data = await self._store.async_read()
        if data is None:
            return
        reading = Reading()
        self._done = {
            client_id: dict(reading.each(files, _read_done))
            for client_id, files in reading.named(reading.of(data, "done")).items()
        }
        await self._store.async_report_mended(reading.mended)

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Begin to look. Returns what ends it."""
        stop_ticking = async_track_time_interval(self._hass, self._tick, LOOK_EVERY)

        def stop() -> None:
            stop_ticking()
            for client_id in self._clients:
                let_go(self._hass, _issue(client_id))
                let_go(self._hass, _files_issue(client_id))

        return stop

    @callback
    def _tick(self, _now: datetime) -> None:
        for client_id, part in self._clients.items():
            if not (folder := watched_of(part.subentry)):
                self._stop(client_id)
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
            found = await self._folder(folder)
            if not is_there(self._clients, client_id, client):
                return
            self._complain(client_id, folder, name, found=found is not None)
            if found is None:
                return
            new = self._new(client_id, found.files)
            for batch in batched(new.items(), _AT_ONCE, strict=False):
                if not await self._take(client_id, part, folder, save_path, batch):
                    break
            if is_there(self._clients, client_id, client):
                self._tell(client_id, found, name)
        finally:
            self._running.discard(client_id)

    async def _folder(self, folder: str) -> Folder | None:
        """Return what is in a folder, None for one that cannot or may not be read."""
        hass = self._hass
        # The list of allowed folders may have changed since this one was chosen.
        if not await hass.async_add_executor_job(hass.config.is_allowed_path, folder):
            return None
        try:
            return await hass.async_add_executor_job(look_into, folder)
        except OSError, ValueError:
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
    def _stop(self, client_id: str) -> None:
        """Forget how a folder looked that is not watched any more, and what was said of it."""
        self._mend(client_id)
        for home in (self._seen, self._refused, self._told, self._tried):
            home.pop(client_id, None)
        ir.async_delete_issue(self._hass, DOMAIN, _files_issue(client_id))

    @callback
    def _tell(self, client_id: str, found: Folder, name: str) -> None:
        """Tell the person of files that are not seeded, as long as they are there."""
        refused = self._refused.setdefault(client_id, {})
        for gone in refused.keys() - found.files.keys():
            del refused[gone]
            self._tried.get(client_id, {}).pop(gone, None)
        why = {**found.odd, **refused}
        if why == self._told.get(client_id, {}):
            return
        for one in why.keys() - self._told.get(client_id, {}).keys():
            _LOGGER.warning(
                "%s of the watched folder cannot be seeded: %s", _shown(one), why[one]
            )
        self._told[client_id] = why
        if not why:
            ir.async_delete_issue(self._hass, DOMAIN, _files_issue(client_id))
            return
        lines = [
            f"- {escape_markdown(_shown(one))}: {escape_markdown(why[one])}"
            for one in sorted(why)[:_NAMED]
        ]
        if len(why) > _NAMED:
            lines.append("- …")
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            _files_issue(client_id),
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="watched_files",
            translation_placeholders={
                "count": str(len(why)),
                "files": "\n".join(lines),
                "name": name,
            },
        )

    @callback
    def _new(self, client_id: str, files: Mapping[str, Stamp]) -> dict[str, Stamp]:
        """Return what was not handed over yet and is as it was at the last look."""
        before: Mapping[str, Stamp] = self._seen.get(client_id, {})
        self._seen[client_id] = files
        done = self._done.get(client_id, {})
        tried = self._tried.get(client_id, {})
        return {
            name: stamp
            for name, stamp in files.items()
            if not same(done.get(key_of(name)), stamp)
            and not same(tried.get(name), stamp)
            and before.get(name) == stamp
        }

    async def _take(
        self,
        client_id: str,
        part: ClientCoordinator,
        folder: str,
        save_path: str,
        new: Iterable[tuple[str, Stamp]],
    ) -> bool:
        """Hand over some files, remember it on disk, and tell whether to go on with others."""
        # Each add that cannot succeed costs its time limit, or one more of few failed logins.
        if not part.answers:
            return False
        client = part.client
        options = DownloadOptions(save_path=save_path, skip_check=True)
        refused = self._refused.setdefault(client_id, {})
        taken: dict[str, Stamp] = {}
        going_on = True
        for name, stamp in new:
            try:
                file = await async_read_torrent_file(self._hass, f"{folder}/{name}")
                await async_seed(client, file, options)
            except OSError as err:
                # Tried again at each look.
                refused[name] = err.strerror or str(err.errno)
                continue
            except (TorrentError, ReleaseRefused) as err:
                refused[name] = str(err)
                self._tried.setdefault(client_id, {})[name] = stamp
                continue
            except ClientError as err:
                # The rest would fare no better; all of it is tried again at the next look.
                _LOGGER.debug("%s waits for its client: %s", _shown(name), err)
                going_on = False
                break
            else:
                refused.pop(name, None)
                _LOGGER.info("%s of the watched folder is seeded", _shown(name))
            taken[key_of(name)] = stamp
        if not is_there(self._clients, client_id, client):
            return False
        if taken:
            self._remember(client_id, taken)
            await self._store.async_write(self._data)
        return going_on

    @callback
    def _remember(self, client_id: str, taken: Mapping[str, Stamp]) -> None:
        done = self._done.setdefault(client_id, {})
        for name, stamp in taken.items():
            # Behind what was handed over before: the oldest goes first.
            done.pop(name, None)
            done[name] = stamp
        there = set(map(key_of, self._seen.get(client_id, ())))
        # What is still there would be handed over again.
        gone = [name for name in done if name not in there]
        for name in gone[:-MAX_DONE]:
            del done[name]

    def _data(self) -> dict[str, Any]:
        return {
            "done": {
                client_id: list(files.items())
                for client_id, files in list(self._done.items())
            }
        }

    async def async_forget(self, client_id: str) -> None:
        """Forget what a client was handed, because it has been removed."""
        self._stop(client_id)
        if self._done.pop(client_id, None):
            await self._store.async_write(self._data)


def _issue(client_id: str) -> str:
    return f"watched_folder_{client_id}"


def _files_issue(client_id: str) -> str:
    return f"watched_files_{client_id}"


def _shown(name: str) -> str:
    """Return a file name as it may be shown: one short line of letters that are there."""
    return clean_title(name)[:_MAX_NAME_CHARS]


def _read_done(stored: Any) -> tuple[str, Stamp]:
    """Read what was handed over. Raises ``TypeError`` or ``ValueError``."""
    name, (at, size) = stored
    return stored_text(name), (int(at), int(size))
