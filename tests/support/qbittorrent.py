"""Run a real qBittorrent that nobody outside loopback can talk to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
import json
from pathlib import Path
import re
import shutil
import subprocess
from typing import Any, Final, override

from aiohttp import ClientSession, FormData, TCPConnector

from .ports import LOOPBACK, free_port
from .qbittorrent_config import Settings, write_config
from .server import Row, Server, Unavailable
from .torrents import Torrent
from .unpacked import cache_folder

VARIANTS = ("host", "forky")
SEEDING = ("uploading", "stalledUP", "forcedUP", "queuedUP")

# The helper's own logins come from another loopback address, so that a ban the
# program under test earns does not lock the test out.
HELPER_ADDRESS = "127.0.0.2"


@dataclass(frozen=True, slots=True)
class Program:
    """An installed qBittorrent."""

    variant: str
    command: tuple[str, ...]
    version: tuple[int, ...]

    @property
    def has_api_key(self) -> bool:
        """Tell whether this version knows API keys."""
        return self.version >= (5, 2)


@cache
def program(variant: str) -> Program:
    """Find an installed variant, or raise Unavailable."""
    command = _host_command() if variant == "host" else _unpacked_command(variant)
    # Qt writes its own complaints to the standard error, whatever the program's state.
    answer = subprocess.run(
        (*command, "--version"), check=False, capture_output=True, text=True
    )
    found = re.search(r"v(\d+)\.(\d+)\.(\d+)", answer.stdout)
    if not found:
        raise Unavailable(f"{command[-1]} does not run: {answer.stderr.strip()[-200:]}")
    return Program(variant, command, tuple(map(int, found.groups())))


def _host_command() -> tuple[str, ...]:
    path = shutil.which("qbittorrent-nox")
    if path is None:
        raise Unavailable(
            "qbittorrent-nox is not installed; scripts/servers installs it"
        )
    return (path,)


def _unpacked_command(variant: str) -> tuple[str, ...]:
    root = cache_folder() / f"qbittorrent-{variant}"
    loaders = sorted(root.glob("usr/lib/*-linux-gnu/ld-linux-*.so.*"))
    if not loaders:
        raise Unavailable(
            f"no qBittorrent of {variant} in {root}; scripts/servers puts it there"
        )
    libraries = loaders[0].parent
    path = f"{libraries}:{libraries / 'libproxy'}"
    return (
        str(loaders[0]),
        "--library-path",
        path,
        str(root / "usr/bin/qbittorrent-nox"),
    )


@dataclass(slots=True)
class Answer:
    """What the web interface answered."""

    status: int
    body: bytes

    def json(self) -> Any:
        """Return the decoded body."""
        return json.loads(self.body)


# Seconds until a peer is called again whose first connection failed, measured with 5.3: libtorrent
# waits a minute for it, and another one for the failure.
RECONNECT: Final = 121


class QBittorrent(Server[Torrent | str]):
    """A qBittorrent of our own.

    `url`, `username`, `password` and `api_key` are what a person would enter;
    `saves` is where downloads land; the other methods are the test's view of it.
    """

    name = "qBittorrent"

    def __init__(
        self,
        variant: str | Program = "host",
        *,
        settings: Settings | None = None,
        folder: Path | None = None,
    ) -> None:
        """Choose the variant and, where the defaults do not do, settings and a folder to keep."""
        super().__init__(folder)
        self.program = variant if isinstance(variant, Program) else program(variant)
        self.settings = settings or Settings()
        self.peer_port = free_port()
        self.saves = self.folder / "saves"
        self._cookie = ""

    @property
    def peer(self) -> str:
        """Return the address other clients reach it at, as magnets name it."""
        return f"{LOOPBACK}:{self.peer_port}"

    @property
    def username(self) -> str:
        """Return the user name of the web interface."""
        return self.settings.username

    @property
    def password(self) -> str:
        """Return the password of the web interface."""
        return self.settings.password

    @property
    def api_key(self) -> str | None:
        """Return the API key, from the version on that has one."""
        return self.settings.api_key if self.program.has_api_key else None

    @override
    def prepare(self) -> None:
        write_config(
            self.folder, self.settings, port=self.port, peer_port=self.peer_port
        )

    @override
    def command(self) -> list[str]:
        return [*self.program.command, f"--profile={self.folder}"]

    @override
    def environment(self) -> dict[str, str]:
        environment = super().environment()
        if self.program.variant != "host":
            environment["QT_PLUGIN_PATH"] = (
                f"{Path(self.program.command[0]).parent}/qt6/plugins"
            )
        return environment

    @override
    async def answers(self) -> bool:
        return (await self._send("GET", "app/version")).status in (200, 403)

    @override
    async def row(self, wanted: Torrent | str) -> Row | None:
        return await self.torrent(wanted)

    async def api(
        self,
        path: str,
        data: Mapping[str, str] | FormData | None = None,
        *,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """Call the web interface as the owner would: POST with data, else GET."""
        method = "GET" if data is None else "POST"
        answer = await self._send(method, path, data, query)
        if answer.status == 403 and not self.api_key:
            await self._log_in()
            answer = await self._send(method, path, data, query)
        return answer

    async def add(
        self,
        what: Torrent | str,
        **options: str,
    ) -> Answer:
        """Add a torrent or a magnet."""
        if isinstance(what, str):
            return await self.api("torrents/add", {**options, "urls": what})
        # A multipart body can be sent only once, so the session has to be there before.
        await self.api("app/version")
        form = FormData(options)
        form.add_field(
            "torrents",
            what.content,
            filename="file.torrent",
            content_type="application/x-bittorrent",
        )
        return await self.api("torrents/add", form)

    async def torrents(self) -> list[dict[str, Any]]:
        """Return what the program knows about all its torrents."""
        listed: list[dict[str, Any]] = (await self.api("torrents/info")).json()
        return listed

    async def torrent(self, wanted: Torrent | str) -> dict[str, Any] | None:
        """Return what the program knows about one torrent, by any of its hashes."""
        ids = (
            {wanted}
            if isinstance(wanted, str)
            else {wanted.v1, wanted.v2, wanted.client_id}
        )
        for known in await self.torrents():
            if ids & {
                known["hash"],
                known.get("infohash_v1"),
                known.get("infohash_v2"),
            } - {None, ""}:
                return known
        return None

    async def completed(
        self, wanted: Torrent | str, *, seconds: float = 60
    ) -> dict[str, Any]:
        """Wait until all data of a torrent is there."""
        return await self.wait_for(
            wanted,
            lambda seen: seen["size"] > 0 and seen["progress"] == 1,
            "the download to be complete",
            seconds=seconds,
        )

    async def seed(
        self, torrent: Torrent, *, upload_limit: int = 0, folder: Path | None = None
    ) -> dict[str, Any]:
        """Put the data in place, add the torrent and wait until it is offered to others.

        The limit is in bytes per second; 0 is none. The data is hashed by the
        program, so this also proves the torrent right.
        """
        saves = folder or self.saves
        for path, data in torrent.paths().items():
            place = saves / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        answer = await self.add(torrent, upLimit=str(upload_limit), savepath=str(saves))
        if answer.status != 200:
            raise RuntimeError(f"not added: {answer}")
        return await self.wait_for(
            torrent,
            lambda seen: seen["progress"] == 1 and seen["state"] in SEEDING,
            f"{torrent.name} to be seeding",
        )

    async def let_go(self, torrent: Torrent) -> None:
        """Share a torrent without its limit from now on."""
        await self.api(
            "torrents/setUploadLimit", {"hashes": torrent.client_id, "limit": "0"}
        )

    async def connect(self, wanted: Torrent | str, peers: Sequence[str]) -> None:
        """Tell it about peers, as a tracker would."""
        seen = await self.torrent(wanted)
        if seen is None:
            raise LookupError(str(wanted))
        await self.api(
            "torrents/addPeers", {"hashes": seen["hash"], "peers": "|".join(peers)}
        )

    async def _log_in(self) -> None:
        answer = await self._send(
            "POST", "auth/login", {"username": self.username, "password": self.password}
        )
        if answer.body == b"Fails." or answer.status not in (200, 204):
            raise RuntimeError(f"the test's own login failed: {answer}")

    async def _send(
        self,
        method: str,
        path: str,
        data: Mapping[str, str] | FormData | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        headers = {"Cookie": self._cookie} if self._cookie else {}
        if self.api_key:
            headers = {"Authorization": f"Bearer {self.api_key}"}
        # A session of its own for each call: fixtures and tests may run on different loops.
        async with (
            ClientSession(
                connector=TCPConnector(local_addr=(HELPER_ADDRESS, 0))
            ) as session,
            session.request(
                method,
                f"{self.url}/api/v2/{path}",
                data=data,
                params=query,
                headers=headers,
            ) as response,
        ):
            for name, morsel in response.cookies.items():
                self._cookie = f"{name}={morsel.value}"
            return Answer(response.status, await response.read())
