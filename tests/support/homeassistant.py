"""Run a real Home Assistant with the integration in it."""

from collections.abc import AsyncIterator, Mapping
import contextlib
import json
from pathlib import Path
import shutil
import sys
import tempfile
import time
from typing import Any, Self

from aiohttp import ClientError, ClientSession

from .ports import LOOPBACK, free_port
from .processes import Process, plain_environment
from .waiting import until
from .websocket import HomeAssistantSocket

INTEGRATION = Path(__file__).parents[2] / "custom_components/greenlight"
CONFIGURATION = """\
homeassistant:
  name: Greenlight
  time_zone: UTC
  country: GB
  unit_system: metric
frontend:
logger:
  default: warning
  logs:
    custom_components.greenlight: debug
"""


class Refused(Exception):
    """Home Assistant answered a request with an error."""


class HomeAssistantProcess:
    """A Home Assistant of our own: started on entering, gone on leaving.

    It runs with the Python of the tests, in a configuration folder of its own,
    and is onboarded with one owner. `token` signs requests in.
    """

    def __init__(
        self,
        *,
        port: int | None = None,
        username: str = "dev",
        password: str = "dev-only",
        configuration: str = CONFIGURATION,
        language: str = "en",
        copied: bool = False,
    ) -> None:
        """Prepare the folder; nothing runs yet. The integration in it is ours, or a copy to change."""
        self.port = port or free_port()
        self.username = username
        self.password = password
        self.language = language
        self.folder = Path(tempfile.mkdtemp(prefix="greenlight-homeassistant-"))
        self.tokens: dict[str, Any] = {}
        self._process: Process | None = None
        (self.folder / "configuration.yaml").write_text(configuration, encoding="utf-8")
        components = self.folder / "custom_components"
        components.mkdir()
        self.integration = components / "greenlight"
        if copied:
            shutil.copytree(INTEGRATION, self.integration)
        else:
            self.integration.symlink_to(INTEGRATION)
        self._write_storage(
            "http",
            {
                "stable": {
                    "server_host": [LOOPBACK],
                    "server_port": self.port,
                    "cors_allowed_origins": [],
                    "login_attempts_threshold": -1,
                    "ip_ban_enabled": False,
                    "ssl_profile": "modern",
                    "use_x_frame_options": True,
                    "created_at": "2026-01-01T00:00:00+00:00",
                    "error": None,
                    "error_message": None,
                },
                "pending": None,
                "yaml_migration_done": True,
            },
            version=2,
            minor_version=2,
        )
        # Only the user is left to onboard: the other steps would start flows that want the internet.
        self._write_storage(
            "onboarding",
            {"done": ["core_config", "analytics", "integration"]},
            version=4,
        )

    @property
    def url(self) -> str:
        """Return the address of the frontend."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def token(self) -> str:
        """Return an access token that is good for half an hour."""
        if time.time() > self.tokens["expires"]:
            raise Refused("the token is old; log_in() again")
        token: str = self.tokens["access_token"]
        return token

    @property
    def pid(self) -> int | None:
        """Return the process id while it runs."""
        return self._process.pid if self._process and self._process.running else None

    @property
    def log(self) -> str:
        """Return everything it has logged, over all its starts."""
        path = self.folder / "output.log"
        return (
            path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        )

    async def __aenter__(self) -> Self:
        """Start for the first time and become the owner."""
        try:
            await self.start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it and remove its folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def start(self) -> None:
        """Start on the folder as it is, wait until it runs, and sign in."""
        process = Process(
            [
                sys.executable,
                "-P",
                "-m",
                "homeassistant",
                "-c",
                str(self.folder),
                "--skip-pip",
            ],
            self.folder / "output.log",
            plain_environment(self.folder),
        )
        self._process = process

        async def serves() -> bool:
            if not process.running:
                raise RuntimeError(f"Home Assistant ended at once: {self.log[-4000:]}")
            with contextlib.suppress(ClientError, OSError, Refused):
                await self.request("GET", "/manifest.json", signed=False)
                return True
            return False

        async def runs() -> bool:
            return (await self.get("/api/config"))["state"] == "RUNNING"

        await until(serves, "Home Assistant to answer", seconds=90)
        if self.tokens:
            await self.log_in()
        else:
            await self._become_owner()
        await until(runs, "Home Assistant to run", seconds=90)

    async def stored(self, key: str, text: str) -> None:
        """Wait until a file of its storage holds a text: settings are written a moment late."""
        path = self.folder / ".storage" / key

        async def holds() -> bool:
            return path.exists() and text in path.read_text(encoding="utf-8")

        await until(holds, f"{text} in {key}")

    def stop(self) -> None:
        """End it in order: everything it knows is on disk afterwards."""
        if self._process:
            self._process.stop(patience=60)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process:
            self._process.kill()

    @contextlib.asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """Have it stopped in order for a while, and started again whatever happens meanwhile."""
        self.stop()
        try:
            yield
        finally:
            await self.start()

    async def restart(self) -> None:
        """Stop in order and start again."""
        self.stop()
        await self.start()

    async def log_in(
        self, username: str | None = None, password: str | None = None
    ) -> None:
        """Sign in by name and password, as the login page does."""
        self.tokens = await self.tokens_of(
            username or self.username, password or self.password
        )

    async def tokens_of(self, username: str, password: str) -> dict[str, Any]:
        """Sign somebody in who is not who signs the requests here, and return their tokens."""
        client = {"client_id": f"{self.url}/"}
        flow = await self.request(
            "POST",
            "/auth/login_flow",
            {
                **client,
                "handler": ["homeassistant", None],
                "redirect_uri": f"{self.url}/",
            },
            signed=False,
        )
        answer = await self.request(
            "POST",
            f"/auth/login_flow/{flow['flow_id']}",
            {
                **client,
                "username": username,
                "password": password,
            },
            signed=False,
        )
        if answer["type"] != "create_entry":
            raise Refused(str(answer))
        return await self._exchange(answer["result"])

    async def add_user(self, name: str, password: str, *, admin: bool = False) -> str:
        """Add somebody who can log in by their name in small letters, and return their id."""
        group = "system-admin" if admin else "system-users"
        async with self.socket() as socket:
            answer = await socket.command(
                "config/auth/create", name=name, group_ids=[group], local_only=False
            )
            user_id: str = answer["user"]["id"]
            await socket.command(
                "config/auth_provider/homeassistant/create",
                user_id=user_id,
                username=name.lower(),
                password=password,
            )
        return user_id

    async def get(self, path: str) -> Any:
        """Read something over REST."""
        return await self.request("GET", path)

    async def post(self, path: str, data: Any = None) -> Any:
        """Send something over REST."""
        return await self.request("POST", path, {} if data is None else data)

    async def request(
        self,
        method: str,
        path: str,
        data: Any = None,
        *,
        signed: bool = True,
        form: bool = False,
    ) -> Any:
        """Send one request and return the decoded answer."""
        headers = {"Authorization": f"Bearer {self.token}"} if signed else {}
        body = {"data": data} if form else {"json": data}
        async with (
            ClientSession() as session,
            session.request(
                method, self.url + path, headers=headers, **body
            ) as response,
        ):
            text = await response.text()
            if response.status >= 400:
                raise Refused(f"{method} {path}: {response.status} {text}")
            is_json = "json" in response.content_type
            return json.loads(text) if text and is_json else text

    def socket(self) -> HomeAssistantSocket:
        """Return a websocket connection to enter."""
        return HomeAssistantSocket(self.url, self.token)

    async def command(self, kind: str, **data: Any) -> Any:
        """Send one websocket command on a connection of its own."""
        async with self.socket() as socket:
            return await socket.command(kind, **data)

    async def call(
        self, action: str, data: Mapping[str, Any] | None = None, **target: Any
    ) -> None:
        """Call an action such as `button.press`; keywords such as entity_id join its data."""
        domain, name = action.split(".")
        await self.post(f"/api/services/{domain}/{name}", {**(data or {}), **target})

    async def ask(self, action: str, data: Mapping[str, Any] | None = None) -> Any:
        """Call an action that answers, and return the answer."""
        domain, name = action.split(".")
        path = f"/api/services/{domain}/{name}?return_response"
        return (await self.post(path, dict(data or {})))["service_response"]

    async def states(self) -> dict[str, dict[str, Any]]:
        """Return all states by entity id."""
        return {state["entity_id"]: state for state in await self.get("/api/states")}

    async def state(self, entity_id: str) -> dict[str, Any]:
        """Return one state."""
        found: dict[str, Any] = await self.get(f"/api/states/{entity_id}")
        return found

    async def _become_owner(self) -> None:
        answer = await self.request(
            "POST",
            "/api/onboarding/users",
            {
                "client_id": f"{self.url}/",
                "name": self.username.title(),
                "username": self.username,
                "password": self.password,
                "language": self.language,
            },
            signed=False,
        )
        self.tokens = await self._exchange(answer["auth_code"])

    async def _exchange(self, code: str) -> dict[str, Any]:
        answer = await self.request(
            "POST",
            "/auth/token",
            {
                "grant_type": "authorization_code",
                "code": code,
                "client_id": f"{self.url}/",
            },
            signed=False,
            form=True,
        )
        return {**answer, "expires": time.time() + answer["expires_in"]}

    def _write_storage(
        self, key: str, data: Mapping[str, Any], *, version: int, minor_version: int = 1
    ) -> None:
        folder = self.folder / ".storage"
        folder.mkdir(exist_ok=True)
        document = {
            "version": version,
            "minor_version": minor_version,
            "key": key,
            "data": data,
        }
        (folder / key).write_text(json.dumps(document), encoding="utf-8")
