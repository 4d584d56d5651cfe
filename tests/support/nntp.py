"""A small news server on loopback: it has what the tests posted, and nothing else."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Self

from .nzb import GROUP, Article, Post
from .ports import LOOPBACK, free_port

# First lines of an answer (RFC 3977) to a command that names an article.
_FOUND = {"STAT": 223, "HEAD": 221, "BODY": 222, "ARTICLE": 220}


class NewsServer:
    """Runs in the event loop it was entered in.

    `hold` keeps articles back until `let_go`, so that whatever is to be seen while something is
    downloaded stays to be seen. `missing` are ids of articles that are gone, beside all that were
    never posted. `asked` are the ids that were asked for, in order.
    """

    def __init__(
        self,
        *,
        username: str = "reader",
        password: str = "news-password",
    ) -> None:
        """Choose who may read; without a user name everybody may."""
        self.host = LOOPBACK
        self.port = free_port()
        self.username = username
        self.password = password
        self.articles: dict[str, Article] = {}
        self.missing: set[str] = set()
        self.asked: list[str] = []
        self._free = 0
        self._open = asyncio.Event()
        self._open.set()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, self.host, self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        if self._server is not None:
            self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def carry(self, *posts: Post) -> None:
        """Have the articles of these posts from now on."""
        for post in posts:
            self.articles |= post.articles

    def hold(self, *, after: int = 0) -> None:
        """Answer so many articles more, and no other until they are let go."""
        self._free = after
        self._open.clear()

    def let_go(self) -> None:
        """Answer what was held back, and hold nothing any more."""
        self._open.set()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            # A client that hangs up in the middle is none of our business.
            with suppress(OSError, ValueError):
                await self._converse(reader, writer)
        except asyncio.CancelledError:
            # asyncio's own callback would report a cancelled handler as an error.
            pass
        finally:
            self._connections.discard(task)
            writer.close()

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(b"200 posts of the tests\r\n")
        user, known = "", not self.username
        while line := await reader.readline():
            words = line.decode("utf-8", "replace").split()
            command = words[0].upper() if words else ""
            argument = words[-1] if len(words) > 1 else ""
            answer = "500 unknown command"
            match command:
                case "QUIT":
                    writer.write(b"205 bye\r\n")
                    await writer.drain()
                    return
                case "CAPABILITIES":
                    answer = "101 these\r\nVERSION 2\r\nREADER\r\nAUTHINFO USER\r\n."
                case "MODE":
                    answer = "200 reader"
                case "DATE":
                    answer = datetime.now(UTC).strftime("111 %Y%m%d%H%M%S")
                case "AUTHINFO" if len(words) == 3 and words[1].upper() == "USER":
                    user, answer = argument, "381 password"
                case "AUTHINFO" if len(words) == 3 and words[1].upper() == "PASS":
                    known = (user, argument) == (self.username, self.password)
                    answer = "281 welcome" if known else "481 wrong user or password"
                case _ if not known:
                    answer = "480 authentication required"
                case "GROUP":
                    count = len(self.articles)
                    answer = f"211 {count} 1 {count} {argument}"
                case "STAT" | "HEAD" | "BODY" | "ARTICLE":
                    await self._turn()
                    writer.write(self._article(command, argument))
                    await writer.drain()
                    continue
            writer.write(answer.encode() + b"\r\n")
            await writer.drain()

    async def _turn(self) -> None:
        """Wait until an article may be answered."""
        if self._free > 0:
            self._free -= 1
        else:
            await self._open.wait()

    def _article(self, command: str, name: str) -> bytes:
        key = name.strip("<>")
        self.asked.append(key)
        article = self.articles.get(key)
        if article is None or key in self.missing:
            return b"430 no such article\r\n"
        answer = f"{_FOUND[command]} 0 {name}\r\n".encode()
        if command in ("HEAD", "ARTICLE"):
            answer += (
                f"Message-ID: {name}\r\nSubject: {article.subject}\r\n"
                f"Newsgroups: {GROUP}\r\n"
            ).encode()
        if command == "ARTICLE":
            answer += b"\r\n"
        if command in ("BODY", "ARTICLE"):
            answer += article.body()
        return answer if command == "STAT" else answer + b".\r\n"
