"""A Transmission made of recorded answers, on loopback, that remembers what it was told.

The words and shapes are those a real server of that version answered; only ids, names and states
are filled in.
"""

import base64
from collections.abc import Callable
from functools import cache
import json
from pathlib import Path
import time
from typing import Any, override

from aiohttp import web

from custom_components.greenlight.engine.files.magnet import read_magnet
from custom_components.greenlight.engine.files.metainfo import TorrentError
from custom_components.greenlight.engine.files.torrent import read_torrent

from ..replay import RecordedServer

RECORDED = Path(__file__).parents[2] / "recorded/transmission"
VERSIONS = ("3.00", "4.1.3")
FOLDER = "/srv/transmission/dl"

type Row = dict[str, Any]


@cache
def recorded(version: str) -> dict[str, Any]:
    """Return the recorded answers of a version by name."""
    answers: dict[str, Any] = json.loads((RECORDED / f"{version}.json").read_text())
    return answers


def recorded_row(version: str, recording: str, /, **changed: Any) -> Row:
    """Return the torrent of a recorded list, with some of it changed."""
    body = recorded(version)[recording]["body"]
    row: Row = body["arguments"]["torrents"][0]
    return row | changed


class Replay(RecordedServer):
    """The server; its attributes are its state and what it was asked."""

    def __init__(self, version: str, *, base_path: str = "/transmission") -> None:
        super().__init__(version, base_path=base_path)
        self.rows: dict[str, Row] = {}
        self.placed: set[str] = set()
        self.doomed: set[str] = set()
        self.slow: set[str] = set()
        self.settings: dict[str, Any] = dict(self._arguments("session-get"))
        self.stats: dict[str, Any] = dict(self._arguments("session-stats"))
        self.session_id = "SessionIdOfTheFirstRun"
        # Seconds since it started for which it shows no torrents, and when that was.
        self.loading = 0.0
        # It has been running for a while.
        self.started = time.monotonic() - 60
        # What the server counts as active of late, whatever the clock says.
        self.recent: set[str] = set()
        # How many more commands get lost.
        self.lost_commands = 0
        # Files and trackers of what is added, by hash.
        self.details: dict[str, Row] = {}

    def restart(self, *, loading: float = 0.0) -> None:
        """Forget the session, and number the torrents anew, as a restart does."""
        self.session_id = f"{self.session_id}+"
        self.started, self.loading = time.monotonic(), loading
        for number, row in enumerate(reversed(self.rows.values())):
            row["id"] = number + 1

    def put(self, row: Row) -> Row:
        """Have a torrent, as listed."""
        self._given += 1
        row |= {"id": self._given, "queuePosition": len(self.rows)}
        self.rows[row["hashString"]] = row | self.details.get(row["hashString"], {})
        self.recent.add(row["hashString"])
        return self.rows[row["hashString"]]

    def say(self, name: str, body: Any = None) -> web.Response:
        """Give a recorded answer, with another body if need be."""
        answer = recorded(self.version)[name]
        body = answer["body"] if body is None else body
        if not isinstance(body, str):
            body = json.dumps(body, separators=(",", ":"))
        headers = answer["headers"]
        if "x-transmission-session-id" in headers:
            headers = headers | {"x-transmission-session-id": self.session_id}
        return web.Response(
            status=answer["status"], body=body.encode(), headers=headers
        )

    def _arguments(self, name: str) -> dict[str, Any]:
        arguments: dict[str, Any] = recorded(self.version)[name]["body"]["arguments"]
        return arguments

    def _success(self, name: str, arguments: dict[str, Any]) -> web.Response:
        body = recorded(self.version)[name]["body"]
        return self.say(name, body | {"arguments": arguments})

    @override
    async def _answer(self, request: web.Request) -> web.StreamResponse:
        wanted = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        if request.headers.get("Authorization", "") != f"Basic {wanted}":
            return self.say("auth-bad")
        if request.path != f"{self.base_path}/rpc":
            return self.say("path-wrong")
        if request.headers.get("X-Transmission-Session-Id") != self.session_id:
            return self.say("conflict")
        asked = await request.json()
        method, arguments = asked["method"], asked["arguments"]
        self.calls[method] += 1
        self.asked.append((method, arguments))
        if method in self.instead:
            return await self.instead[method](request)
        answer = getattr(self, "_" + method.replace("-", "_"), None)
        if answer is None:
            return self.say("unknown-method")
        said: web.Response = answer(arguments)
        return said

    def _session_get(self, arguments: dict[str, Any]) -> web.Response:
        fields = arguments.get("fields", self.settings)
        known = {name: self.settings[name] for name in fields if name in self.settings}
        return self._success("session-get", known)

    def _session_set(self, arguments: dict[str, Any]) -> web.Response:
        if self.lost_commands:
            self.lost_commands -= 1
        else:
            self.settings |= arguments
        return self.say("session-set")

    def _session_stats(self, _: dict[str, Any]) -> web.Response:
        age = time.monotonic() - self.started
        current = self.stats["current-stats"] | {"secondsActive": int(age)}
        count = 0 if age < self.loading else len(self.rows)
        changed = {"current-stats": current, "torrentCount": count}
        return self._success("session-stats", self.stats | changed)

    def _free_space(self, arguments: dict[str, Any]) -> web.Response:
        there = arguments["path"] in (FOLDER, "/srv/transmission", "/")
        return self.say("free-space" if there else "free-space-missing")

    def _chosen(self, arguments: dict[str, Any]) -> list[Row]:
        if time.monotonic() - self.started < self.loading:
            return []
        ids = arguments.get("ids")
        if ids is None:
            return list(self.rows.values())
        known = self.recent if ids == "recently-active" else set(ids)
        return [
            row
            for row in self.rows.values()
            if row["hashString"] in known or row["id"] in known
        ]

    def _torrent_get(self, arguments: dict[str, Any]) -> web.Response:
        fields, rows = arguments["fields"], self._chosen(arguments)
        assert arguments["format"] == "table"
        for row in rows:
            if row["name"] in self.slow and row["status"] == 4 and "status" in fields:
                self._go_on(row)
        table = [fields, *([row[name] for name in fields] for row in rows)]
        return self._success("torrent-get-table", {"torrents": table})

    def _go_on(self, row: Row) -> None:
        """Download another quarter."""
        row["percentDone"] += 0.25
        row["rateDownload"] = 100_000
        row["leftUntilDone"] = int(row["sizeWhenDone"] * (1 - row["percentDone"]))
        if row["percentDone"] == 1:
            row |= {"status": 6, "rateDownload": 0, "doneDate": int(time.time())}

    def _torrent_add(self, arguments: dict[str, Any]) -> web.Response:
        file, link = arguments.get("metainfo", ""), arguments.get("filename", "")
        try:
            torrent = (
                read_magnet(link) if link else read_torrent(base64.b64decode(file))
            )
        except TorrentError:
            return self.say(
                "torrent-add-magnet-invalid" if link else "torrent-add-invalid"
            )
        if not arguments.get("download-dir", "/").startswith("/"):
            return self.say("torrent-add-relative")
        v1 = next((value for value in torrent.hashes if len(value) == 40), "")
        # A hybrid keeps its first hash, as magnet or file; 3.00 does not know such files.
        if not v1 or (file and len(torrent.hashes) == 2 and self.version == "3.00"):
            return self.say("torrent-add-invalid")
        there = v1 in self.rows
        name = "torrent-add-duplicate" if there else "torrent-add"
        if not there:
            row = self.row_of(arguments, v1, torrent.name or "", torrent.size)
            if self.hidden_adds:
                self.hidden_adds -= 1
            else:
                self.put(row)
        kind, shown = next(iter(self._arguments(name).items()))
        told = shown | {"hashString": v1, "name": torrent.name}
        return self._success(name, {kind: told})

    def row_of(
        self, arguments: dict[str, Any], v1: str, name: str, size: int | None
    ) -> Row:
        now = int(time.time())
        recording = "torrent-get-paused"
        changed: Row = {"status": 4}
        if size is None:
            recording = "torrent-get-magnet"
        elif name in self.doomed:
            recording = "torrent-get-denied"
            changed = {"doneDate": now}
        elif name in self.placed:
            recording = "torrent-get-seeding"
            # 3.00 leaves the date of what was there already at 0.
            changed = {} if self.version == "3.00" else {"doneDate": now}
            changed |= {"leftUntilDone": 0}
        else:
            changed["leftUntilDone"] = size
        row = recorded_row(
            self.version,
            recording,
            hashString=v1,
            name=name,
            addedDate=now,
            downloadDir=arguments.get("download-dir", FOLDER),
            bandwidthPriority=arguments.get("bandwidthPriority", 0),
            labels=[],
            trackerStats=[],
            **changed,
        )
        if size is not None:
            row["sizeWhenDone"] = size
        if self.version != "3.00":
            row["labels"] = arguments.get("labels", [])
            row["sequential_download"] = arguments.get("sequential_download", False)
        if arguments.get("paused"):
            row["status"] = 0
        elif self.settings["download-queue-enabled"] and row["status"] == 4:
            going = [one for one in self.rows.values() if one["status"] == 4]
            row["status"] = 3 if going else 4
        return row

    def _command(
        self, arguments: dict[str, Any], change: Callable[[Row], None]
    ) -> web.Response:
        """Do something to the named torrents that are there, and succeed whatever they are."""
        if self.lost_commands:
            self.lost_commands -= 1
            return self.say("torrent-set")
        for row in self._chosen(arguments):
            change(row)
        return self.say("torrent-set")

    def _torrent_set(self, arguments: dict[str, Any]) -> web.Response:
        labels = arguments.get("labels", [])
        if any("," in label for label in labels):
            return self.say("torrent-set-comma")
        changed = {key: value for key, value in arguments.items() if key != "ids"}
        return self._command(arguments, lambda row: row.update(changed))

    def _torrent_stop(self, arguments: dict[str, Any]) -> web.Response:
        return self._command(
            arguments, lambda row: row.update(status=0, rateDownload=0)
        )

    def _torrent_start(self, arguments: dict[str, Any]) -> web.Response:
        def start(row: Row) -> None:
            queued = self.settings["download-queue-enabled"] and any(
                other["status"] == 4 for other in self.rows.values()
            )
            row["status"] = 6 if not row["leftUntilDone"] else 3 if queued else 4

        return self._command(arguments, start)

    def _torrent_start_now(self, arguments: dict[str, Any]) -> web.Response:
        return self._command(
            arguments,
            lambda row: row.update(status=4 if row["leftUntilDone"] else 6),
        )

    def _torrent_reannounce(self, arguments: dict[str, Any]) -> web.Response:
        return self._command(arguments, lambda _: None)

    def line(self) -> list[Row]:
        """Return the torrents in the order of the queue."""
        return sorted(self.rows.values(), key=lambda row: row["queuePosition"])

    def _move(
        self, arguments: dict[str, Any], to: Callable[[int], int]
    ) -> web.Response:
        def move(row: Row) -> None:
            line = self.line()
            at = line.index(row)
            line.insert(to(at), line.pop(at))
            for number, one in enumerate(line):
                one["queuePosition"] = number

        return self._command(arguments, move)

    def _queue_move_top(self, arguments: dict[str, Any]) -> web.Response:
        return self._move(arguments, lambda _: 0)

    def _queue_move_bottom(self, arguments: dict[str, Any]) -> web.Response:
        return self._move(arguments, lambda _: len(self.rows))

    def _queue_move_up(self, arguments: dict[str, Any]) -> web.Response:
        return self._move(arguments, lambda at: max(at - 1, 0))

    def _queue_move_down(self, arguments: dict[str, Any]) -> web.Response:
        return self._move(arguments, lambda at: at + 1)

    def _torrent_verify(self, arguments: dict[str, Any]) -> web.Response:
        def check(row: Row) -> None:
            there = row["name"] in self.placed
            row["leftUntilDone"] = 0 if there else row["sizeWhenDone"]
            row["percentDone"] = int(there)

        return self._command(arguments, check)

    def _torrent_remove(self, arguments: dict[str, Any]) -> web.Response:
        def remove(row: Row) -> None:
            del self.rows[row["hashString"]]
            if arguments["delete-local-data"]:
                self.placed.discard(row["name"])

        self._command(arguments, remove)
        return self.say("torrent-remove")
