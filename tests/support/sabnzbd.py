"""Run a real SABnzbd that nobody outside loopback can talk to, and that talks to nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
import json
from pathlib import Path
import re
import subprocess
import tempfile
from typing import Any, override

from aiohttp import ClientSession, FormData

from .nntp import NewsServer
from .nzb import Post
from .ports import LOOPBACK
from .processes import plain_environment
from .server import Row, Server, Unavailable
from .unpacked import cache_folder

VARIANTS = ("forky",)

# What it starts itself, and what the packages call that. Without an unrar it does not download.
_HELPERS = {"par2": "par2", "7z": "7z", "unrar": "unrar-free"}


@dataclass(frozen=True, slots=True)
class Program:
    """An unpacked SABnzbd, with the Python and the libraries it runs on."""

    root: Path
    loader: tuple[str, ...]
    version: str

    def command(self, *arguments: str) -> list[str]:
        """Return how to run it."""
        return [*self.loader, *_sabnzbd(self.root), *arguments]

    def environment(self, home: Path) -> dict[str, str]:
        """Return what it needs to find itself and its helpers."""
        return _environment(self.root, home)

    def write_helpers(self, folder: Path) -> None:
        """Put a command for each helper into a folder; they need their own loader, too."""
        folder.mkdir(exist_ok=True)
        for name, file in _HELPERS.items():
            path = folder / name
            words = " ".join([*self.loader, str(self.root / "usr/bin" / file)])
            path.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
            path.chmod(0o755)


def _sabnzbd(root: Path) -> tuple[str, str]:
    return str(root / "usr/bin/python3.14"), str(root / "usr/bin/sabnzbdplus")


def _environment(root: Path, home: Path) -> dict[str, str]:
    plain = plain_environment(home)
    return {
        **plain,
        "PATH": f"{home / 'bin'}:{plain['PATH']}",
        "PYTHONPATH": str(root / "usr/share/sabnzbdplus"),
        "PYTHONWARNINGS": "ignore",
    }


@cache
def program(variant: str = "forky") -> Program:
    """Find an unpacked variant, or raise Unavailable."""
    root = cache_folder() / f"sabnzbd-{variant}"
    loaders = sorted(root.glob("usr/lib/*-linux-gnu/ld-linux-*.so.*"))
    if not loaders:
        raise Unavailable(
            f"no SABnzbd of {variant} in {root}; scripts/servers puts it there"
        )
    loader = (str(loaders[0]), "--library-path", str(loaders[0].parent))
    answer = subprocess.run(
        (*loader, *_sabnzbd(root), "--version"),
        check=False,
        capture_output=True,
        text=True,
        env=_environment(root, root),
    )
    found = re.search(r"sabnzbdplus-(\d+\.\d+\.\d+)", answer.stdout)
    if not found:
        raise Unavailable(f"SABnzbd does not run: {answer.stderr.strip()[-200:]}")
    return Program(root, loader, found[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a test may want otherwise; `misc` are further keys of that section of its file."""

    api_key: str = "0123456789abcdef0123456789abcdef"
    nzb_key: str = "fedcba9876543210fedcba9876543210"
    categories: tuple[str, ...] = ("movies", "tv")
    connections: int = 2
    misc: Mapping[str, str] = field(default_factory=dict)


