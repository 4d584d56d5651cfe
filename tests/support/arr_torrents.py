"""The driver of Sonarr and Radarr for qBittorrent, request by request."""

import asyncio
from collections.abc import Mapping
import json
import re
import time
from typing import Any, Final, override

from .arr_hashes import magnet_hash, torrent_hash
from .arr_orders import Goal, Listed, Orders, Row, Status
from .arr_torrent_rows import limits, seeded, state_of
from .arr_wire import (
    ClientAuth,
    ClientAway,
    ClientFailed,
    Form,
    Heard,
    ReleaseGone,
    Upload,
    Wire,
)

type Version = tuple[int, ...]

# Seconds for which a version is remembered, by host and port alone.
PROBED: Final = 600.0
UNKNOWN_ETA: Final = 8_640_000
# Minutes: a limit below which a client removes what is not imported yet.
RETENTION: Final = 60 * 24 * 14


class QBittorrentOrders(Orders):
    """A qBittorrent, or what poses as one."""

    def __init__(
        self,
        row: Row,
        wire: Wire,
        *,
        probed: dict[str, tuple[float, Version]] | None = None,
        cookies: dict[str, Mapping[str, str]] | None = None,
    ) -> None:
        """Take how it is set up, and what the program remembers of all its clients."""
        super().__init__(row, wire)
        self._probed = {} if probed is None else probed
        self._cookies = {} if cookies is None else cookies

    # ------------------------------------------------------------------- look

    @override
    async def test(self) -> list[str]:
        try:
            await self._probe(force=True)
            version = await self._version()
            if not self.category:
                return ["Category is recommended"]
            config = await self._json("app/preferences")
        except ClientAuth:
            return ["Authentication Failure"]
        except ClientFailed as err:
            return [f"Unable to connect to qBittorrent: {err}"]
        at_limit = config.get("max_ratio_act") in (1, 3)
        if at_limit and (
            config.get("max_ratio_enabled")
            or (
                config.get("max_seeding_time_enabled")
                and config["max_seeding_time"] < RETENTION
            )
        ):
            return ["qBittorrent is configured to remove torrents at its ratio limit"]
        assert version >= (2, 0)
        for name in (self.category, str(self._imported_category or "")):
            if name and not await self._has_category(name):
                return [f"Configuration of label {name} failed"]
        if self._first("recent") or self._first("older"):
            config = await self._json("app/preferences")
            if not config.get("queueing_enabled"):
                return ["Queueing is not enabled"]
        try:
            await self.rows()
        except ClientFailed as err:
            return [f"Failed to get the list of torrents: {err}"]
        return []

    async def _has_category(self, name: str) -> bool:
        if name not in await self._json("torrents/categories"):
            await self._post("torrents/createCategory", [("category", name)])
            return name in await self._json("torrents/categories")
        return True

    @override
    async def items(self) -> list[Listed]:
        version = await self._version()
        config = await self._json("app/preferences")
        return [self._listed(row, config, version) for row in await self.rows()]

    async def roots(self) -> list[str]:
        """Return the folder that has to be there, as the health check asks for it."""
        await self._version()
        folder = str((await self._json("app/preferences"))["save_path"])
        if self.category:
            labels = await self._json("torrents/categories")
            own = str(labels.get(self.category, {}).get("savePath") or "")
            folder = own if own.startswith("/") else f"{folder.rstrip('/')}/{own}"
        return [folder]

    async def rows(self) -> list[Row]:
        """Return what it lists, in its own words."""
        query = {"category": self.category} if self.category else {}
        listed = await self._json("torrents/info", query)
        if not isinstance(listed, list):
            raise ClientFailed("no list of torrents")
        return listed

    def _listed(self, row: Row, config: Row, version: Version) -> Listed:
        status, message = state_of(row["state"], dht=bool(config.get("dht")))
        seconds = None if not 0 <= row["eta"] < UNKNOWN_ETA else int(row["eta"])
        path = ""
        if status is Status.COMPLETED:
            seconds = 0
            if version >= (2, 6, 1):
                path = row["content_path"]
                if path == row["save_path"]:
                    status, path = Status.WARNING, ""
                    message = "Unable to determine the path of the torrent's content"
        return Listed(
            id=row["hash"].upper(),
            title=row["name"],
            category=row.get("category") or row.get("label") or "",
            status=status,
            size=int(row["size"]),
            left=int(row["size"] * (1.0 - row["progress"])),
            seconds=seconds,
            message=message,
            path=path,
            removable=bool(self.row.get("removeCompletedDownloads"))
            and row["state"] in ("pausedUP", "stoppedUP")
            and seeded(row, config),
        )

    # ------------------------------------------------------------------ order

    async def add(
        self, name: str, file: bytes | str, goal: Goal, *, recent: bool = True
    ) -> str:
        """Hand over a torrent file, or a magnet link. Returns its hash as they know it."""
        if isinstance(file, str):
            digest = magnet_hash(file)
            config = await self._json("app/preferences")
            if not config.get("dht") and "&tr=" not in file:
                raise ReleaseGone("Magnet Links without trackers need DHT")
            what: Form = [("urls", file)]
        else:
            digest = torrent_hash(file)
            what = [("torrents", Upload(filename=f"{name}.torrent", content=file))]
        wished = goal != Goal()
        along = wished and await self._probe() >= (2, 8, 1)
        form = [*what, *await self._options(), *(limits(goal) if along else [])]
        if await self._post("torrents/add", form) == "Fails.":
            raise ClientFailed("Download client failed to add torrent")
        forced = self.get("initialState") == 1
        top = self._first("recent" if recent else "older")
        if (wished and not along) or top or forced:
            await self._afterwards(
                digest, None if along else goal, top=top, forced=forced
            )
        return digest.upper()

    async def _options(self) -> list[tuple[str, str]]:
        found = [("category", self.category)] if self.category else []
        if self.get("initialState") in (None, 0, 2):
            name = "stopped" if await self._version() >= (2, 11) else "paused"
            found.append((name, str(self.get("initialState") == 2)))
        if self.get("sequentialOrder"):
            found.append(("sequentialDownload", "True"))
        if self.get("firstAndLast"):
            found.append(("firstLastPiecePrio", "True"))
        if layout := {1: "Original", 2: "Subfolder"}.get(self.get("contentLayout")):
            found.append(("contentLayout", layout))
        return found

    async def _afterwards(
        self, digest: str, goal: Goal | None, *, top: bool, forced: bool
    ) -> None:
        """Ask for more once it is there; what of that fails is only written down."""
        for _ in range(10):
            try:
                await self._request("torrents/properties", {"hash": digest})
                break
            except ClientFailed:
                await asyncio.sleep(0.1)
        else:
            return
        wishes: list[tuple[str, list[tuple[str, str]]]] = []
        if goal is not None and goal != Goal():
            wishes.append(("torrents/setShareLimits", limits(goal, always=True)))
        if top:
            wishes.append(("torrents/topPrio", []))
        if forced:
            wishes.append(("torrents/setForceStart", [("value", "true")]))
        for path, more in wishes:
            try:
                await self._post(path, [("hashes", digest), *more])
            except ClientFailed:
                continue

    @override
    async def remove(self, item: Listed) -> None:
        form = [("hashes", item.id.lower()), ("deleteFiles", "true")]
        await self._post("torrents/delete", form)

    @override
    async def imported(self, item: Listed) -> None:
        name = self._imported_category
        if name and name != self.category:
            form = [("hashes", item.id.lower()), ("category", str(name))]
            await self._post("torrents/setCategory", form)

    # ------------------------------------------------------------------ below

    @property
    def _imported_category(self) -> str | None:
        return self.get("tvImportedCategory", "movieImportedCategory") or None

    def _first(self, when: str) -> bool:
        return self.get(f"{when}TvPriority", f"{when}MoviePriority") == 1

    async def _probe(self, *, force: bool = False) -> Version:
        """Find out what answers there, which is remembered by host and port alone."""
        key = f"{self.get('host')}_{self.get('port')}"
        known = self._probed.get(key)
        if not force and known and known[0] > time.monotonic():
            return known[1]
        heard = await self._ask("app/webapiVersion")
        if heard.status == 404:
            raise ClientFailed("Unable to determine qBittorrent API version")
        if heard.failed and heard.status != 403:
            raise ClientFailed(f"Failed to connect to qBittorrent: {heard.status}")
        version = await self._ask_version()
        self._probed[key] = (time.monotonic() + PROBED, version)
        return version

    async def _version(self) -> Version:
        await self._probe()
        return await self._ask_version()

    async def _ask_version(self) -> Version:
        text = await self._request("app/webapiVersion")
        if not re.fullmatch(r"\d+(\.\d+){1,3}", text):
            raise ClientFailed(f"no version: {text[:50]!r}")
        return tuple(map(int, text.split(".")))

    async def _json(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        text = await self._request(path, query or {})
        try:
            return json.loads(text)
        except ValueError as err:
            raise ClientFailed(f"no JSON: {text[:50]!r}") from err

    async def _post(self, path: str, form: Form) -> str:
        return await self._request(path, form=form)

    async def _request(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        form: Form | None = None,
    ) -> str:
        """Ask, and log in where that is wanted."""
        if path != "app/webapiVersion":
            # Whatever is asked begins with what is known of the other side.
            await self._probe()
        if self.get("apiKey"):
            heard = await self._ask(path, query, form)
            if heard.status in (401, 403):
                raise ClientAuth("Failed to authenticate with qBittorrent.")
        else:
            heard = await self._with_cookie(path, query, form)
        if heard.failed and heard.status != 403:
            raise ClientFailed(f"{path}: {heard.status} {heard.text[:100]}")
        return heard.text

    async def _with_cookie(
        self, path: str, query: Mapping[str, str] | None, form: Form | None
    ) -> Heard:
        """Ask, and once more after a new login; what is forbidden even then counts as an answer."""
        heard = await self._ask(path, query, form, await self._session())
        if heard.status != 403:
            return heard
        try:
            cookies = await self._session(anew=True)
        except ClientAuth as err:
            # Sonarr makes an ordinary failure of it.
            raise ClientFailed(str(err)) if self._is_sonarr else err from None
        return await self._ask(path, query, form, cookies)

    async def _session(self, *, anew: bool = False) -> Mapping[str, str]:
        username, password = self.get("username") or "", self.get("password") or ""
        if self.get("apiKey"):
            return {}
        if not username or not password:
            if anew:
                raise ClientAuth("Failed to authenticate with qBittorrent.")
            return {}
        key = f"{self.base}:{username}:{password}"
        if key not in self._cookies or anew:
            self._cookies.pop(key, None)
            form = [("username", username), ("password", password)]
            heard = await self._ask("auth/login", form=form)
            if heard.failed:
                kind = ClientAuth if heard.status in (401, 403) else ClientFailed
                raise kind(f"login: {heard.status}")
            if heard.text.strip() and heard.text != "Ok.":
                raise ClientAuth(heard.text[:50])
            self._cookies[key] = dict(heard.cookies)
        return self._cookies[key]

    async def _ask(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        form: Form | None = None,
        cookies: Mapping[str, str] | None = None,
    ) -> Heard:
        username, password = self.get("username") or "", self.get("password") or ""
        key = self.get("apiKey")
        # Only Sonarr has learned to say nothing where there is nothing to say.
        silent = self._is_sonarr and not (username or password)
        try:
            return await self.wire.ask(
                f"{self.base}/api/v2/{path}",
                query=list((query or {}).items()),
                form=form,
                basic=None if key or silent else (username, password),
                headers={"Authorization": f"Bearer {key}"} if key else None,
                cookies=cookies,
            )
        except ClientAway as err:
            # Of this client it is a failure like any other.
            raise ClientFailed(str(err)) from err

    @property
    def _is_sonarr(self) -> bool:
        return self.wire.agent.startswith("Sonarr")
