"""Run a real Transmission that nobody outside loopback can talk to."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
import json
import re
import subprocess
from typing import Any, override

from aiohttp import ClientSession, encode_basic_auth

from .ports import LOOPBACK, free_port
from .server import Row, Server, Unavailable
from .torrents import Torrent
from .unpacked import cache_folder

VARIANTS = ("bookworm", "forky")

STOPPED, DOWNLOADING, SEEDING = 0, 4, 6


@dataclass(frozen=True, slots=True)
class Program:
    """An unpacked Transmission."""

    variant: str
    command: tuple[str, ...]
    version: str


@cache
def program(variant: str) -> Program:
    """Find an unpacked variant, or raise Unavailable.

    Debian's package is never installed: that would start a service on the machine.
    """
    root = cache_folder() / f"transmission-{variant}"
    folders = [*root.glob("lib/*-linux-gnu"), *root.glob("usr/lib/*-linux-gnu")]
    loaders = [place for folder in folders for place in folder.glob("ld-linux-*.so.*")]
    if not loaders:
        raise Unavailable(
            f"no Transmission of {variant} in {root}; scripts/servers puts it there"
        )
    command = (
        str(loaders[0]),
        "--library-path",
        ":".join(map(str, folders)),
        str(root / "usr/bin/transmission-daemon"),
    )
    answer = subprocess.run(
        (*command, "--version"), check=False, capture_output=True, text=True
    )
    said = answer.stdout + answer.stderr
    found = re.search(r"transmission-daemon (\d+\.\d+(?:\.\d+)?)", said)
    if not found:
        raise Unavailable(f"{command[-1]} does not run: {said.strip()[-200:]}")
    return Program(variant, command, found[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a test may want otherwise; `extra` are further keys of settings.json."""

    username: str = "admin"
    password: str = "correct-horse-battery"
    path: str = "/transmission/"
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Answer:
    """What the RPC port answered."""

    status: int
    body: bytes

    def json(self) -> Any:
        """Return the decoded body."""
        return json.loads(self.body)


