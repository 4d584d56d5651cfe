"""Run a real Transmission that nobody outside loopback can talk to."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
import json
from pathlib import Path
import re
import shutil
import subprocess
import tempfile
from typing import Any, Self

from aiohttp import ClientError, ClientSession, encode_basic_auth

from .ports import LOOPBACK, free_port
from .processes import Process, plain_environment
from .torrents import Torrent
from .unpacked import cache_folder
from .waiting import until

VARIANTS = ("bookworm", "forky")

STOPPED, DOWNLOADING, SEEDING = 0, 4, 6


class Unavailable(Exception):
    """The wanted Transmission is not on this machine; the text says how to get it."""


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


class Transmission:
    """A Transmission of our own: started on entering, gone on leaving.

    `url`, `username` and `password` are what a person would enter; `saves` is where
    downloads land; the other methods are the test's view of it.
    """

    def __init__(
        self, variant: str = "bookworm", *, settings: Settings | None = None
    ) -> None:
        """Choose the variant and, where the defaults do not do, settings."""
        self.program = program(variant)
        self.settings = settings or Settings()
        self.port = free_port()
        self.peer_port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="greenlight-transmission-"))
        self.saves = self.folder / "saves"
        self._process: Process | None = None
        self._session_id = ""

    @property
    def url(self) -> str:
        """Return the address of the web interface."""
        return f"http://{LOOPBACK}:{self.port}"

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

    @property
    def pid(self) -> int | None:
        """Return the process id while it runs."""
        return self._process.pid if self._process and self._process.running else None

    async def __aenter__(self) -> Self:
        """Write the configuration and start."""
        self.saves.mkdir()
        (self.folder / "settings.json").write_text(json.dumps(self._config()))
        try:
            await self.start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it and remove the folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def start(self) -> None:
        """Start with the configuration as it is on disk, and wait until it answers."""
        process = Process(
            [*self.program.command, "-f", "-g", str(self.folder)],
            self.folder / "output.log",
            plain_environment(self.folder),
        )
        self._process = process

        async def answers() -> bool:
            if not process.running:
                raise RuntimeError(
                    f"Transmission ended at once: {process.log.read_text()[-2000:]}"
                )
            try:
                return (await self._send({"method": "session-get"})).status < 500
            except ClientError, OSError:
                return False

        await until(answers, f"Transmission at {self.url}", seconds=30, pause=0.05)

    def stop(self) -> None:
        """End it in order: it saves what it knows."""
        if self._process:
            self._process.stop()

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process:
            self._process.kill()

    async def restart(self) -> None:
        """Stop and start; the session id is another one afterwards."""
        self.stop()
        await self.start()

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

    async def wait_for(
        self,
        wanted: Torrent | str,
        check: Callable[[dict[str, Any]], bool],
        what: str,
        *,
        seconds: float = 60,
    ) -> dict[str, Any]:
        """Wait until one torrent is as the check wants it."""
        seen: dict[str, Any] | None = None

        async def look() -> dict[str, Any] | None:
            nonlocal seen
            seen = await self.torrent(wanted)
            return seen if seen and check(seen) else None

        try:
            found = await until(look, what, seconds=seconds, pause=0.2)
        except TimeoutError as error:
            raise TimeoutError(f"{error}; the torrent: {seen}") from None
        assert found is not None
        return found

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
