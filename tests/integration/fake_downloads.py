"""A qBittorrent that takes torrents and does with them what it is told, on loopback."""

import json
from typing import Any, override

from aiohttp import web
from yarl import URL

from custom_components.greenlight.engine.files.magnet import read_magnet
from custom_components.greenlight.engine.files.torrent import read_torrent

from .fake_qbittorrent import FakeQBittorrent

GB = 10**9


class FakeDownloads(FakeQBittorrent):
    """Its torrents are in `rows` by id: change what they tell, and look at what became of them.

    `commands` lists every command with its fields. What is added begins to download at once.
    """

    def __init__(self) -> None:
        """Hold no torrent."""
        super().__init__()
        self.rows: dict[str, dict[str, Any]] = {}
        self.commands: list[tuple[str, dict[str, str]]] = []
        self.alternative_speed = False
        self.preferences = {"dl_limit": 0, "up_limit": 0}
        self.download_speed = 0
        self.upload_speed = 0
        self.free_space: int | None = 110 * GB

    def told(self, command: str) -> list[dict[str, str]]:
        """Return the fields of each command of a kind."""
        return [fields for name, fields in self.commands if name == command]

    @override
    async def _answer(self, request: web.Request) -> web.Response:
        answer = await super()._answer(request)
        path = request.path.rpartition("/api/v2/")[2]
        if answer.status != 200 or path in self.answers:
            return answer
        match path:
            case "transfer/speedLimitsMode":
                return web.Response(text="1" if self.alternative_speed else "0")
            case "transfer/info":
                return web.json_response(
                    {
                        "dl_info_speed": self.download_speed,
                        "up_info_speed": self.upload_speed,
                    }
                )
            case "transfer/setSpeedLimitsMode":
                self.alternative_speed = (await request.post())["mode"] == "1"
            case "app/webapiVersion":
                return web.Response(text="2.16.0")
            case "app/preferences":
                return web.json_response(self.preferences)
            case "app/setPreferences":
                self.preferences |= json.loads(str((await request.post())["json"]))
            case "torrents/categories":
                return web.json_response({"films": {"name": "films", "savePath": ""}})
            case "app/defaultSavePath":
                return web.Response(text="/downloads")
            case "app/getFreeSpaceAtPath":
                space = -1 if self.free_space is None else self.free_space
                return web.Response(text=str(space))
            case "torrents/info":
                return web.json_response(self._listed(request.url))
        if path.startswith("torrents/") and request.method == "POST":
            return await self._command(path.removeprefix("torrents/"), request)
        return answer

    def _listed(self, url: URL) -> list[dict[str, Any]]:
        wanted = url.query.get("hashes")
        ids = self.rows if wanted is None else wanted.split("|")
        return [self.rows[one] for one in ids if one in self.rows]

    async def _command(self, command: str, request: web.Request) -> web.Response:
        form = await request.post()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        self.commands.append((command, fields))
        ids = fields.get("hashes", "").split("|")
        match command:
            case "add":
                file = form.get("torrents")
                torrent = (
                    read_torrent(file.file.read())
                    if isinstance(file, web.FileField)
                    else read_magnet(fields["urls"])
                )
                identity = min(torrent.hashes, key=len)[:40]
                self.rows[identity] = row(
                    identity, torrent.name or identity, torrent.size or 0
                )
                self.rows[identity]["tags"] = fields["tags"]
                return web.Response(text="Ok.")
            case "stop":
                self._change(ids, state="stoppedDL", dlspeed=0)
            case "start":
                self._change(ids, state="downloading")
            case "recheck":
                self._change(ids, state="checkingDL")
            case "delete":
                for one in ids:
                    self.rows.pop(one, None)
        return web.Response()

    def _change(self, ids: list[str], **told: Any) -> None:
        for one in ids:
            self.rows[one] |= told


def row(identity: str, name: str, size: int) -> dict[str, Any]:
    """Return a torrent that has just begun, as it is listed."""
    return {
        "hash": identity,
        "infohash_v1": identity,
        "infohash_v2": "",
        "name": name,
        "state": "downloading",
        "progress": 0.0,
        "size": size,
        "completed": 0,
        "dlspeed": 0,
        "upspeed": 0,
        "eta": 8640000,
        "ratio": 0.0,
        "num_seeds": 3,
        "num_complete": 4,
        "num_leechs": 1,
        "num_incomplete": 2,
        "content_path": f"/downloads/{name}",
        "tags": "greenlight",
        "ratio_limit": -2,
        "seeding_time_limit": -2,
    }
