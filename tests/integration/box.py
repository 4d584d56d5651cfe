"""The recorded qBittorrent that Greenlight is set up with, and how a person enters it."""

import json
from typing import Any, override

from aiohttp import web

from tests.contract.clients.qbittorrent.replay import Replay, Row

GB = 10**9
# The closed sections of a torrent client's form, as they are sent when nobody opens them.
SECTIONS: dict[str, dict[str, Any]] = {
    "polling": {"idle_interval": 30, "active_interval": 5, "timeout": 30},
    "choosing": {"priority": 1},
    "disk": {"reserve": 100},
    "failures": {
        "metadata_timeout": 6,
        "stalled_timeout": 24,
        "error_timeout": 30,
        "on_failure": "keep",
        "keep_private": True,
    },
    "inbox": {},
    "seeding": {},
}


def stored(program: str, form: dict[str, Any]) -> dict[str, Any]:
    """Return what is stored of a form that was filled in."""
    data: dict[str, Any] = {"type": program}
    for key, value in form.items():
        data |= value if isinstance(value, dict) else {key: value}
    return data


class Box(Replay):
    """One with peers for whatever is added; what it tells of a download a test changes in ``rows``."""

    def __init__(self) -> None:
        """Have nothing but a category."""
        super().__init__("5.3.0")
        self.going = "downloading"
        self.speeds = {"dl_info_speed": 0, "up_info_speed": 0}
        self.free_space: int | None = 110 * GB
        self.commands: list[tuple[str, dict[str, str]]] = []
        self.add_category("films")

    def told(self, command: str) -> list[dict[str, str]]:
        """Return the fields of each command about downloads that was answered."""
        return [
            fields for path, fields in self.commands if path == f"torrents/{command}"
        ]

    def form(self, **changed: Any) -> dict[str, Any]:
        """Return what a person fills in."""
        return {
            "url": self.url,
            "username": self.username,
            "password": self.password,
            "verify_ssl": True,
            **SECTIONS,
        } | changed

    def data(self, **changed: Any) -> dict[str, Any]:
        """Return what is stored of it."""
        return stored("qbittorrent", self.form()) | changed

    @override
    async def _answer(self, request: web.Request) -> web.StreamResponse:
        answer = await super()._answer(request)
        if request.method == "POST" and answer.status < 300:
            form = (await request.post()).items()
            fields = {name: value for name, value in form if isinstance(value, str)}
            path = request.path.rpartition("/api/v2/")[2]
            self.commands.append((path, fields))
        return answer

    @override
    async def _app_getfreespaceatpath(self, request: web.Request) -> web.Response:
        free = -1 if self.free_space is None else self.free_space
        return self.say("app-getFreeSpaceAtPath", str(free))

    @override
    async def _transfer_info(self, request: web.Request) -> web.Response:
        body = self._body("transfer-info") | self.speeds
        return self.say("transfer-info", json.dumps(body))

    @override
    async def _torrents_recheck(self, request: web.Request) -> web.Response:
        def check(row: Row, _: Any) -> Row:
            # Which takes it longer than any test.
            return row | {"state": "checkingDL"}

        return await self._command(request, "recheck", check)
