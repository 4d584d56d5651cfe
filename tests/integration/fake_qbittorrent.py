"""As much of a qBittorrent's web API as a form and an idle poll ask for, on loopback."""

from typing import Any, Self

from aiohttp import web

from tests.support.ports import LOOPBACK

PASSWORD = "correct horse battery"
API_KEY = "qbt_0123456789abcdef0123456789ab"
COOKIE = "SID=a-session"
# The closed sections of a torrent client's form, as they are sent when nobody opens them.
SECTIONS: dict[str, dict[str, Any]] = {
    "polling": {"idle_interval": 30, "active_interval": 5},
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


class FakeQBittorrent:
    """One server with one user; change its attributes while it runs.

    `answers` puts (status, text) in place of what a path under `api/v2/` answers, or of any path
    where it starts with a slash. `open` lets everybody in. `asked` lists every path.
    """

    def __init__(self) -> None:
        """Know one password and one key."""
        self.password = PASSWORD
        self.api_key = API_KEY
        self.open = False
        self.answers: dict[str, tuple[int, str]] = {}
        self.asked: list[str] = []
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        """Start to listen on a free port; everything is also there below a path."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        if self._runner:
            await self._runner.cleanup()

    @property
    def bare_url(self) -> str:
        """Return the address as people type it."""
        return self.url.removeprefix("http://")

    def form(self, **changed: Any) -> dict[str, Any]:
        """Return what a person fills in."""
        return {
            "url": self.url,
            "username": "admin",
            "password": self.password,
            "verify_ssl": True,
            **SECTIONS,
        } | changed

    def data(self, **changed: Any) -> dict[str, Any]:
        """Return what is stored of it."""
        data = {"type": "qbittorrent"}
        for key, value in self.form().items():
            data |= value if isinstance(value, dict) else {key: value}
        return data | changed

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.path.rpartition("/api/v2/")[2]
        self.asked.append(path)
        if path in self.answers:
            status, text = self.answers[path]
            kind = "text/html" if text.startswith("<") else "text/plain"
            return web.Response(status=status, text=text, content_type=kind)
        if path == "auth/login":
            form = await request.post()
            right = (form["username"], form["password"]) == ("admin", self.password)
            given = {"Set-Cookie": f"{COOKIE}; path=/"} if right else {}
            return web.Response(text="Ok." if right else "Fails.", headers=given)
        authorization = request.headers.get("Authorization", "")
        cookie = request.headers.get("Cookie", "")
        known = authorization == f"Bearer {self.api_key}" or cookie == COOKIE
        if not (known or self.open):
            return web.Response(status=403, text="Forbidden")
        match path:
            case "app/webapiVersion":
                return web.Response(text="2.11.4")
            case "app/version":
                return web.Response(text="v5.0.4")
            case "transfer/speedLimitsMode":
                return web.Response(text="0")
            case "transfer/info":
                totals = {"dl_info_speed": 0, "up_info_speed": 0}
                return web.json_response(totals)
            case "sync/maindata":
                return web.json_response({"torrents": {}, "server_state": {}})
        return web.json_response([])
