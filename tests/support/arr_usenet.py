"""The driver of Sonarr and Radarr for SABnzbd, request by request."""

from collections.abc import Sequence
import json
import re
from typing import Any, Final, override

from .arr_orders import Listed, Orders, Row, Status
from .arr_wire import ClientAway, ClientFailed, Form, ReleaseRefused, Upload

# A name outside of this and nothing of the list can be read.
STATES: Final = frozenset(
    """Grabbing Queued Paused Checking Downloading QuickCheck Verifying Repairing Fetching
    Extracting Moving Running Completed Failed Deleted Propagating""".split()
)
NO_ROOM: Final = "Unpacking failed, write error or disk is full?"
HISTORY: Final = 60
MEGABYTE: Final = 1024 * 1024


class SabnzbdOrders(Orders):
    """A SABnzbd, or what poses as one."""

    @override
    async def test(self) -> list[str]:
        try:
            version = (await self._call("version")).get("version", "")
        except (ClientFailed, AttributeError) as err:
            return [f"Unable to connect to SABnzbd: {err}"]
        if version == "develop" or not re.search(r"\d+\.\d+\.(\d+|x)", version):
            return [f"Unknown Version: {version}"]
        try:
            await self._config()
        except ClientFailed as err:
            for words in ("API Key Incorrect", "API Key Required"):
                if words.lower() in str(err).lower():
                    return [words]
            raise
        await self._config()
        config = await self._config()
        category = await self._category(config)
        if category is None:
            return ["Category does not exist"] if self.category else []
        if str(category["dir"]).endswith("*"):
            return ["Enable Job folders"]
        return ["Disable Sorting"] if self._sorts(config) else []

    def _sorts(self, config: Row) -> bool:
        misc = config["misc"]
        sorters = config.get("sorters") or []
        return any(
            one.get("is_active")
            and self.category in (one.get("sort_cats") or [self.category])
            for one in sorters
        ) or any(
            misc.get(f"enable_{kind}_sorting")
            and self.category in (misc.get(f"{names}_categories") or [self.category])
            for kind, names in (("tv", "tv"), ("movie", "movie"), ("date", "date"))
        )

    async def _category(self, config: Row) -> Row | None:
        if not str(config["misc"]["complete_dir"]).startswith("/"):
            await self._call("version")
            await self._call("fullstatus", [("skip_dashboard", "1")])
        found = (one for one in config["categories"] if one["name"] == self.category)
        return next(found, None)

    async def roots(self) -> list[str]:
        """Return the folder that has to be there, as the health check asks for it."""
        config = await self._config()
        category = await self._category(config)
        folder = str(config["misc"]["complete_dir"])
        own = str((category or {}).get("dir") or "").rstrip("*")
        return [own if own.startswith("/") else f"{folder.rstrip('/')}/{own}"]

    @override
    async def items(self) -> list[Listed]:
        found = [*await self._queue(), *await self._history()]
        return [one for one in found if one.category == (self.category or "*")]

    async def _queue(self) -> list[Listed]:
        answer = await self._call("queue", self._page(0))
        queue = _below(answer, "queue")
        return [
            self._queued(slot, paused=bool(queue.get("paused")))
            for slot in queue["slots"]
            if _known(slot) != "Deleted"
        ]

    def _queued(self, slot: Row, *, paused: bool) -> Listed:
        title = str(slot["filename"])
        status = Status.DOWNLOADING
        if (paused and slot.get("priority") != "Force") or slot["status"] == "Paused":
            status = Status.PAUSED
        elif slot["status"] in ("Queued", "Grabbing", "Propagating"):
            status = Status.QUEUED
        seconds = _seconds(slot["timeleft"])
        return Listed(
            id=slot["nzo_id"],
            title=title.removeprefix("ENCRYPTED /").strip(),
            category=slot["cat"],
            status=status,
            size=int(float(slot["mb"]) * MEGABYTE),
            left=int(float(slot["mbleft"]) * MEGABYTE),
            seconds=None if status is Status.PAUSED else seconds,
            encrypted=title.startswith("ENCRYPTED /"),
        )

    async def _history(self) -> list[Listed]:
        answer = await self._call("history", self._page(HISTORY))
        return [
            self._ended(slot)
            for slot in _below(answer, "history")["slots"]
            if _known(slot) != "Deleted"
        ]

    def _ended(self, slot: Row) -> Listed:
        message = str(slot.get("fail_message") or "")
        status = {"Completed": Status.COMPLETED, "Failed": Status.FAILED}.get(
            slot["status"], Status.DOWNLOADING
        )
        if status is Status.FAILED and message.lower() == NO_ROOM.lower():
            status = Status.WARNING
        path = str(slot.get("storage") or "")
        # The highest folder that is called like it, else what is named.
        parts = path.split("/")
        for depth in range(len(parts) - 1, 0, -1):
            if parts[depth - 1] == slot["name"]:
                path = "/".join(parts[:depth])
        return Listed(
            id=slot["nzo_id"],
            title=slot["name"],
            category=slot["category"],
            status=status,
            size=int(slot["bytes"]),
            seconds=0,
            message=message,
            path=path,
        )

    async def add(self, name: str, nzb: bytes, *, recent: bool = True) -> str:
        """Hand over an NZB. Returns the id it is given."""
        which = (
            ("recentTvPriority", "recentMoviePriority")
            if recent
            else (
                "olderTvPriority",
                "olderMoviePriority",
            )
        )
        priority = self.get(*which)
        upload = Upload(
            filename=f"{name}.nzb", content=nzb, content_type="application/x-nzb"
        )
        query = [
            ("cat", self.category),
            ("priority", str(-100 if priority is None else priority)),
        ]
        answer = await self._call("addfile", query, [("name", upload)])
        ids = answer.get("nzo_ids") if isinstance(answer, dict) else None
        if not ids:
            raise ReleaseRefused("SABnzbd rejected the NZB for an unknown reason")
        return str(ids[0])

    @override
    async def remove(self, item: Listed) -> None:
        waits = any(one.id == item.id for one in await self._queue())
        query = [("name", "delete"), ("del_files", "1"), ("value", item.id)]
        if not waits:
            failed = item.status is Status.FAILED
            query.append(("archive", "0" if failed else "1"))
        await self._call("queue" if waits else "history", query)

    # ------------------------------------------------------------------ below

    def _page(self, limit: int) -> list[tuple[str, str]]:
        query = [("start", "0"), ("limit", str(limit))]
        return [*query, ("category", self.category)] if self.category else query

    async def _config(self) -> Row:
        return _below(await self._call("get_config"), "config")

    async def _call(
        self,
        mode: str,
        query: Sequence[tuple[str, str]] = (),
        form: Form | None = None,
    ) -> Any:
        key = self.get("apiKey")
        login = (
            [("apikey", str(key))]
            if key
            else [
                ("ma_username", str(self.get("username") or "")),
                ("ma_password", str(self.get("password") or "")),
            ]
        )
        heard = await self.wire.ask(
            f"{self.base}/api",
            query=[("mode", mode), *query, *login, ("output", "json")],
            form=form,
            headers={"Accept": "application/json"},
        )
        if heard.failed:
            raise ClientFailed(f"Unable to connect to SABnzbd, {heard.text[:100]}")
        try:
            answer = json.loads(heard.text)
        except ValueError:
            if heard.text.lower().startswith("error"):
                raise ClientFailed(heard.text[:100]) from None
            raise ClientAway(f"no JSON: {heard.text[:50]!r}") from None
        if isinstance(answer, dict) and str(answer.get("status")).lower() == "false":
            raise ClientFailed(f"Error response received: {answer.get('error')}")
        return answer


def _below(answer: Any, name: str) -> Row:
    if not isinstance(answer, dict) or not isinstance(answer.get(name), dict):
        raise ClientFailed(f"no {name} in the answer")
    below: Row = answer[name]
    return below


def _known(slot: Row) -> str:
    """Return a status, which costs the whole list where it is none of theirs."""
    if slot["status"] not in STATES:
        raise ClientFailed(f"Error converting value {slot['status']!r}")
    return str(slot["status"])


def _seconds(text: str) -> int:
    parts = [int(part) for part in text.split(":")]
    if len(parts) not in (3, 4):
        raise ClientFailed(f"Expected either 0:0:0:0 or 0:0:0 format: {text}")
    days, hours, minutes, seconds = [0, *parts][-4:]
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
