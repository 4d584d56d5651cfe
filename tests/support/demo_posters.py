"""Posters for films that nobody has made: a sky, a sun or a moon, and hills or waves in front, drawn by arithmetic."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import hypot, sin
from random import Random
import struct
import zlib

WIDTH, HEIGHT = 160, 240

type Colour = tuple[int, int, int]
# Sky above, sky below, what shines, and the land from far to near.
type Palette = tuple[Colour, Colour, Colour, tuple[Colour, Colour, Colour]]
type Line = Callable[[float], float]

_PALETTES: tuple[Palette, ...] = (
    ((22, 50, 79), (63, 108, 140), (244, 227, 178), ((45, 84, 110), (28, 58, 82), (12, 30, 48))),
    ((242, 201, 160), (250, 230, 205), (200, 85, 61), ((217, 139, 82), (164, 83, 44), (92, 46, 26))),
    ((159, 208, 232), (230, 243, 248), (237, 174, 73), ((120, 170, 150), (72, 128, 104), (34, 78, 66))),
    ((43, 26, 36), (123, 45, 45), (246, 208, 138), ((96, 36, 40), (64, 26, 34), (34, 16, 24))),
    ((223, 233, 228), (190, 214, 208), (181, 72, 47), ((143, 184, 176), (77, 138, 136), (36, 95, 102))),
    ((15, 29, 58), (40, 64, 98), (143, 214, 255), ((58, 84, 112), (36, 58, 84), (16, 32, 54))),
    ((232, 196, 104), (246, 226, 168), (255, 250, 230), ((176, 160, 78), (110, 126, 62), (63, 90, 42))),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is on one poster: colours, where the light is, and the upper edges of the land, far to near."""

    palette: Palette
    light: tuple[float, float, float]
    edges: tuple[Line, Line, Line]

    def colour(self, x: int, y: int) -> Colour:
        """Return what is seen at a point."""
        above, below, shine, lands = self.palette
        for edge, land in zip(reversed(self.edges), reversed(lands), strict=True):
            if y >= edge(x):
                return land
        at_x, at_y, radius = self.light
        if hypot(x - at_x, y - at_y) <= radius:
            return shine
        return _between(above, below, y / HEIGHT * 1.4)


def draw(number: int) -> bytes:
    """Return the poster of a film by its number, as PNG; the same number has the same one for ever."""
    rows = _rows(_scene(number))
    return _png(b"".join(b"\0" + row for row in rows))


def _scene(number: int) -> _Scene:
    chance = Random(number)
    light = (
        WIDTH * chance.uniform(0.2, 0.8),
        HEIGHT * chance.uniform(0.15, 0.4),
        WIDTH * chance.uniform(0.08, 0.2),
    )
    jagged = chance.random() < 0.5
    base = chance.uniform(0.45, 0.55)
    edges = [_edge(chance, HEIGHT * (base + 0.15 * far), jagged) for far in range(3)]
    return _Scene(
        _PALETTES[number % len(_PALETTES)], light, (edges[0], edges[1], edges[2])
    )


def _edge(chance: Random, height: float, jagged: bool) -> Line:
    """Return the upper edge of hills, or of mountains where it is jagged."""
    phase, slope = chance.uniform(0, 6.3), chance.uniform(0.025, 0.05)
    tall = chance.uniform(10, 24)

    def hills(x: float) -> float:
        wave = sin(phase + x * slope) + 0.4 * sin(2 * phase + x * slope * 2.3)
        return height - tall * wave

    def mountains(x: float) -> float:
        place = (phase * 20 + x * slope * 0.9) % 2
        small = (phase * 9 + x * slope * 2.1) % 2
        return height - tall * (1.4 - 2 * abs(place - 1) + 0.5 * abs(small - 1))

    return mountains if jagged else hills


def _between(one: Colour, other: Colour, share: float) -> Colour:
    share = min(1, share)
    red, green, blue = (
        round(a + (b - a) * share) for a, b in zip(one, other, strict=True)
    )
    return red, green, blue


def _rows(scene: _Scene) -> Iterator[bytes]:
    for y in range(HEIGHT):
        yield bytes(part for x in range(WIDTH) for part in scene.colour(x, y))


def _png(rows: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            chunk(b"IDAT", zlib.compress(rows, 9)),
            chunk(b"IEND", b""),
        )
    )
