"""Make torrents (v1, v2, hybrid) and magnets out of bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import hashlib
from itertools import batched
from typing import Any, Literal
from urllib.parse import quote

type Mode = Literal["v1", "v2", "hybrid"]
type Node = int | str | bytes | Sequence[Node] | Mapping[Any, Node]

BLOCK = 16384
NO_HASH = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Torrent:
    """A `.torrent` file together with the data it describes."""

    name: str
    content: bytes
    files: Mapping[str, bytes]
    v1: str | None
    v2: str | None
    trackers: tuple[str, ...] = ()

    @property
    def single(self) -> bool:
        """Tell whether the data is one file and not a folder of files."""
        return _is_single(self.name, self.files)

    @property
    def size(self) -> int:
        """Return the number of bytes of all files."""
        return sum(len(data) for data in self.files.values())

    @property
    def client_id(self) -> str:
        """Return the id qBittorrent shows once it has the metadata: the shortened v2 hash when there is one."""
        return self.v2[:40] if self.v2 else self.v1 or ""

    def magnet(
        self,
        *,
        trackers: Sequence[str] | None = None,
        peers: Sequence[str] = (),
        name: str | None = None,
    ) -> str:
        """Return the magnet link, with the torrent's own trackers unless others are given."""
        return magnet(
            v1=self.v1,
            v2=self.v2,
            name=self.name if name is None else name,
            trackers=self.trackers if trackers is None else trackers,
            peers=peers,
        )

    def paths(self) -> dict[str, bytes]:
        """Return the data by the path it has below a client's save folder."""
        if self.single:
            return dict(self.files)
        return {f"{self.name}/{path}": data for path, data in self.files.items()}


def magnet(
    *,
    v1: str | None = None,
    v2: str | None = None,
    name: str = "",
    trackers: Sequence[str] = (),
    peers: Sequence[str] = (),
) -> str:
    """Return a magnet link of the given parts; peers are `host:port` texts."""
    parts = []
    if v1:
        parts.append(f"xt=urn:btih:{v1}")
    if v2:
        parts.append(f"xt=urn:btmh:1220{v2}")
    if name:
        parts.append(f"dn={quote(name)}")
    parts += [f"tr={quote(tracker, safe='')}" for tracker in trackers]
    parts += [f"x.pe={peer}" for peer in peers]
    return "magnet:?" + "&".join(parts)


def make_torrent(
    name: str,
    files: Mapping[str, bytes],
    *,
    mode: Mode = "v1",
    piece_length: int = 65536,
    trackers: Sequence[str] = (),
    web_seeds: Sequence[str] = (),
    private: bool = False,
    comment: str | None = None,
) -> Torrent:
    """Make a torrent of files by path; one file named like the torrent makes a single-file torrent."""
    files = dict(sorted(files.items()))
    info: dict[str, Node] = {"name": name, "piece length": piece_length}
    layers: dict[bytes, Node] = {}
    if private:
        info["private"] = 1
    if mode != "v1":
        info["meta version"] = 2
        info["file tree"] = _file_tree(files, piece_length, layers)
    if mode != "v2":
        info |= _pieces(name, files, piece_length, padded=mode == "hybrid")
    outer: dict[str, Node] = {"info": info, "creation date": 1_767_225_600}
    if comment:
        outer["comment"] = comment
    if trackers:
        outer["announce"] = trackers[0]
        outer["announce-list"] = [[tracker] for tracker in trackers]
    if web_seeds:
        outer["url-list"] = list(web_seeds)
    if mode != "v1":
        outer["piece layers"] = layers
    raw = bencode(info)
    return Torrent(
        name=name,
        content=bencode(outer),
        files=files,
        v1=None if mode == "v2" else _sha1(raw).hex(),
        v2=None if mode == "v1" else _sha256(raw).hex(),
        trackers=tuple(trackers),
    )


def bencode(node: Node) -> bytes:
    """Return the bencoded form of a value."""
    match node:
        case int():
            return b"i%de" % node
        case str():
            return bencode(node.encode())
        case bytes():
            return b"%d:%s" % (len(node), node)
        case Mapping():
            pairs = sorted((_key(key), value) for key, value in node.items())
            return b"d" + b"".join(bencode(k) + bencode(v) for k, v in pairs) + b"e"
    return b"l" + b"".join(map(bencode, node)) + b"e"


def _key(key: str | bytes) -> bytes:
    return key.encode() if isinstance(key, str) else key


def _is_single(name: str, files: Mapping[str, bytes]) -> bool:
    return list(files) == [name]


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _pieces(
    name: str, files: Mapping[str, bytes], piece_length: int, *, padded: bool
) -> dict[str, Node]:
    stream = bytearray()
    entries: list[Node] = []
    for path, data in files.items():
        # A hybrid starts every file on a piece boundary, so that both halves agree about the pieces.
        gap = -len(stream) % piece_length if padded else 0
        if gap:
            stream += bytes(gap)
            entries.append({"attr": "p", "length": gap, "path": [".pad", str(gap)]})
        stream += data
        entries.append({"length": len(data), "path": path.split("/")})
    view = bytes(stream)
    pieces: dict[str, Node] = {
        "pieces": b"".join(
            _sha1(view[start : start + piece_length])
            for start in range(0, len(view), piece_length)
        )
    }
    if _is_single(name, files):
        return pieces | {"length": len(view)}
    return pieces | {"files": entries}


def _file_tree(
    files: Mapping[str, bytes], piece_length: int, layers: dict[bytes, Node]
) -> Node:
    tree: dict[str, Any] = {}
    for path, data in files.items():
        node = tree
        for part in path.split("/"):
            node = node.setdefault(part, {})
        root, layer = _file_root(data, piece_length)
        node[""] = {"length": len(data), "pieces root": root}
        if layer:
            layers[root] = layer
    return tree


def _file_root(data: bytes, piece_length: int) -> tuple[bytes, bytes]:
    blocks = [
        _sha256(data[start : start + BLOCK]) for start in range(0, len(data), BLOCK)
    ]
    if len(data) <= piece_length:
        return _merkle(blocks, _power_of_two(len(blocks)), NO_HASH), b""
    per_piece = piece_length // BLOCK
    layer = [
        _merkle(list(piece), per_piece, NO_HASH)
        for piece in batched(blocks, per_piece, strict=False)
    ]
    empty_piece = _merkle([], per_piece, NO_HASH)
    return _merkle(layer, _power_of_two(len(layer)), empty_piece), b"".join(layer)


def _merkle(leaves: list[bytes], width: int, padding: bytes) -> bytes:
    layer = leaves + [padding] * (width - len(leaves))
    while len(layer) > 1:
        layer = [
            _sha256(left + right) for left, right in batched(layer, 2, strict=True)
        ]
    return layer[0]


def _power_of_two(count: int) -> int:
    return 1 << max(count - 1, 0).bit_length()
