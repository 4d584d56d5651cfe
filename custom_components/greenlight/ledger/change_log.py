"""The change log: what has changed since a file was written, so that a change costs what it is."""

from collections.abc import Iterable
import errno
import json
import os
from pathlib import Path
from typing import Any

type Stored = dict[str, Any]


class ChangeLog:
    """Lines of JSON beside a file. The first says to which writing of the file they belong.

    What was changed at once is one line: after a power cut all of it is there or nothing of it.
    It is not for the event loop: everything here waits for the disk.
    """

    def __init__(self, path: Path) -> None:
        """Name the file, which need not be there."""
        self._path = path

    def append(self, number: int, entries: Iterable[Stored], *, begin: bool) -> int:
        """Put entries on disk and return how many bytes these are. Raises ``OSError``.

        With ``begin`` whatever was there is dropped. What could not be written is taken back.
        """
        entries = [*entries]
        lines = [_written(entries[0] if len(entries) == 1 else entries)]
        if begin:
            lines.insert(0, _written({"log": number}))
        # What a power cut left of the last line must not spoil the next.
        written = b"\n" + b"\n".join(lines) + b"\n"
        kind = os.O_TRUNC if begin else os.O_APPEND
        # It holds links with passkeys, so only we may read it.
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | kind, 0o600)
        try:
            before = os.fstat(file).st_size
            try:
                left = written
                while left:
                    left = left[os.write(file, left) :]
                os.fsync(file)
            except OSError:
                os.ftruncate(file, before)
                raise
        finally:
            os.close(file)
        return len(written)

    def read(self, number: int | None) -> list[Any]:
        """Return the entries that belong to one writing of the file, with None of all there are.

        One that cannot be read is None; the last one, which nobody was promised, is left out.
        """
        try:
            lines = self._path.read_bytes().splitlines()
        except OSError:
            return []
        entries = [_read(line) for line in lines if line.strip()]
        if entries and entries[-1] is None:
            entries.pop()
        head = entries[0] if entries else None
        if not isinstance(head, dict) or "log" not in head:
            return []
        if number not in (None, head["log"]):
            return []
        lots = (one if isinstance(one, list) else [one] for one in entries[1:])
        return [entry for lot in lots for entry in lot]

    def remove(self) -> None:
        """Drop everything. Raises ``OSError``."""
        self._path.unlink(missing_ok=True)


def _written(entry: Stored | list[Stored]) -> bytes:
    """Return an entry as a line. Raises ``OSError`` for what the file would not take: half a character.

    Else it would be kept here, and from the next writing of the whole file on nothing at all.
    """
    text = json.dumps(entry, separators=(",", ":"), ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise OSError(errno.EILSEQ, "a text that is none") from None


def _read(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None