class SABnzbd(Server[str]):
    """A SABnzbd of our own.

    `url`, `api_key` and `nzb_key` are what a person would enter; `complete` is where downloads
    land; the other methods are the test's view of it.
    """

    name = "SABnzbd"

    def __init__(
        self,
        variant: str = "forky",
        *,
        news: NewsServer | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Choose the variant and, where the defaults do not do, settings; no news, no server."""
        super().__init__()
        self.program = program(variant)
        self.settings = settings or Settings()
        self.news = news
        self.complete = self.folder / "complete"
        self.incomplete = self.folder / "incomplete"

    @property
    def base(self) -> str:
        """Return the path of its web interface."""
        return self.settings.misc.get("url_base", "")

    @property
    @override
    def url(self) -> str:
        return f"{super().url}{self.base}"

    @property
    def api_key(self) -> str:
        """Return the key that opens everything."""
        return self.settings.api_key

    @property
    def nzb_key(self) -> str:
        """Return the key that only adds."""
        return self.settings.nzb_key

    @override
    def prepare(self) -> None:
        for folder in (self.complete, self.incomplete, self.folder / "watched"):
            folder.mkdir()
        (self.folder / "sabnzbd.ini").write_text(self._config())
        self.program.write_helpers(self.folder / "bin")

    @override
    def command(self) -> list[str]:
        return self.program.command(
            "-f", str(self.folder / "sabnzbd.ini"),
            "-s", f"{LOOPBACK}:{self.port}",
            "-b", "0", "--disable-file-log", "--console",
        )  # fmt: skip

    @override
    def environment(self) -> dict[str, str]:
        return self.program.environment(self.folder)

    @override
    async def answers(self) -> bool:
        return "version" in await self.api("version")

    async def api(
        self, mode: str, form: FormData | None = None, /, **fields: str
    ) -> dict[str, Any]:
        """Call the API as the owner would and return the decoded answer."""
        form = form or FormData(fields)
        for name, value in {
            "mode": mode,
            "output": "json",
            "apikey": self.api_key,
        }.items():
            form.add_field(name, value)
        # A session of its own for each call: fixtures and tests may run on different loops.
        async with (
            ClientSession() as session,
            session.post(f"{self.url}/api", data=form) as response,
        ):
            answer: dict[str, Any] = json.loads(await response.read())
            return answer

    async def add(self, post: Post | bytes, name: str = "", **fields: str) -> str:
        """Add an NZB by hand and return its id."""
        content = post.nzb if isinstance(post, Post) else post
        name = name or (post.name if isinstance(post, Post) else "by hand")
        form = FormData({"nzbname": name, **fields})
        form.add_field(
            "name", content, filename=f"{name}.nzb", content_type="application/x-nzb"
        )
        (added,) = (await self.api("addfile", form))["nzo_ids"]
        return str(added)

    async def queue(self, **fields: str) -> list[dict[str, Any]]:
        """Return the rows of its queue."""
        rows: list[dict[str, Any]] = (await self.api("queue", None, **fields))["queue"][
            "slots"
        ]
        return rows

    async def history(self, **fields: str) -> list[dict[str, Any]]:
        """Return the rows of its history."""
        answer = await self.api("history", None, **fields)
        rows: list[dict[str, Any]] = answer["history"]["slots"]
        return rows

    @override
    async def row(self, wanted: str) -> Row | None:
        """Return what it says of one id, queued or done."""
        for row in [*await self.queue(), *await self.history()]:
            if row["nzo_id"] == wanted:
                return row
        return None

    def recovery(self, name: str, data: bytes) -> dict[str, bytes]:
        """Return the files by which a little of a file could be mended, as its own par2 makes them."""
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / name).write_bytes(data)
            par2 = self.folder / "bin/par2"
            subprocess.run(
                (par2, "create", "-q", "-q", "-r1", f"{name}.par2", name),
                cwd=folder,
                check=True,
                env=self.environment(),
            )
            made = Path(folder).glob("*.par2")
            return {one.name: one.read_bytes() for one in made}

    async def completed(self, known: str, *, seconds: float = 60) -> dict[str, Any]:
        """Wait until a download is in the history as completed."""
        return await self.wait_for(
            known,
            lambda row: row["status"] == "Completed",
            "the download to be completed",
            seconds=seconds,
        )

    def _config(self) -> str:
        misc = {
            "host": LOOPBACK,
            "port": str(self.port),
            "enable_https": "0",
            "api_key": self.api_key,
            "nzb_key": self.nzb_key,
            # Without it, its whole web interface would ask for a language first.
            "language": "en",
            "url_base": self.base,
            "host_whitelist": "",
            "inet_exposure": "0",
            "auto_browser": "0",
            "check_new_rel": "0",
            "enable_broadcast": "0",
            # It asks this host for its own public address.
            "selftest_host": "",
            "ipv6_servers": "0",
            "download_dir": str(self.incomplete),
            "complete_dir": str(self.complete),
            "dirscan_dir": str(self.folder / "watched"),
            "dirscan_speed": "0",
            "no_penalties": "1",
            "direct_unpack": "0",
            "helpful_warnings": "0",
            **self.settings.misc,
        }
        lines = ["__version__ = 19", "__encoding__ = utf-8", "[misc]"]
        lines += [f'{key} = "{value}"' for key, value in misc.items()]
        if self.news is not None:
            server = {
                "name": "news",
                "displayname": "news",
                "host": self.news.host,
                "port": str(self.news.port),
                "timeout": "10",
                "username": self.news.username,
                "password": self.news.password,
                "connections": str(self.settings.connections),
                "ssl": "0",
                "enable": "1",
            }
            lines += ["[servers]", "[[news]]"]
            lines += [f'{key} = "{value}"' for key, value in server.items()]
        lines += ["[categories]", "[[*]]", 'name = "*"', "pp = 3", "priority = 0"]
        for name in self.settings.categories:
            lines += [f"[[{name}]]", f"name = {name}", f"dir = {name}"]
        return "\n".join(lines) + "\n"