class Transmission(Server[Torrent | str]):
    """A Transmission of our own.

    `url`, `username` and `password` are what a person would enter; `saves` is where
    downloads land; the other methods are the test's view of it.
    """

    name = "Transmission"

    def __init__(
        self, variant: str = "bookworm", *, settings: Settings | None = None
    ) -> None:
        """Choose the variant and, where the defaults do not do, settings."""
        super().__init__()
        self.program = program(variant)
        self.settings = settings or Settings()
        self.peer_port = free_port()
        self.saves = self.folder / "saves"
        self._session_id = ""

    @property
    def peer(self) -> str:
        """Return the address other clients reach it at; it refuses to call one on loopback itself."""
        return f"{LOOPBACK}:{self.peer_port}"

    @property
    def username(self) -> str:
        """Return the user name of the web interface."""
        return self.settings.username

    @property
    def password(self) -> str:
        """Return the password of the web interface."""
        return self.settings.password

    @override
    def prepare(self) -> None:
        self.saves.mkdir()
        (self.folder / "settings.json").write_text(json.dumps(self._config()))

    @override
    def command(self) -> list[str]:
        return [*self.program.command, "-f", "-g", str(self.folder)]

    @override
    async def answers(self) -> bool:
        return (await self._send({"method": "session-get"})).status < 500

    @override
    async def row(self, wanted: Torrent | str) -> Row | None:
        return await self.torrent(wanted)

    async def api(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method as the owner would and return its arguments."""
        answer = await self._send({"method": method, "arguments": arguments})
        said = answer.json()
        if said["result"] != "success":
            raise RuntimeError(f"{method}: {said['result']}")
        told: dict[str, Any] = said["arguments"]
        return told

    async def add(self, what: Torrent | str, **options: Any) -> dict[str, Any]:
        """Add a torrent or a magnet."""
        if isinstance(what, str):
            return await self.api("torrent-add", filename=what, **options)
        content = base64.b64encode(what.content).decode()
        return await self.api("torrent-add", metainfo=content, **options)

    async def torrents(self, *fields: str) -> list[dict[str, Any]]:
        """Return what the program knows about all its torrents."""
        wanted = [*FIELDS, *fields]
        listed: list[dict[str, Any]] = (await self.api("torrent-get", fields=wanted))[
            "torrents"
        ]
        return listed

    async def torrent(
        self, wanted: Torrent | str, *fields: str
    ) -> dict[str, Any] | None:
        """Return what the program knows about one torrent."""
        known = wanted if isinstance(wanted, str) else wanted.v1
        return next(
            (
                seen
                for seen in await self.torrents(*fields)
                if seen["hashString"] == known
            ),
            None,
        )

    async def completed(
        self, wanted: Torrent | str, *, seconds: float = 60
    ) -> dict[str, Any]:
        """Wait until all data of a torrent is there."""
        return await self.wait_for(
            wanted,
            lambda seen: (
                seen["sizeWhenDone"] > 0
                and seen["leftUntilDone"] == 0
                and seen["status"] in (STOPPED, SEEDING)
            ),
            "the download to be complete",
            seconds=seconds,
        )

    def place(self, torrent: Torrent) -> None:
        """Put the data of a torrent where the program will look for it."""
        for path, data in torrent.paths().items():
            place = self.saves / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)

    async def seed(self, torrent: Torrent, *, upload_limit: int = 0) -> dict[str, Any]:
        """Put the data in place, add the torrent and wait until it is offered to others.

        The limit is in kB per second; 0 is none.
        """
        self.place(torrent)
        await self.add(torrent)
        if upload_limit:
            await self.api(
                "torrent-set",
                ids=[torrent.v1],
                uploadLimited=True,
                uploadLimit=upload_limit,
            )
        return await self.wait_for(
            torrent,
            lambda seen: seen["status"] == SEEDING,
            f"{torrent.name} to be seeding",
        )

    def _config(self) -> dict[str, Any]:
        return {
            "rpc-enabled": True,
            "rpc-bind-address": LOOPBACK,
            "rpc-port": self.port,
            "rpc-url": self.settings.path,
            "rpc-authentication-required": bool(self.username),
            "rpc-username": self.username,
            "rpc-password": self.password,
            "rpc-whitelist-enabled": True,
            "rpc-whitelist": LOOPBACK,
            "rpc-host-whitelist-enabled": True,
            "rpc-host-whitelist": "",
            "bind-address-ipv4": LOOPBACK,
            "bind-address-ipv6": "::1",
            "peer-port": self.peer_port,
            "port-forwarding-enabled": False,
            "dht-enabled": False,
            "lpd-enabled": False,
            "pex-enabled": False,
            "utp-enabled": False,
            "blocklist-enabled": False,
            "download-dir": str(self.saves),
            "incomplete-dir-enabled": False,
            "ratio-limit-enabled": False,
            "download-queue-enabled": False,
            "seed-queue-enabled": False,
            "message-level": 2,
            **self.settings.extra,
        }

    async def _send(self, asked: Mapping[str, Any]) -> Answer:
        """Send one request; the first one is told the session id to send along."""
        headers = {}
        if self.username:
            headers["Authorization"] = encode_basic_auth(self.username, self.password)
        path = self.settings.path.rstrip("/")
        # A session of its own for each call: fixtures and tests may run on different loops.
        async with ClientSession(headers=headers) as session:
            for _ in range(2):
                async with session.post(
                    f"{self.url}{path}/rpc",
                    json=asked,
                    headers={"X-Transmission-Session-Id": self._session_id},
                ) as response:
                    answer = Answer(response.status, await response.read())
                    if response.status != 409:
                        break
                    self._session_id = response.headers["X-Transmission-Session-Id"]
        return answer


FIELDS: Sequence[str] = (
    "hashString",
    "name",
    "status",
    "error",
    "errorString",
    "labels",
    "downloadDir",
    "sizeWhenDone",
    "leftUntilDone",
    "metadataPercentComplete",
    "doneDate",
    "downloadLimit",
    "downloadLimited",
    "uploadLimit",
    "uploadLimited",
    "seedRatioLimit",
    "seedRatioMode",
    "seedIdleLimit",
    "seedIdleMode",
)
