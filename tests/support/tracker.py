"""A BitTorrent tracker, as a function from announces to answers."""

from dataclasses import dataclass, field
import socket
import struct
from urllib.parse import unquote_to_bytes

from .torrents import bencode


@dataclass(frozen=True, slots=True)
class Peer:
    """One client in a swarm."""

    id: bytes
    host: str
    port: int


@dataclass(slots=True)
class Tracker:
    """Remember who takes part in what, and introduce them to each other."""

    interval: int = 5
    failure: str | None = None
    swarms: dict[bytes, dict[Peer, int]] = field(default_factory=dict)

    def announce(self, query: str, host: str) -> bytes:
        """Answer one announce, given its raw query: hashes in it are bytes, not text."""
        if self.failure:
            return bencode({"failure reason": self.failure})
        said = {
            key: unquote_to_bytes(value.replace("+", " "))
            for key, _, value in (part.partition("=") for part in query.split("&"))
        }
        swarm = self.swarms.setdefault(said.get("info_hash", b""), {})
        caller = Peer(said.get("peer_id", b""), host, int(said.get("port", b"0")))
        if said.get("event") == b"stopped":
            swarm.pop(caller, None)
        else:
            swarm[caller] = int(said.get("left") or b"1")
        seeds = sum(left == 0 for left in swarm.values())
        return bencode(
            {
                "interval": self.interval,
                "min interval": min(self.interval, 2),
                "complete": seeds,
                "incomplete": len(swarm) - seeds,
                "peers": b"".join(
                    socket.inet_aton(peer.host) + struct.pack(">H", peer.port)
                    for peer in swarm
                    if peer != caller
                ),
            }
        )
