"""An NZBGet made of recorded answers, on loopback, that remembers what it was told.

The words and shapes are those a real server of that version answered; only ids, names, states and
sizes are filled in.
"""

import base64
from functools import cache
import json
from pathlib import Path
import time
from typing import Any, override

from aiohttp import web

from custom_components.greenlight.engine.files.nzb import NzbError, read_nzb

from ..replay import RecordedServer

RECORDED = Path(__file__).parents[2] / "recorded/nzbget"
VERSIONS = ("21.0", "26.0")
FOLDER = "/srv/nzbget/dst"

# From this priority on a pause of the server does not count.
FORCED = 900
# Those who may do less than everything, and what one who may only add may call.
ADDER = ("adder", "adder-password")
_ADDING = ("append", "version")

type Row = dict[str, Any]


@cache
def recorded(version: str) -> dict[str, Any]:
    """Return the recorded answers of a version by name."""
    answers: dict[str, Any] = json.loads((RECORDED / f"{version}.json").read_text())
    return answers


def recorded_row(version: str, listed: str, status: str, /, **changed: Any) -> Row:
    """Return the row of a recorded list that has this status, with some of it changed."""
    for row in recorded(version)[listed]["body"]["result"]:
        if row["Status"] == status:
            return row | changed
    raise LookupError(status)


def halves(name: str, size: int) -> Row:
    """Return the three fields by which a size is told."""
    return {
        f"{name}Lo": size & 0xFFFFFFFF,
        f"{name}Hi": size >> 32,
        f"{name}MB": size >> 20,
    }


