"""A qBittorrent made of recorded answers, on loopback, that remembers what it was told.

The words and shapes are those a real server of that version answered; only ids, names and states
are filled in. What no recording shows it answers with 404, as the version would.
"""

import asyncio
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

RECORDED = Path(__file__).parents[2] / "recorded/qbittorrent"
VERSIONS = ("4.2.5", "4.5.2", "5.1.0", "5.3.0")
API_KEY = "qbt_RecordedKeyOfTwentyEight000"

NEVER = 0xFFFFFFFF


type Row = dict[str, Any]


@cache
def recorded(version: str) -> dict[str, Any]:
    """Return the recorded answers of a version by name."""
    answers: dict[str, Any] = json.loads((RECORDED / f"{version}.json").read_text())
    return answers


def recorded_row(version: str, recording: str, /, **changed: Any) -> Row:
    """Return the first torrent of a recorded list, with some of it changed."""
    row: Row = recorded(version)[recording]["body"][0]
    return row | changed


def _is_paused(row: Row) -> bool:
    return row["state"].startswith(("paused", "stopped"))


def _is_going(row: Row) -> bool:
    return not _is_paused(row)


def _is_completed(row: Row) -> bool:
    return bool(row["state"].endswith("UP") or row["state"] == "uploading")


# By their names up to 4.6 and since 5.0; one that is not known is ignored.
FILTERS: dict[tuple[str, bool], Callable[[Row], bool]] = {
    ("completed", False): _is_completed,
    ("completed", True): _is_completed,
    ("paused", False): _is_paused,
    ("resumed", False): _is_going,
    ("running", True): _is_going,
    ("stopped", True): _is_paused,
}


def _denied(name: str, number: int) -> dict[str, Any]:
    """Return the recorded line about a folder that cannot be written, for another torrent."""
    line: dict[str, Any] = recorded("5.3.0")["e2e-log-tail"]["body"][-1]
    message = line["message"].replace("Err.884689.mkv", name)
    return line | {"id": number, "message": message}


