"""Run a real NZBGet that nobody outside loopback can talk to."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
import json
from pathlib import Path
import re
import subprocess
import tempfile
from typing import Any, override

from aiohttp import ClientSession, encode_basic_auth

from .nntp import NewsServer
from .nzb import Post
from .ports import LOOPBACK
from .server import Row, Server, Unavailable
from .unpacked import cache_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a test may want otherwise; `extra` are options that go before all others."""

    username: str = "nzb"
    password: str = "correct-horse-battery"
    categories: tuple[str, ...] = ("tv", "Movies")
    extra: Mapping[str, str] = field(default_factory=dict)


# Those who may do less than everything, and their passwords.
VIEWER = ("viewer", "viewer-password")
ADDER = ("adder", "adder-password")


@dataclass(frozen=True, slots=True)
class Program:
    """An unpacked NZBGet with what it needs to run."""

    root: Path
    loader: tuple[str, ...]
    version: str

    def command(self, path: str) -> list[str]:
        """Return the command that runs one of the unpacked programs."""
        return [*self.loader, str(self.root / path)]


@cache
def program() -> Program:
    """Find the unpacked NZBGet, or raise Unavailable."""
    root = cache_folder() / "nzbget-bookworm"
    loaders = sorted(root.glob("lib/*-linux-gnu/ld-linux-*.so.*"))
    if not loaders:
        raise Unavailable(f"no NZBGet in {root}; scripts/servers puts it there")
    own = loaders[0].parent
    libraries = f"{own}:{root / 'usr/lib' / own.name}"
    loader = (str(loaders[0]), "--library-path", libraries)
    answer = subprocess.run(
        (*loader, str(root / "usr/bin/nzbget"), "--version"),
        check=False,
        capture_output=True,
        text=True,
    )
    found = re.search(r"version: (\S+)", answer.stdout)
    if not found:
        raise Unavailable(f"NZBGet does not run: {answer.stderr.strip()[-200:]}")
    return Program(root, loader, found[1])


