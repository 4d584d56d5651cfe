"""Door: which of the programs outside is let in, by what only it knows. Nobody of Home Assistant comes this way.

Whoever answers returns a refusal and never raises one: Home Assistant would ban whoever fails, and a
program in a container shares its address with everybody else behind that.
"""

from abc import ABC, abstractmethod
import asyncio
from dataclasses import dataclass, field
import hmac
from ipaddress import IPv4Address, ip_address, ip_network
from time import monotonic, time
from typing import Final

from aiohttp import web
from homeassistant.core import CALLBACK_TYPE, callback

# Seconds by which the next refusal of an address is later after each of the last ones, and at most.
SLOWER: Final = 0.5
SLOWEST: Final = 5.0
# Seconds without a refusal after which an address is as any other.
FORGOTTEN: Final = 300.0
# So many addresses are remembered; who comes from more of them at once is slow enough by that.
MOST_ADDRESSES: Final = 256
# So many wait to be refused at a time. The connection of who is wrong beyond that ends unanswered, so
# that a flood costs whoever makes it a connection for each key that is tried, and us nothing.
MOST_WAITING: Final = 200
# What one subscriber has of addresses, in the sixth version.
_NETWORK: Final = 64
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a program shows at the door: a login, or a key, or the token of an earlier login.

    ``username`` is None where only a password is asked, as with an API key.
    """

    username: str | None = None
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """When a program was last let in (epoch seconds), how it introduced itself, and what it did."""

    at: float
    agent: str
    what: str


@dataclass(slots=True)
class _Entrance[DeskT]:
    desk: DeskT
    visit: Visit | None = None


class Door[DeskT](ABC):
    """Who may come in, by the name in the address, and to which desk that leads."""

    def __init__(self) -> None:
        """Let nobody in yet."""
        self._entrances: dict[str, _Entrance[DeskT]] = {}
        # Whoever listens may have come before the desk, and stays when that is changed.
        self._listeners: dict[str, list[CALLBACK_TYPE]] = {}
        # How often an address was wrong and when last, by the clock; who was wrong last is last.
        self._wrong: dict[str, tuple[int, float]] = {}
        self._waiting = 0

    @abstractmethod
    def _path(self, desk: DeskT) -> str:
        """Return the name under which a desk is found."""

    @abstractmethod
    def _knows(self, desk: DeskT, given: Given) -> bool:
        """Tell whether somebody shows what is needed; how long that takes tells nothing (``same``)."""

    @callback
    def open(self, desk: DeskT) -> CALLBACK_TYPE:
        """Let a program in. Returns what keeps it out again."""
        path = self._path(desk)
        before = self._entrances.get(path)
        entrance = _Entrance(desk)
        if before is not None:
            entrance.visit = before.visit
        self._entrances[path] = entrance

        @callback
        def close() -> None:
            if self._entrances.get(path) is entrance:
                del self._entrances[path]

        return close

    @property
    def is_open(self) -> bool:
        """Tell whether anybody can come in at all, which nobody can before Greenlight runs."""
        return bool(self._entrances)

    async def enter(
        self, path: str, *given: Given, request: web.Request | None = None
    ) -> DeskT | None:
        """Return the desk of whoever knows what it takes, None for everybody else, after a while.

        Whoever shows several things needs but one of them to be right. Who is right never waits, whatever
        others do that come by the same address.
        """
        entrance = self._entrances.get(path)
        if entrance is not None and any(
            self._knows(entrance.desk, one) for one in given
        ):
            return entrance.desk
        await self._keep_waiting(request)
        return None

    async def _keep_waiting(self, request: web.Request | None) -> None:
        # Counted for all names together: how long it takes must not tell which of them are there.
        failures = self._failed(_network_of(request.remote if request else None))
        if self._waiting >= MOST_WAITING:
            if request is not None and request.transport is not None:
                request.transport.abort()
            return
        self._waiting += 1
        try:
            await asyncio.sleep(min(failures * SLOWER, SLOWEST))
        finally:
            self._waiting -= 1

    def _failed(self, address: str) -> int:
        """Count a refusal, and return how many there were lately, this one with them."""
        now = monotonic()
        count, at = self._wrong.pop(address, (0, now))
        count = count + 1 if now - at < FORGOTTEN else 1
        while len(self._wrong) >= MOST_ADDRESSES:
            del self._wrong[next(iter(self._wrong))]
        self._wrong[address] = count, now
        return count

    @callback
    def visited(self, desk: DeskT, *, agent: str, what: str) -> None:
        """Take it that a program was let in, and what it did there."""
        path = self._path(desk)
        entrance = self._entrances.get(path)
        if entrance is None:
            return
        entrance.visit = Visit(at=time(), agent=agent[:200], what=what[:50])
        for listener in list(self._listeners.get(path, ())):
            listener()

    def last_visit(self, path: str) -> Visit | None:
        """Return when a program was last let in under a name, None if it never was."""
        entrance = self._entrances.get(path)
        return entrance.visit if entrance else None

    @callback
    def on_visit(self, path: str, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call back for each visit under a name, now or once it is open. Returns what ends it."""
        self._listeners.setdefault(path, []).append(listener)

        @callback
        def end() -> None:
            self._listeners[path].remove(listener)
            if not self._listeners[path]:
                del self._listeners[path]

        return end


def same(one: str, other: str) -> bool:
    """Tell whether two secrets are one; how long that takes tells nothing."""
    return hmac.compare_digest(
        one[:_LONGEST].encode("utf-8", "replace"), other.encode("utf-8", "replace")
    )


def _network_of(remote: str | None) -> str:
    """Return what is one and the same house, as far as its address tells."""
    try:
        address = ip_address((remote or "").partition("%")[0])
    except ValueError:
        return remote or ""
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), _NETWORK), strict=False))
