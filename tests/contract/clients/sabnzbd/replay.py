"""A SABnzbd made of recorded answers, on loopback, that remembers what it was told.

The words and shapes are those a real server of that version answered; only ids, names, sizes and
states are filled in. A job moves on a little whenever somebody looks.
"""

from collections.abc import Awaitable, Callable
from functools import cache
import json
from pathlib import Path
import time
from typing import Any, override

from aiohttp import web

from ..replay import RecordedServer

RECORDED = Path(__file__).parents[2] / "recorded/sabnzbd"
VERSIONS = ("3.1.1", "4.5.0", "5.1.3")
FOLDER = "/srv/sabnzbd/complete"
MEGABYTES = 100.0
# What a priority is called in the queue, by its number, and its order there.
PRIORITIES = {"2": "Force", "1": "High", "0": "Normal", "-1": "Low"}
ORDER = tuple(PRIORITIES.values())


type Row = dict[str, Any]
type Fields = dict[str, str]
type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@cache
def _text(version: str) -> str:
    return (RECORDED / f"{version}.json").read_text()


def recorded(version: str, name: str) -> dict[str, Any]:
    """Return a recorded answer, to be changed at will."""
    answer: dict[str, Any] = json.loads(_text(version))[name]
    return answer


def queue_row(version: str, /, **changed: Any) -> Row:
    """Return the row of a recorded queue, with some of it changed."""
    row: Row = recorded(version, "queue")["body"]["queue"]["slots"][0]
    return row | {"labels": [], "status": "Queued", **changed}


def history_row(version: str, recording: str, /, **changed: Any) -> Row:
    """Return the row of a recorded history: completed, failed or processing."""
    body = recorded(version, f"history-{recording}")["body"]
    row: Row = body["history"]["slots"][0]
    return row | changed