class Replay(RecordedServer):
    """The server; its attributes are its state and what it was asked."""

    def __init__(self, version: str, *, base_path: str = "") -> None:
        super().__init__(version, base_path=base_path)
        self.web_api = tuple(
            map(int, recorded(version)["app-webapiVersion"]["body"].split("."))
        )
        self.api_key = API_KEY
        self.rows: dict[str, Row] = {}
        # What a download is that nothing is known of.
        self.going = "stalledDL"
        # By name: whose data is there, what never comes, and what comes a piece at a time.
        self.placed: set[str] = set()
        self.doomed: set[str] = set()
        self.slow: set[str] = set()
        # What the trackers of a torrent tell, and its files, by its id.
        self.trackers: dict[str, list[Row]] = {}
        self.files: dict[str, list[Row]] = {}
        # The ids in the order of the queue, and whether there is one.
        self.line: list[str] = []
        self.queueing = False
        self.sharing: dict[str, Any] = {}
        self.sessions: set[str] = set()
        self.categories: dict[str, Row] = {}
        self.added: list[dict[str, str]] = []
        self.log: list[dict[str, Any]] = [*self._body("e2e-log-tail", [])]
        self.subcategories: bool | None = None
        self.alternative = False
        self.limits = {"dl_limit": 0, "up_limit": 0}
        self.bypass = False
        self.host_refused = False
        self.failures = 0
        # How many more commands get lost.
        self.lost_commands = 0

    @property
    @override
    def url(self) -> str:
        return f"{super().url}{self.base_path}"

    @property
    @override
    def below(self) -> str:
        return self.base_path

    @override
    async def stop(self) -> None:
        self.sessions.clear()
        await super().stop()

    def put(self, row: Row) -> None:
        """Have a torrent, as listed."""
        self.rows[row["hash"]] = row
        if row["hash"] not in self.line:
            self.line.append(row["hash"])

    def say(self, name: str, text: str | None = None) -> web.Response:
        """Give a recorded answer, with another text if need be."""
        answer = recorded(self.version)[name]
        body = answer["body"] if text is None else text
        if not isinstance(body, str):
            body = json.dumps(body, separators=(",", ":"))
        headers = {
            key: value
            for key, value in answer["headers"].items()
            if key != "set-cookie"
        }
        return web.Response(
            status=answer["status"], body=body.encode(), headers=headers
        )

    def _body(self, name: str, default: Any = None) -> Any:
        return recorded(self.version).get(name, {"body": default})["body"]

    @override
    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"].rpartition("api/v2/")[2]
        self.calls[path] += 1
        self.asked.append((path, dict(request.query)))
        if path in self.instead:
            return await self.instead[path](request)
        if self.host_refused:
            return self.say("hdr-host-other-port")
        if path == "auth/login":
            return await self._log_in(request)
        if self._basic(request):
            self.failures += 1
            return web.Response(status=401, text="Unauthorized")
        allowed, new_cookie = self._allowed(request)
        if not allowed:
            return self.say("auth-none-app-version")
        method = getattr(self, "_" + path.replace("/", "_").lower(), None)
        if method is None:
            return self.say("unknown-action")
        answer: web.Response = await method(request)
        if new_cookie:
            answer.headers["Set-Cookie"] = new_cookie
        return answer

    def _basic(self, request: web.Request) -> bool:
        """Tell whether a login of somebody else's is taken for a wrong one (seen on 5.3.0)."""
        scheme = request.headers.get("Authorization", "").partition(" ")[0]
        return scheme == "Basic" and self.web_api >= (2, 14, 1)

    def _allowed(self, request: web.Request) -> tuple[bool, str]:
        if (key := request.headers.get("Authorization")) and self.web_api >= (2, 14, 1):
            return key == f"Bearer {self.api_key}", ""
        if request.headers.get("Cookie", "").partition("=")[2] in self.sessions:
            return True, ""
        return (True, self._new_session()) if self.bypass else (False, "")

    def _new_session(self) -> str:
        self._given += 1
        sid = f"a+/{self._given}="
        self.sessions.add(sid)
        cookie: str = recorded(self.version)["login-ok"]["headers"]["set-cookie"]
        return cookie.replace("<sid>", sid)

    async def _log_in(self, request: web.Request) -> web.Response:
        form = await request.post()
        if self.failures >= 5:
            return self.say("ban-attempt-6")
        if (form.get("username"), form.get("password")) != (
            self.username,
            self.password,
        ):
            self.failures += 1
            return self.say("login-bad-password")
        answer = self.say("login-ok")
        answer.headers["Set-Cookie"] = self._new_session()
        return answer

    async def _auth_logout(self, request: web.Request) -> web.Response:
        self.sessions.discard(request.headers.get("Cookie", "").partition("=")[2])
        return self.say("logout")

    async def _app_version(self, _: web.Request) -> web.Response:
        return self.say("app-version")

    async def _app_webapiversion(self, _: web.Request) -> web.Response:
        return self.say("app-webapiVersion", ".".join(map(str, self.web_api)))

    async def _app_defaultsavepath(self, _: web.Request) -> web.Response:
        return self.say("app-defaultSavePath")

    async def _app_getfreespaceatpath(self, _: web.Request) -> web.Response:
        return self.say("app-getFreeSpaceAtPath")

    async def _app_preferences(self, _: web.Request) -> web.Response:
        body = self._body("app-preferences") | self.limits | self.sharing
        body["queueing_enabled"] = self.queueing
        if self.subcategories is not None:
            body["use_subcategories"] = self.subcategories
        return self.say("app-preferences", json.dumps(body))

    async def _app_setpreferences(self, request: web.Request) -> web.Response:
        asked = json.loads(str((await request.post())["json"]))
        # It keeps KiB.
        self.limits |= {name: limit // 1024 * 1024 for name, limit in asked.items()}
        return web.Response()

    async def _transfer_info(self, _: web.Request) -> web.Response:
        return self.say("transfer-info")

    async def _transfer_speedlimitsmode(self, _: web.Request) -> web.Response:
        return web.Response(text="1" if self.alternative else "0")

    async def _transfer_togglespeedlimitsmode(self, _: web.Request) -> web.Response:
        self.alternative = not self.alternative
        return web.Response()

    async def _transfer_setspeedlimitsmode(self, request: web.Request) -> web.Response:
        if self.web_api < (2, 8, 14):
            return self.say("unknown-action")
        self.alternative = (await request.post())["mode"] == "1"
        return web.Response()

    async def _log_main(self, request: web.Request) -> web.Response:
        after = int(request.query["last_known_id"])
        return web.json_response([line for line in self.log if line["id"] > after])

    async def _sync_maindata(self, _: web.Request) -> web.Response:
        whole = self._body("sync-maindata-full") | {"torrents": self.rows}
        return self.say("sync-maindata-full", json.dumps(whole, separators=(",", ":")))

    async def _torrents_info(self, request: web.Request) -> web.Response:
        query = request.query
        rows = list(self.rows.values())
        for row in rows:
            row["priority"] = self._place(row)
        if hashes := query.get("hashes"):
            rows = [row for row in rows if row["hash"] in hashes.split("|")]
        if (tag := query.get("tag")) and self.web_api >= (2, 8, 3):
            rows = [row for row in rows if tag in row["tags"].split(", ")]
        if category := query.get("category"):
            rows = [row for row in rows if row["category"] == category]
        if matches := FILTERS.get((query.get("filter", ""), self.web_api >= (2, 11))):
            rows = [row for row in rows if matches(row)]
        if sort := query.get("sort"):
            rows.sort(key=lambda row: row[sort], reverse=query.get("reverse") == "true")
        rows = rows[int(query.get("offset", 0)) :][: int(query.get("limit", len(rows)))]
        for row in rows:
            if row["name"] in self.slow and row["state"] == "downloading":
                self._go_on(row)
        return self.say("info-after-add-v1", json.dumps(rows, separators=(",", ":")))

    def waiting(self) -> list[str]:
        """Return the ids of what is not complete, in the order of the queue."""
        return [
            known
            for known in self.line
            if known in self.rows and self.rows[known]["progress"] != 1
        ]

    def _place(self, row: Row) -> int:
        waiting = self.waiting()
        return waiting.index(row["hash"]) + 1 if row["hash"] in waiting else 0

    def add_category(self, name: str, folder: str = "") -> None:
        """Have a category, as listed."""
        row = dict(next(iter(self._body("categories").values())), name=name)
        self.categories.setdefault(name, row | {"savePath": folder})

    async def _torrents_categories(self, _: web.Request) -> web.Response:
        return self.say("categories", json.dumps(self.categories))

    async def _torrents_createcategory(self, request: web.Request) -> web.Response:
        form = await request.post()
        name = str(form["category"])
        # What will not do is refused by the same status as what is there.
        known = name in self.categories or not all(name.split("/")) or "\\" in name
        if not known:
            self.add_category(name, str(form["savePath"]))
        return self.say("createCategory-duplicate" if known else "createCategory")

    async def _torrents_editcategory(self, request: web.Request) -> web.Response:
        form = await request.post()
        if not (row := self.categories.get(str(form["category"]))):
            return self.say("editCategory-missing")
        if self.web_api < (2, 16):
            row["savePath"] = form["savePath"]
        if "ratioLimit" in form:
            row["ratio_limit"] = float(str(form["ratioLimit"]))
        if "seedingTimeLimit" in form:
            row["seeding_time_limit"] = int(str(form["seedingTimeLimit"]))
        return self.say("editCategory-restore")

    async def _torrents_trackers(self, request: web.Request) -> web.Response:
        if (known := request.query["hash"]) not in self.rows:
            return self.say("unknown-action")
        rows = self._body("trackers") + self.trackers.get(known, [])
        return self.say("trackers", json.dumps(rows))

    async def _torrents_files(self, request: web.Request) -> web.Response:
        if (known := request.query["hash"]) not in self.rows:
            return self.say("unknown-action")
        template = self._body("files")[0]
        done = {"progress": self.rows[known]["progress"]}
        rows = [template | done | row for row in self.files.get(known, [])]
        return self.say("files", json.dumps(rows))

    async def _torrents_add(self, request: web.Request) -> web.Response:
        form = await request.post()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        self.added.append(fields)
        try:
            if isinstance(file := form.get("torrents"), web.FileField):
                torrent = read_torrent(file.file.read())
            else:
                torrent = read_magnet(fields.get("urls", ""))
        except TorrentError:
            return self.say("add-file-invalid" if "torrents" in form else "add-nothing")
        v1, v2 = (
            next((value for value in torrent.hashes if len(value) == length), "")
            for length in (40, 64)
        )
        known = v2[:40] or v1
        if not v1 and self.web_api < (2, 8, 4):
            return self.say("add-file-v2-only")
        if known in self.rows:
            return self.say("add-file-duplicate")
        row = self.row_of(fields, known, v1, v2, torrent.name or "", torrent.size)
        if self.hidden_adds:
            self.hidden_adds -= 1
            asyncio.get_running_loop().call_later(0.1, self.put, row)
        else:
            self.put(row)
        answer = self._body("add-file-v1")
        if isinstance(answer, dict):
            return self.say(
                "add-file-v1", json.dumps(answer | {"added_torrent_ids": [known]})
            )
        return self.say("add-file-v1")

    def row_of(
        self,
        fields: dict[str, str],
        known: str,
        v1: str,
        v2: str,
        name: str,
        size: int | None,
    ) -> Row:
        stopped = (
            fields.get("stopped" if self.web_api >= (2, 11) else "paused") == "true"
        )
        done = name in self.placed and size is not None
        skip = "seedMode" if self.web_api >= (2, 16) else "skip_checking"
        missing = not done and fields.get(skip) == "true"
        template = "info-magnet-metadl" if size is None else "info-after-add-v1"
        row = recorded_row(
            self.version,
            template,
            hash=known,
            name=name,
            category=fields.get("category", ""),
            save_path=fields.get("savepath", "/srv/qbittorrent/dl"),
            auto_tmm=fields.get("autoTMM") == "true",
            tags="",
            seq_dl=fields.get("sequentialDownload") == "true",
            f_l_piece_prio=fields.get("firstLastPiecePrio") == "true",
            dl_limit=int(fields.get("dlLimit", 0)),
            up_limit=int(fields.get("upLimit", 0)),
        )
        if "infohash_v1" in row:
            row |= {"infohash_v1": v1, "infohash_v2": v2}
        if size is not None:
            row |= {
                "size": size,
                "completed": size if done else 0,
                "progress": int(done),
            }
            row["state"] = "stalledUP" if done else self.going
            row["completion_on"] = int(time.time()) if done else NEVER
            if name in self.slow:
                row["state"] = "downloading"
            if name in self.doomed:
                row["state"] = "error"
                self.log.append(_denied(name, len(self.log) + 100))
        if self.web_api >= (2, 6, 2):
            row["tags"] = ", ".join(filter(None, fields.get("tags", "").split(",")))
        if self.web_api >= (2, 8, 1):
            row["ratio_limit"] = float(fields.get("ratioLimit", -2))
            row["seeding_time_limit"] = int(fields.get("seedingTimeLimit", -2))
        if self.web_api >= (2, 9, 2):
            minutes = int(fields.get("inactiveSeedingTimeLimit", -2))
            row["inactive_seeding_time_limit"] = minutes
            if fields.get("addToTopOfQueue") == "true":
                self.line.insert(0, known)
        row["force_start"] = (
            self.web_api >= (2, 11, 4) and fields.get("forced") == "true"
        )
        row |= {"added_on": int(time.time()), "layout": fields.get("contentLayout")}
        if missing:
            return row | {"state": "missingFiles"}
        if row["force_start"]:
            row["state"] = "forcedDL"
        return self._stop(row) if stopped else row

    def _go_on(self, row: Row) -> None:
        """Download another quarter."""
        row["progress"] += 0.25
        row["completed"] = int(row["size"] * row["progress"])
        if row["progress"] == 1:
            row["state"] = "stalledUP"
            row["completion_on"] = int(time.time())

    def _stop(self, row: Row) -> Row:
        word = "stopped" if self.web_api >= (2, 11) else "paused"
        return row | {"state": word + ("UP" if row["progress"] == 1 else "DL")}

    async def _command(
        self,
        request: web.Request,
        recording: str,
        change: Callable[[Row, Any], Row | None],
    ) -> web.Response:
        """Do something to the named torrents that are there, and answer whatever they are."""
        answer = self.say(recording)
        if answer.status == 404:
            return answer
        form = await request.post()
        if self.lost_commands:
            self.lost_commands -= 1
            return answer
        hashes = str(form["hashes"])
        for known in list(self.rows) if hashes == "all" else hashes.split("|"):
            if (row := self.rows.pop(known, None)) and (row := change(row, form)):
                self.put(row)
        return answer

    async def _torrents_pause(self, request: web.Request) -> web.Response:
        return await self._command(request, "act-pause", lambda row, _: self._stop(row))

    async def _torrents_stop(self, request: web.Request) -> web.Response:
        return await self._command(request, "act-stop", lambda row, _: self._stop(row))

    async def _torrents_resume(self, request: web.Request) -> web.Response:
        return await self._command(request, "act-resume", self._start)

    async def _torrents_start(self, request: web.Request) -> web.Response:
        return await self._command(request, "act-start", self._start)

    def _start(self, row: Row, _: Any) -> Row:
        going = "downloading" if row["name"] in self.slow else self.going
        return row | {"state": "stalledUP" if row["progress"] == 1 else going}

    async def _torrents_recheck(self, request: web.Request) -> web.Response:
        def check(row: Row, _: Any) -> Row:
            return self._stop(row | {"progress": int(row["name"] in self.placed)})

        return await self._command(request, "recheck", check)

    async def _torrents_delete(self, request: web.Request) -> web.Response:
        def delete(row: Row, form: Any) -> None:
            if form["deleteFiles"] == "true":
                self.placed.discard(row["name"])

        return await self._command(request, "delete", delete)

    async def _torrents_addtags(self, request: web.Request) -> web.Response:
        def tag(row: Row, form: Any) -> Row:
            tags = {*row["tags"].split(", "), *form["tags"].split(",")} - {""}
            return row | {"tags": ", ".join(sorted(tags))}

        return await self._command(request, "addTags", tag)

    async def _torrents_setdownloadlimit(self, request: web.Request) -> web.Response:
        def limit(row: Row, form: Any) -> Row:
            return row | {"dl_limit": int(form["limit"])}

        return await self._command(request, "addTags", limit)

    async def _torrents_setuploadlimit(self, request: web.Request) -> web.Response:
        def limit(row: Row, form: Any) -> Row:
            return row | {"up_limit": int(form["limit"])}

        return await self._command(request, "addTags", limit)

    async def _torrents_removetags(self, request: web.Request) -> web.Response:
        def untag(row: Row, form: Any) -> Row:
            gone = str(form["tags"]).split(",")
            kept = [tag for tag in row["tags"].split(", ") if tag not in gone]
            # No name at all is all of them.
            return row | {"tags": ", ".join(kept) if form["tags"] else ""}

        return await self._command(request, "removeTags", untag)

    async def _torrents_setcategory(self, request: web.Request) -> web.Response:
        if (name := str((await request.post())["category"])) not in (
            "",
            *self.categories,
        ):
            return self.say("setCategory-unknown")
        return await self._command(
            request, "setCategory", lambda row, _: row | {"category": name}
        )

    async def _torrents_setforcestart(self, request: web.Request) -> web.Response:
        def force(row: Row, form: Any) -> Row:
            # It starts what was stopped, whatever the value.
            forced = form["value"] == "true"
            started = self._start(row, form) | {"force_start": forced}
            return started | ({"state": "forcedDL"} if forced else {})

        return await self._command(request, "setForceStart", force)

    async def _torrents_reannounce(self, request: web.Request) -> web.Response:
        return await self._command(request, "reannounce", lambda row, _: row)

    async def _torrents_topprio(self, request: web.Request) -> web.Response:
        return await self._move(request, lambda _: 0)

    async def _torrents_bottomprio(self, request: web.Request) -> web.Response:
        return await self._move(request, lambda _: len(self.line))

    async def _torrents_increaseprio(self, request: web.Request) -> web.Response:
        return await self._move(request, lambda at: max(at - 1, 0))

    async def _torrents_decreaseprio(self, request: web.Request) -> web.Response:
        return await self._move(request, lambda at: at + 1)

    async def _move(
        self, request: web.Request, to: Callable[[int], int]
    ) -> web.Response:
        if not self.queueing:
            return self.say("topPrio-queue-off")
        self.line = [known for known in self.line if known in self.rows]

        def move(row: Row, _: Any) -> Row:
            at = self.line.index(row["hash"])
            self.line.insert(to(at), self.line.pop(at))
            return row

        return await self._command(request, "reannounce", move)

    async def _torrents_setsharelimits(self, request: web.Request) -> web.Response:
        form = await request.post()
        for name, recording in (
            ("inactiveSeedingTimeLimit", "setShareLimits-2"),
            ("shareLimitsMode", "setShareLimits-3"),
        ):
            if name not in form and self.say(recording).status == 400:
                return self.say(recording)

        def limit(row: Row, form: Any) -> Row:
            changed = {
                "ratio_limit": float(form["ratioLimit"]),
                "seeding_time_limit": int(form["seedingTimeLimit"]),
            }
            if self.web_api >= (2, 9, 2):
                minutes = int(form["inactiveSeedingTimeLimit"])
                changed["inactive_seeding_time_limit"] = minutes
            return row | changed

        return await self._command(request, "setShareLimits-5", limit)