class NzbGet(Server[int]):
    """An NZBGet of our own.

    `url`, `username` and `password` are what a person would enter; `saves` is where finished
    downloads land; the other methods are the test's view of it.
    """

    name = "NZBGet"

    def __init__(
        self,
        news: NewsServer | None = None,
        *,
        settings: Settings | None = None,
        folder: Path | None = None,
    ) -> None:
        """Choose where the articles come from and, where the defaults do not do, settings."""
        super().__init__(folder)
        self.program = program()
        self.news = news
        self.settings = settings or Settings()
        self.saves = self.folder / "main/dst"
        self.incomplete = self.folder / "main/inter"

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
        self._write_config()

    @override
    def command(self) -> list[str]:
        config = str(self.folder / "nzbget.conf")
        return [*self.program.command("usr/bin/nzbget"), "-s", "-c", config]

    @override
    async def answers(self) -> bool:
        return bool(await self.call("version"))

    async def call(self, method: str, *params: Any) -> Any:
        """Call the API as the owner would and return the result. Raises RuntimeError."""
        body = json.dumps({"method": method, "params": params}, ensure_ascii=False)
        login = encode_basic_auth(self.username, self.password)
        # A session of its own for each call: fixtures and tests may run on different loops.
        async with (
            ClientSession(headers={"Authorization": login}) as session,
            session.post(f"{self.url}/jsonrpc", data=body.encode()) as response,
        ):
            answer = json.loads(await response.read())
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    async def add(
        self,
        post: Post | bytes,
        name: str = "",
        *,
        category: str = "",
        paused: bool = False,
        duplicates: str = "FORCE",
        parameters: Mapping[str, str] | None = None,
    ) -> int:
        """Add a post as somebody else would, and return its id."""
        data = post if isinstance(post, bytes) else post.nzb
        name = name or (post.name if isinstance(post, Post) else "unnamed")
        added: int = await self.call(
            "append",
            f"{name}.nzb",
            base64.b64encode(data).decode(),
            category,
            0,
            False,
            paused,
            "",
            0,
            duplicates,
            [list(pair) for pair in (parameters or {}).items()],
        )
        return added

    async def queue(self) -> list[dict[str, Any]]:
        """Return what is in the queue."""
        listed: list[dict[str, Any]] = await self.call("listgroups", 0)
        return listed

    async def history(self) -> list[dict[str, Any]]:
        """Return what is in the history."""
        listed: list[dict[str, Any]] = await self.call("history", False)
        return listed

    @override
    async def row(self, wanted: int) -> Row | None:
        """Return what it knows about one download, wherever it is."""
        for row in [*await self.queue(), *await self.history()]:
            if row["NZBID"] == wanted:
                return row
        return None

    async def ended(self, wanted: int, *, seconds: float = 60) -> dict[str, Any]:
        """Wait until a download is in the history, and return that entry."""
        return await self.wait_for(
            wanted, lambda seen: "HistoryTime" in seen, "an end", seconds=seconds
        )

    async def fill_history(
        self, names: Sequence[str], *, since: int | None = None, alone: bool = False
    ) -> None:
        """Put copies of the last download that ended into the history, under these names.

        They ended one second after the other, from that download's end or `since` on, and `alone`
        leaves nothing else in the history. Done in the file of the stopped program, newest first as
        it keeps them: thousands of real downloads would take an hour.
        """
        self.stop()
        path = self.folder / "main/queue/history"
        version, count, *lines = path.read_text(encoding="utf-8").splitlines()
        entry = re.compile(r"\d+,1,(\d{9,})")
        starts = [at for at, line in enumerate(lines) if entry.fullmatch(line)]
        one = lines[2 : (*starts, len(lines))[1]]
        old = Path(next(line for line in one if line.endswith(".nzb"))).stem
        last = int(lines[1])
        first = since if since is not None else int(lines[0].split(",")[2]) + 1
        made: list[str] = []
        for number, name in enumerate(names):
            known = str(last + 1 + number)
            copy = [line.replace(old, name) for line in one]
            made = [f"{known},1,{first + number}", known, *copy, *made]
        kept, before = ([], 0) if alone else (lines, int(count))
        text = [version, str(before + len(names)), *made, *kept, ""]
        path.write_text("\n".join(text), encoding="utf-8")
        await self.start()

    def archive(self, files: Mapping[str, bytes], *, password: str = "") -> bytes:
        """Return a 7z archive of files by name, with their names encrypted like their data."""
        with tempfile.TemporaryDirectory() as work:
            for name, data in files.items():
                (Path(work) / name).write_bytes(data)
            secret = [f"-p{password}", "-mhe=on"] if password else []
            subprocess.run(
                [*self._seven_zip, "a", "-mx=0", *secret, "made.7z", *files],
                cwd=work,
                check=True,
                capture_output=True,
            )
            return (Path(work) / "made.7z").read_bytes()

    @property
    def _seven_zip(self) -> list[str]:
        return self.program.command("usr/lib/p7zip/7za")

    def _write_config(self) -> None:
        path = self.folder / "nzbget.conf"
        if path.exists():
            return
        # It measures the room only in a folder that is there.
        self.saves.mkdir(parents=True, exist_ok=True)
        unpacker = self.folder / "7za"
        unpacker.write_text(f'#!/bin/sh\nexec {" ".join(self._seven_zip)} "$@"\n')
        unpacker.chmod(0o755)
        web = self.program.root / "usr/share/nzbget/webui"
        main = self.folder / "main"
        news = self.news
        lines = {
            **self._defaults(),
            "MainDir": str(main),
            "DestDir": str(self.saves),
            "InterDir": str(self.incomplete),
            "NzbDir": str(main / "nzb"),
            "QueueDir": str(main / "queue"),
            "TempDir": str(main / "tmp"),
            "ScriptDir": str(main / "scripts"),
            "LockFile": str(self.folder / "nzbget.lock"),
            "LogFile": str(self.folder / "nzbget.log"),
            "WebDir": str(web),
            "ConfigTemplate": str(web / "nzbget.conf"),
            "ControlIP": LOOPBACK,
            "ControlPort": str(self.port),
            "ControlUsername": self.username,
            "ControlPassword": self.password,
            "RestrictedUsername": VIEWER[0],
            "RestrictedPassword": VIEWER[1],
            "AddUsername": ADDER[0],
            "AddPassword": ADDER[1],
            "UnrarCmd": "/bin/false",
            "SevenZipCmd": str(unpacker),
            "UpdateCheck": "none",
            "DaemonUsername": "",
            "UMask": "022",
            "OutputMode": "log",
            "ArticleRetries": "0",
            "ArticleInterval": "1",
        }
        if news is not None:
            lines |= {
                "Server1.Active": "yes",
                "Server1.Host": news.host,
                "Server1.Port": str(news.port),
                "Server1.Username": news.username,
                "Server1.Password": news.password,
                "Server1.Connections": "4",
            }
        for number, name in enumerate(self.settings.categories, 1):
            lines[f"Category{number}.Name"] = name
        lines |= self.settings.extra
        text = "".join(f"{key}={value}\n" for key, value in lines.items())
        path.write_text(text, encoding="utf-8")

    def _defaults(self) -> dict[str, str]:
        """Return what an installation of this package starts with, less its examples."""
        text = (self.program.root / "etc/nzbget.conf").read_text(encoding="utf-8")
        found = re.findall(r"^(\w[\w.]*)=(.*)$", text, re.MULTILINE)
        return {key: value for key, value in found if "." not in key}