class Replay(RecordedServer):
    """The server; its attributes are its state and what it was asked."""

    def __init__(self, version: str, *, base_path: str = "") -> None:
        super().__init__(version, base_path=base_path)
        self.api_key, self.nzb_key = "a" * 32, "b" * 32
        self.queue: list[Row] = []
        self.history: list[Row] = []
        self.archive: list[Row] = []
        self.placed: set[str] = set()
        self.slow: set[str] = set()
        self.categories = ["*", "films", "music"]
        self.folders = {"films": "films", "music": "music"}
        self.misc: dict[str, Any] = {}
        self.paused = False
        self.speed_limit = 0
        self.changes = 1
        self.status: dict[str, Any] = recorded(version, "fullstatus")["body"]["status"]
        self.warnings = 0
        # Nothing comes from the news; commands succeed and change nothing.
        self.idle = False
        self.deaf = False
        # Method, address and headers of all requests.
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        # How many more adds are taken without an answer.
        self.lost_adds = 0
        # What answers under any other path; as recorded if nothing is set.
        self.elsewhere: Handler | None = None

    @property
    def filters(self) -> bool:
        """Tell whether this version answers for single ids and knows an archive."""
        return self.version >= "4"

    def say(self, name: str, body: Any = None) -> web.Response:
        """Give a recorded answer, with another body if need be."""
        answer = recorded(self.version, name)
        body = answer["body"] if body is None else body
        if not isinstance(body, str):
            body = json.dumps(body)
        return web.Response(
            status=answer["status"], body=body.encode(), headers=answer["headers"]
        )

    def asked_of(self, mode: str) -> list[Fields]:
        """Return what it was asked in a mode, in order."""
        return [fields for name, fields in self.asked if name == mode]

    def put(self, name: str, **changed: Any) -> Row:
        """Have a job in the queue."""
        self._given += 1
        size = f"{MEGABYTES:.2f}"
        row = queue_row(
            self.version, nzo_id=f"job-{self._given}", filename=name, cat="*",
            mb=size, mbleft=size, percentage="0",
        ) | changed  # fmt: skip
        self._date(row)
        self._line_up(row)
        return row

    @staticmethod
    def _date(row: Row) -> None:
        """Say when a job was added, in versions that do."""
        if "time_added" in row:
            row["time_added"] = int(time.time())

    def _line_up(self, row: Row, at: int | None = None) -> None:
        """Put a job behind those of its priority, or at a place and among its neighbours there.

        The last that is forced is the first.
        """
        if at is not None:
            row["priority"] = self.queue[at]["priority"]
        if row in self.queue:
            self.queue.remove(row)
        if at is None:
            rank = ORDER.index(row["priority"])
            before = [one for one in self.queue if ORDER.index(one["priority"]) <= rank]
            at = len(before) if rank else 0
        self.queue.insert(at, row)

    def end(self, row: Row, recording: str, /, **changed: Any) -> Row:
        """Have a job in the history."""
        self._given += 1
        known: Row = {
            "nzo_id": row.get("nzo_id", f"job-{self._given}"),
            "name": row["filename"],
            "nzb_name": row.get("file", f"{row['filename']}.nzb"),
            "category": row.get("cat", "*"),
            "completed": int(time.time()),
        }
        if recording == "completed":
            known["storage"] = f"{FOLDER}/{row['filename']}"
            known["bytes"] = int(MEGABYTES * 2**20)
        ended = history_row(self.version, recording, **known | changed)
        self._date(ended)
        self.history.insert(0, ended)
        self.changes += 1
        return ended

    @override
    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request.method, str(request.url), dict(request.headers)))
        if request.path != f"{self.base_path}/api":
            if self.elsewhere is not None:
                return await self.elsewhere(request)
            return self.say("other-path")
        form = await request.post()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        mode = fields.pop("mode", "")
        self.calls[mode] += 1
        key = fields.pop("apikey", "")
        self.asked.append((mode, fields))
        if mode in self.instead:
            return await self.instead[mode](request)
        if mode == "version":
            return self.say("version")
        if mode == "auth":
            kinds = {self.api_key: "auth-good", self.nzb_key: "auth-nzb"}
            return self.say(kinds.get(fields["key"], "auth-bad"))
        if not key:
            return self.say("no-key")
        if key != self.api_key:
            return self.say("nzb-key" if key == self.nzb_key else "bad-key")
        handler = getattr(self, f"_{mode}", None)
        if handler is None:
            return self.say("unknown-mode")
        answer: web.StreamResponse = handler(fields, form)
        if mode == "addfile" and self.lost_adds:
            self.lost_adds -= 1
            assert request.transport is not None
            request.transport.abort()
        return answer

    # The queue

    def _queue(self, fields: Fields, _: Any) -> web.Response:
        if fields.get("name"):
            return self._queue_command(fields)
        self._move_on()
        body = recorded(self.version, "queue-paused" if self.paused else "queue")[
            "body"
        ]
        going = [row for row in self.queue if row["status"] != "Paused"]
        idle = not going or self.paused or self.idle
        body["queue"] |= {
            "paused": self.paused,
            "status": "Paused" if self.paused else "Idle" if idle else "Downloading",
            "kbpersec": "0.00" if idle else "1024.00",
            "speedlimit_abs": str(self.speed_limit or ""),
            "have_warnings": str(self.warnings),
            "noofslots": len(self.queue),
            "noofslots_total": len(going if self.filters else self.queue),
            "slots": self._page(
                [self._shown(row) for row in self._chosen(fields)], fields
            ),
        }
        return self.say("queue", body)

    def _shown(self, row: Row) -> Row:
        status = row["status"]
        if status == "Queued" and (not self.paused or row["priority"] == "Force"):
            status = "Downloading"
        return row | {"status": status}

    def _chosen(self, fields: Fields) -> list[Row]:
        rows = self.queue
        if search := fields.get("search", "").lower():
            rows = [row for row in rows if search in row["filename"].lower()]
        if self.filters and (wanted := fields.get("nzo_ids")):
            rows = [row for row in rows if row["nzo_id"] in wanted.split(",")]
        if self.filters and (states := fields.get("status")):
            rows = [row for row in rows if row["status"] in states.split(",")]
        return rows

    @staticmethod
    def _page(rows: list[Row], fields: Fields) -> list[Row]:
        start, limit = int(fields.get("start") or 0), int(fields.get("limit") or 0)
        return rows[start : start + limit] if limit else rows[start:]

    def _move_on(self) -> None:
        """Download a little of the first job that is not paused."""
        going = [
            row
            for row in self.queue
            if row["status"] == "Queued"
            and (not self.paused or row["priority"] == "Force")
        ]
        if self.idle or not going:
            return
        row = going[0]
        if row["filename"] not in self.placed:
            self.queue.remove(row)
            self.end(row, "failed")
            return
        step = MEGABYTES / 10 if row["filename"] in self.slow else MEGABYTES
        left = float(row["mbleft"]) - step
        row["mbleft"] = f"{max(left, 0):.2f}"
        if left <= 0:
            self.queue.remove(row)
            self.end(row, "processing", status="Queued")

    def _queue_command(self, fields: Fields) -> web.Response:
        name, ids = fields["name"], fields["value"].split(",")
        rows = [row for row in self.queue if row["nzo_id"] in ids]
        touched = [] if self.deaf else rows
        if name == "delete":
            for row in touched:
                self.queue.remove(row)
            return self.say("queue-delete" if rows else "queue-delete-unknown")
        if name == "priority":
            for row in touched:
                row["priority"] = PRIORITIES.get(fields["value2"], "Normal")
                if row["priority"] == "Force":
                    row["status"] = "Queued"
                self._line_up(row)
            return self.say("queue-priority" if rows else "queue-priority-unknown")
        for row in touched:
            row["status"] = "Paused" if name == "pause" else "Queued"
        return self.say(f"queue-{name}")

    # The history

    def _history(self, fields: Fields, _: Any) -> web.Response:
        if fields.get("name") == "delete":
            ids = fields["value"].split(",")
            gone = [row for row in self.history if row["nzo_id"] in ids]
            self.history = [row for row in self.history if row not in gone]
            if fields.get("archive") != "0":
                self.archive += gone
            self.changes += 1
            return self.say("history-delete")
        self._move_on()
        if fields.get("last_history_update") == str(self.changes):
            return self.say("history-unchanged")
        rows = self.history
        if self.filters and fields.get("archive") == "1":
            rows = self.archive
        if search := fields.get("search", "").lower():
            rows = [row for row in rows if search in row["name"].lower()]
        if self.filters and (wanted := fields.get("nzo_ids")):
            rows = [row for row in rows if row["nzo_id"] in wanted.split(",")]
        if fields.get("failed_only") == "1":
            rows = [row for row in rows if row["status"] == "Failed"]
        body = recorded(self.version, "history-completed")["body"]
        processed = [row for row in rows if row["status"] == "Queued"]
        body["history"] |= {
            "slots": self._page(rows, {"limit": "10", **fields}),
            "noofslots": len(rows),
            "last_history_update": self.changes,
        }
        if self.filters:
            body["history"]["ppslots"] = len(processed)
        answer = self.say("history-completed", body)
        # Post-processing takes as long as it takes to look.
        for row in processed:
            known = {"filename": row["name"], "nzo_id": row["nzo_id"]}
            known |= {"cat": row["category"], "file": row["nzb_name"]}
            self.history.remove(row)
            self.end(known, "completed")
        return answer

    # Everything else

    def _addfile(self, fields: Fields, form: Any) -> web.Response:
        file = form["name"]
        if b"<nzb" not in file.file.read():
            return self.say("addfile-refused")
        category = fields.get("cat", "*")
        row = self.put(
            fields.get("nzbname") or file.filename.removesuffix(".nzb"),
            file=file.filename,
            cat=category if category in self.categories else "*",
            status="Paused" if fields.get("priority") == "-2" else "Queued",
            priority=PRIORITIES.get(fields.get("priority", ""), "Normal"),
        )
        if self.hidden_adds:
            self.hidden_adds -= 1
            self.queue.remove(row)
        body = recorded(self.version, "addfile")["body"]
        return self.say("addfile", body | {"nzo_ids": [row["nzo_id"]]})

    def _switch(self, fields: Fields, _: Any) -> web.Response:
        at = int(fields["value2"])
        for row in [row for row in self.queue if row["nzo_id"] == fields["value"]]:
            if at < len(self.queue):
                self._line_up(row, at)
        return self.say("switch")

    def _change_cat(self, fields: Fields, _: Any) -> web.Response:
        rows = [row for row in self.queue if row["nzo_id"] == fields["value"]]
        for row in [] if self.deaf else rows:
            known = fields["value2"] in self.categories
            row["cat"] = fields["value2"] if known else "*"
        return self.say("change_cat" if rows else "change_cat-unknown")

    def _get_files(self, fields: Fields, _: Any) -> web.Response:
        body = recorded(self.version, "get_files")["body"]
        for row in self.queue:
            if row["nzo_id"] == fields["value"]:
                told = {"filename": f"{row['filename']}.mkv", "mb": row["mb"]}
                told |= {"mbleft": row["mbleft"], "bytes": f"{MEGABYTES * 2**20:.2f}"}
                return self.say("get_files", {"files": [body["files"][0] | told]})
        return self.say("get_files-unknown")

    def _get_config(self, fields: Fields, _: Any) -> web.Response:
        if fields["section"] == "misc":
            body = recorded(self.version, "get_config-misc")["body"]
            told = {fields["keyword"]: body["config"]["misc"][fields["keyword"]]}
            return self.say("get_config-misc", {"config": {"misc": told | self.misc}})
        one = recorded(self.version, "get_config-categories")["body"]
        template = one["config"]["categories"][1]
        rows = [
            template | {"name": name, "dir": self.folders.get(name, "")}
            for name in self.categories
        ]
        return self.say("get_config-categories", {"config": {"categories": rows}})

    def _set_config(self, fields: Fields, _: Any) -> web.Response:
        name = fields["name"]
        if not self.deaf:
            self.categories.append(name)
            self.folders[name] = fields.get("dir", "")
        one = recorded(self.version, "get_config-categories")["body"]
        row = one["config"]["categories"][1] | {"name": name}
        return self.say("get_config-categories", {"config": {"categories": [row]}})

    def _get_cats(self, *_: Any) -> web.Response:
        return self.say("get_cats", {"categories": self.categories})

    def _pause(self, *_: Any) -> web.Response:
        self.paused = True
        return self.say("pause")

    def _resume(self, *_: Any) -> web.Response:
        self.paused = False
        return self.say("resume")

    def _config(self, fields: Fields, _: Any) -> web.Response:
        assert fields["name"] == "speedlimit"
        value = int(fields["value"])
        # A number up to 100 is a percentage of a limit that is not set.
        self.speed_limit = 0 if value <= 100 else value
        return self.say("speedlimit")

    def _fullstatus(self, *_: Any) -> web.Response:
        return self.say("fullstatus", {"status": self.status})


def answering(
    status: int = 200, text: str = "", content_type: str = "text/plain", **headers: str
) -> Handler:
    """Return a handler that always answers the same."""

    async def handle(_: web.Request) -> web.StreamResponse:
        return web.Response(
            status=status, text=text, content_type=content_type, headers=headers or None
        )

    return handle
