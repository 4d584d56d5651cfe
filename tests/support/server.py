"""A real download client of our own: started on entering, gone on leaving."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
import shutil
import tempfile
from typing import Any, ClassVar, Final, Self

from aiohttp import ClientError

from .ports import LOOPBACK, free_port
from .processes import Process, plain_environment
from .waiting import until

type Row = dict[str, Any]


# So often a port is chosen.
_TRIES: Final = 3


class Unavailable(Exception):
    """The wanted program is not on this machine; the text says how to get it."""


class PortTaken(RuntimeError):
    """Something else has the port that was chosen for a program."""


class Server[Wanted](ABC):
    """One program on loopback, in a folder of its own; ``Wanted`` is what names a download."""

    name: ClassVar[str]

    def __init__(self, folder: Path | None = None) -> None:
        """Choose a port, and a folder that is kept if it is given."""
        self.port = free_port()
        self._keep = folder is not None
        prefix = f"greenlight-{self.name.lower()}-"
        self.folder = folder or Path(tempfile.mkdtemp(prefix=prefix))
        self.starts = 0
        self._process: Process | None = None

    # ------------------------------------------------- what each program says

    @abstractmethod
    def prepare(self) -> None:
        """Write the configuration."""

    @abstractmethod
    def command(self) -> list[str]:
        """Return what starts it with the configuration as it is on disk."""

    @abstractmethod
    async def answers(self) -> bool:
        """Tell whether it is up. A connection that fails says that it is not."""

    @abstractmethod
    async def row(self, wanted: Wanted) -> Row | None:
        """Return what it says of one download, None if it has no such."""

    def environment(self) -> dict[str, str]:
        """Return the environment it runs in."""
        return plain_environment(self.folder)

    # ---------------------------------------------------------------- running

    @property
    def url(self) -> str:
        """Return the address of the web interface."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        """Return the process id while it runs."""
        return self._process.pid if self._process and self._process.running else None

    async def __aenter__(self) -> Self:
        """Write the configuration and start."""
        try:
            for left in reversed(range(_TRIES)):
                self.prepare()
                try:
                    await self.start()
                    break
                except PortTaken:
                    if not left:
                        raise
                    # Somebody's connection had it since it was chosen.
                    self.port = free_port()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it and remove the folder, unless that was given."""
        self.kill()
        if not self._keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    async def start(self) -> None:
        """Start with the configuration as it is on disk, and wait until it answers."""
        self.starts += 1
        log = self.folder / "output.log"
        self._process = process = Process(self.command(), log, self.environment())

        async def up() -> bool:
            if not process.running:
                said = process.log.read_text()[-2000:]
                kind = PortTaken if "in use" in said else RuntimeError
                raise kind(f"{self.name} ended at once: {said}")
            try:
                return await self.answers()
            except ClientError, OSError, ValueError:
                return False

        await until(up, f"{self.name} at {self.url}", seconds=30, pause=0.05)

    def stop(self) -> None:
        """End it in order: it saves what it knows."""
        if self._process:
            self._process.stop()

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process:
            self._process.kill()

    async def restart(self) -> None:
        """Stop and start; what it only had in memory, such as web sessions, is lost."""
        self.stop()
        await self.start()

    # ---------------------------------------------------------------- waiting

    async def wait_for(
        self,
        wanted: Wanted,
        check: Callable[[Row], bool],
        what: str,
        *,
        seconds: float = 60,
    ) -> Row:
        """Wait until one download is as the check wants it."""
        seen: Row | None = None

        async def look() -> Row | None:
            nonlocal seen
            seen = await self.row(wanted)
            return seen if seen and check(seen) else None

        try:
            found = await until(look, what, seconds=seconds, pause=0.1)
        except TimeoutError as error:
            raise TimeoutError(f"{error}; the download: {seen}") from None
        assert found is not None
        return found