class Replay(RecordedServer):
    """The server; its attributes are its state and what it was asked."""

    def __init__(self, version: str, *, base_path: str = "") -> None:
        super().__init__(version, base_path=base_path)
        self.queue: list[Row] = []
        self.history: list[Row] = []
        # What there is in the news, what of it takes a while, and what is on the disk.
        self.placed: set[str] = set()
        self.slow: set[str] = set()
        self.saved: set[str] = set()
        self.status: Row = dict(recorded(version)["status"]["body"]["result"])
        self.status |= halves("FreeDiskSpace", 70_000_000_000)
        self.config: list[Row] = [
            {"Name": "ControlPassword", "Value": self.password},
            {"Name": "DestDir", "Value": FOLDER},
            {"Name": "Category1.Name", "Value": "films"},
            {"Name": "Category2.Name", "Value": "music"},
            {"Name": "Category3.Name", "Value": ""},
        ]
        self.log: list[Row] = []
        self.logs: dict[int, list[str]] = {}

    @property
    @override
    def url(self) -> str:
        return f"{super().url}{self.base_path}"

    def put(self, name: str, status: str = "QUEUED", /, **changed: Any) -> Row:
        """Have a download in the queue."""
        self._given += 1
        size = 1_545_000
        row = recorded_row(self.version, "listgroups", "QUEUED")
        row |= {
            "NZBID": self._given,
            "NZBName": name,
            "NZBNicename": name,
            "Status": status,
            "Category": "",
            "Parameters": [],
            "MaxPriority": 0,
            "FileCount": 1,
            **halves("FileSize", size),
            **halves("RemainingSize", size),
            **halves("PausedSize", size if status == "PAUSED" else 0),
            **changed,
        }
        self.queue.append(row)
        return row

    def end(self, row: Row, status: str, /, **changed: Any) -> Row:
        """Move a download to the history, where the newest comes first."""
        if row in self.queue:
            self.queue.remove(row)
        done = status.startswith("SUCCESS")
        # The recorded entries have all there is; other words are filled in.
        known = status if status in self.recorded_endings else "SUCCESS/HEALTH"
        entry = recorded_row(self.version, "history", known) | {
            "ID": row["NZBID"],
            "NZBID": row["NZBID"],
            "Name": row["NZBName"],
            "NZBName": row["NZBName"],
            "Category": row["Category"],
            "Parameters": row["Parameters"],
            "Status": status,
            "HistoryTime": int(time.time()),
            "DestDir": f"{FOLDER}/{row['NZBName']}",
            **{key: row[key] for key in row if key.startswith("FileSize")},
            **changed,
        }
        self.status["DownloadedSizeLo"] += 1000
        self.history.insert(0, entry)
        if done:
            self.saved.add(row["NZBName"])
        return entry

    @property
    def recorded_endings(self) -> set[str]:
        rows = recorded(self.version)["history"]["body"]["result"]
        return {row["Status"] for row in rows}

    def say(self, name: str, result: Any = None) -> web.Response:
        """Give a recorded answer, with another result if need be, as NZBGet writes it."""
        answer = recorded(self.version)[name]
        body = answer["body"]
        if result is not None:
            body = {"version": "1.1", "result": result}
        text = ""
        if body:
            text = json.dumps(
                body, indent=0, separators=(",", " : "), ensure_ascii=False
            ).replace("/", "\\/")
        return web.Response(
            status=answer["status"],
            # Halves of characters as the escapes they can only be.
            body=text.encode("utf-8", "backslashreplace"),
            headers=answer.get("headers", {"content-type": "application/json"}),
        )

    @override
    async def _answer(self, request: web.Request) -> web.StreamResponse:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        who = tuple(base64.b64decode(token).decode().split(":", 1)) if scheme else ()
        if who not in ((self.username, self.password), ADDER):
            return self.say("auth-bad" if scheme else "auth-none")
        if request.path != f"{self.base_path}/jsonrpc":
            return web.Response(status=404, text="Not Found")
        asked = json.loads(await request.read())
        method, params = asked["method"], asked["params"]
        self.calls[method] += 1
        self.asked.append((method, params))
        if method in self.instead:
            return await self.instead[method](request)
        if who == ADDER and method not in _ADDING:
            return self.say("denied")
        answer = getattr(self, f"_{method}", None)
        if answer is None:
            return self.say("unknown-method")
        said: web.Response = answer(*params)
        return said

    def _version(self) -> web.Response:
        return self.say("version")

    def _status(self) -> web.Response:
        going = any(row["Status"] == "DOWNLOADING" for row in self.queue)
        rate = 100_000 if going else 0
        now = {"DownloadRate": rate, "ServerTime": int(time.time())}
        if "DownloadRateLo" in self.status:
            now |= {"DownloadRateLo": rate, "DownloadRateHi": 0}
        return self.say("status", {**self.status, **now})

    def _listgroups(self, _: int) -> web.Response:
        answer = self.say("listgroups", self.queue)
        self._all_go_on()
        return answer

    def _all_go_on(self) -> None:
        paused = self.status["DownloadPaused"]
        for row in list(self.queue):
            if not paused or row["MaxPriority"] >= FORCED:
                self._go_on(row)

    def _go_on(self, row: Row) -> None:
        """Do what a real server does in a second."""
        if row["Status"] not in ("QUEUED", "DOWNLOADING"):
            return
        name = row["NZBName"]
        if name not in self.placed:
            self.end(row, "FAILURE/HEALTH", Health=0)
        elif name not in self.slow or row["RemainingSizeLo"] == 0:
            self.end(row, "SUCCESS/HEALTH")
        else:
            left = max(row["RemainingSizeLo"] - row["FileSizeLo"] // 4, 0)
            row |= {"Status": "DOWNLOADING", **halves("RemainingSize", left)}

    def _history(self, _: bool) -> web.Response:
        answer = self.say("history", self.history)
        self._all_go_on()
        return answer

    def _config(self) -> web.Response:
        return self.say("config", self.config)

    def _log(self, _: int, count: int) -> web.Response:
        return self.say("log", self.log[-count:])

    def _loadlog(self, known: int, _: int, count: int) -> web.Response:
        lines = self.logs.get(known, [])[-count:]
        return self.say("loadlog", [{"Kind": "INFO", "Text": text} for text in lines])

    def _append(
        self,
        name: str,
        content: str,
        category: str,
        priority: int,
        top: bool,
        paused: bool,
        *more: Any,
    ) -> web.Response:
        name = name.rpartition("/")[2].rpartition("\\")[2].removesuffix(".nzb")
        name = name.replace(":", "_")
        parameters = [{"Name": key, "Value": value} for key, value in more[-1]]
        row = self.put(
            name,
            "PAUSED" if paused else "QUEUED",
            Category=category,
            MaxPriority=priority,
            Parameters=parameters,
            DestDir=f"/srv/nzbget/inter/{name}.#{self._given + 1}",
        )
        if top:
            self.queue.insert(0, self.queue.pop())
        try:
            read_nzb(base64.b64decode(content))
        except NzbError:
            self.end(row, "FAILURE/SCAN")
        if self.hidden_adds:
            self.hidden_adds -= 1
            self.queue.remove(row)
        return self.say("append", row["NZBID"])

    def _rate(self, limit: int) -> web.Response:
        self.status["DownloadLimit"] = limit * 1024
        return self.say("done", True)

    def _pausedownload(self) -> web.Response:
        return self._pause("Download", paused=True)

    def _pausepost(self) -> web.Response:
        return self._pause("Post", paused=True)

    def _pausescan(self) -> web.Response:
        return self._pause("Scan", paused=True)

    def _resumedownload(self) -> web.Response:
        return self._pause("Download", paused=False)

    def _resumepost(self) -> web.Response:
        return self._pause("Post", paused=False)

    def _resumescan(self) -> web.Response:
        return self._pause("Scan", paused=False)

    def _scheduleresume(self, seconds: int) -> web.Response:
        self.status["ResumeTime"] = int(time.time()) + seconds
        return self.say("done", True)

    def _pause(self, what: str, *, paused: bool) -> web.Response:
        self.status[f"{what}Paused"] = paused
        self.status["ResumeTime"] = 0
        return self.say("done", True)

    def _listfiles(self, _: int, __: int, known: int) -> web.Response:
        template = recorded(self.version)["listfiles"]["body"]["result"][0]
        rows = [
            template
            | {"NZBID": known, "NZBName": row["NZBName"]}
            | {"Filename": f"{row['NZBName']}.mkv"}
            | {key: row[key] for key in row if key.startswith("FileSize")}
            | {key: row[key] for key in row if key.startswith("RemainingSize")}
            for row in self.queue
            if row["NZBID"] == known
        ]
        return self.say("listfiles", rows)

    def _editqueue(self, command: str, param: str, ids: list[int]) -> web.Response:
        kind = "history" if command.startswith("History") else "queue"
        rows = self.history if kind == "history" else self.queue
        found = [row for row in rows if row["NZBID"] in ids]
        for row in found:
            self._edit(command, row, param)
        return self.say("done", bool(found))

    def _edit(self, command: str, row: Row, param: str = "") -> None:
        at = self.queue.index(row) if row in self.queue else 0
        match command:
            case "GroupSetPriority":
                row |= {"MaxPriority": int(param), "MinPriority": int(param)}
            case "GroupSetCategory" | "HistorySetCategory":
                row["Category"] = param
            case "GroupMoveTop":
                self.queue.insert(0, self.queue.pop(at))
            case "GroupMoveBottom":
                self.queue.append(self.queue.pop(at))
            case "GroupMoveOffset":
                self.queue.insert(max(at + int(param), 0), self.queue.pop(at))
            case "GroupPause":
                left = row["RemainingSizeLo"]
                row |= {"Status": "PAUSED", **halves("PausedSize", left)}
            case "GroupResume":
                row |= {"Status": "QUEUED", **halves("PausedSize", 0)}
            case "GroupFinalDelete":
                self.queue.remove(row)
            case "GroupParkDelete" | "GroupDelete":
                self.end(row, "DELETED/MANUAL")
            case "PostDelete":
                self.end(row, "SUCCESS/HEALTH")
            case "HistoryDelete" | "HistoryFinalDelete":
                self.history.remove(row)
            case "HistoryRedownload":
                self.history.remove(row)
                self.saved.discard(row["Name"])
                again = self.put(row["Name"], Category=row["Category"])
                again |= {"NZBID": row["NZBID"], "Parameters": row["Parameters"]}
