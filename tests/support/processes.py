"""Start and end a program of our own, so that none outlives the test run."""

from functools import cache
import os
from pathlib import Path
import shutil
import signal
import subprocess
from typing import IO


@cache
def _guard() -> tuple[str, ...]:
    """Return the command prefix that ends a child with its parent and takes root's exemption from file permissions."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return ()
    for options in (
        ("--inh-caps=-all", "--bounding-set=-all", "--pdeathsig=KILL"),
        ("--pdeathsig=KILL",),
    ):
        command = (setpriv, *options, "--")
        if (
            subprocess.run(
                (*command, "true"), check=False, capture_output=True
            ).returncode
            == 0
        ):
            return command
    return ()


class Process:
    """One running program with its output in a file."""

    def __init__(
        self, command: list[str], log: Path, environment: dict[str, str]
    ) -> None:
        """Start the program in the background."""
        self.log = log
        self._output: IO[bytes] = log.open("ab")
        self._child = subprocess.Popen(
            [*_guard(), *command],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            cwd=log.parent,
            env=environment,
            # Ctrl-C reaches the whole group; the owner ends its children itself, in order.
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._child.pid

    @property
    def running(self) -> bool:
        """Tell whether the program has not ended."""
        return self._child.poll() is None

    def kill(self) -> None:
        """End the program as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self, patience: float = 30) -> None:
        """Ask the program to end, and kill it when it does not within the given seconds."""
        self._end(signal.SIGTERM, patience)

    def _end(self, how: signal.Signals, patience: float = 30) -> None:
        if self.running:
            self._child.send_signal(how)
            try:
                self._child.wait(patience)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        self._output.close()


def plain_environment(home: Path) -> dict[str, str]:
    """Return an environment without proxies, credentials and the developer's settings."""
    return {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }
