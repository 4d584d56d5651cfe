"""Run a real FlexGet: a whole program that finds releases and hands them over to download clients."""

import asyncio
from collections.abc import Mapping
import json
from pathlib import Path
import shutil
import tempfile
from typing import Any, Final, Self
from urllib.parse import urlsplit

from .processes import plain_environment
from .server import Unavailable
from .unpacked import cache_folder

# One run starts, does its task and ends.
_SECONDS: Final = 100
# Where nobody answers: it would ask the internet whether there is a newer one of it.
_NOWHERE: Final = "http://127.0.0.1:9"

type Entry = Mapping[str, Any]


class FlexGetFailed(RuntimeError):
    """A run ended with something that is no success to FlexGet itself."""


class FlexGet:
    """A FlexGet of our own. It remembers what it has seen from one run to the next."""

    def __init__(self) -> None:
        """Find it. Raises Unavailable where it is not installed."""
        self._program = self.find()
        self.folder = Path(tempfile.mkdtemp(prefix="greenlight-flexget-"))

    @staticmethod
    def find() -> Path:
        """Return where it is installed. Raises Unavailable where it is not."""
        program = cache_folder() / "flexget/bin/flexget-headless"
        if not program.exists():
            raise Unavailable(
                f"no FlexGet in {program.parents[1]}; scripts/servers puts it there"
            )
        return program

    async def __aenter__(self) -> Self:
        """Have a folder."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Remove it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    async def hand_over(self, *entries: Entry, **output: Mapping[str, Any]) -> str:
        """Have it accept some releases and hand them to its outputs, and return what it wrote.

        ``output`` is what stands in its configuration, such as ``qbittorrent={…}``.
        """
        return await self._run(
            {"mock": [dict(one) for one in entries], "accept_all": True, **output}
        )

    async def listed(self, **login: Any) -> list[dict[str, str]]:
        """Return what its ``from_qbittorrent`` input makes of all torrents of a client."""
        out = self.folder / "listed"
        fields = {
            "hash": "torrent_info_hash",
            "state": "qbittorrent_state",
            "paused": "qbittorrent_is_paused",
            "complete": "qbittorrent_is_complete",
            "category": "qbittorrent_category",
            "path": "qbittorrent_completed_path",
            "size": "qbittorrent_size",
        }
        line = "\t".join(f"{{{{{name}}}}}" for name in fields.values())
        await self._run(
            {
                "from_qbittorrent": login,
                "accept_all": True,
                # Each time all of them, seen or not.
                "disable": ["seen", "seen_info_hash", "retry_failed"],
                "exec": {
                    "on_output": {
                        "for_accepted": f"printf '%s\\n' \"{line}\" >> {out}"
                    },
                },
            }
        )
        if not out.exists():
            return []
        rows = out.read_text(encoding="utf-8").splitlines()
        out.unlink()
        return [dict(zip(fields, row.split("\t"), strict=True)) for row in rows]

    async def _run(self, task: Mapping[str, Any]) -> str:
        # JSON is YAML as well.
        config = self.folder / "config.yml"
        config.write_text(json.dumps({"tasks": {"a task": task}}), encoding="utf-8")
        environment = plain_environment(self.folder) | {
            "HTTP_PROXY": _NOWHERE,
            "HTTPS_PROXY": _NOWHERE,
            "NO_PROXY": "127.0.0.1",
        }
        process = await asyncio.create_subprocess_exec(
            str(self._program), "-c", str(config), "execute", "--now",
            cwd=self.folder,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        try:
            async with asyncio.timeout(_SECONDS):
                written, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        said = written.decode()
        if process.returncode or "CRITICAL" in said or "Traceback" in said:
            raise FlexGetFailed(said[-4000:])
        return said


def host_of(url: str) -> dict[str, Any]:
    """Return what stands in its configuration for an address: it has no field for a path."""
    parts = urlsplit(url)
    port = parts.port or 80
    if not parts.path.strip("/"):
        return {"host": parts.hostname, "port": port}
    # It writes the port behind all of it, so that the path ends with one.
    return {"host": f"{parts.netloc}{parts.path.rstrip('/')}", "port": port}
