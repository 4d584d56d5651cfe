"""Make usenet posts out of bytes: the articles, and the NZB that names them."""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
import hashlib
from xml.sax.saxutils import escape, quoteattr

GROUP = "alt.binaries.greenlight"
POSTED = 1_767_225_600
LINE = 128

_ENCODED = bytes((byte + 42) % 256 for byte in range(256))


@dataclass(frozen=True, slots=True)
class Article:
    """One article: a part of a file, encoded only when somebody asks for it."""

    id: str
    subject: str
    file: str
    part: int
    parts: int
    offset: int
    total: int
    data: bytes

    def body(self) -> bytes:
        """Return the lines of the article in yEnc, without the final dot."""
        begin = (
            f"=ybegin part={self.part} total={self.parts} line={LINE}"
            f" size={self.total} name={self.file}\r\n"
            f"=ypart begin={self.offset + 1} end={self.offset + len(self.data)}\r\n"
        )
        end = (
            f"=yend size={len(self.data)} part={self.part}"
            f" pcrc32={binascii.crc32(self.data):08x}\r\n"
        )
        return begin.encode() + yenc(self.data) + end.encode()


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody posted: an NZB, the articles a news server should have, and the data."""

    name: str
    nzb: bytes
    articles: Mapping[str, Article]
    files: Mapping[str, bytes]

    @property
    def size(self) -> int:
        """Return the number of bytes of all files."""
        return sum(len(data) for data in self.files.values())

    def losing(self, every: int = 1) -> Post:
        """Return the same post of which every n-th article is gone; 1 leaves none."""
        kept = {
            key: article
            for number, (key, article) in enumerate(self.articles.items(), 1)
            if number % every
        }
        return replace(self, articles=kept)


def make_post(
    name: str,
    files: Mapping[str, bytes],
    *,
    segment_size: int = 100_000,
    password: str | None = None,
    meta: Mapping[str, str] | None = None,
) -> Post:
    """Post files by name. The same files under the same name give the same ids."""
    articles: dict[str, Article] = {}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        (
            '<!DOCTYPE nzb PUBLIC "-//newzBin//DTD NZB 1.1//EN"'
            ' "http://www.newzbin.com/DTD/nzb/nzb-1.1.dtd">'
        ),
        '<nzb xmlns="http://www.newzbin.com/DTD/2003/nzb">',
        "<head>",
    ]
    told = {
        "name": name,
        **({"password": password} if password else {}),
        **(meta or {}),
    }
    lines += [
        f"<meta type={quoteattr(key)}>{escape(value)}</meta>"
        for key, value in told.items()
    ]
    lines.append("</head>")
    for number, (file, data) in enumerate(files.items(), 1):
        parts = _parts(name, number, len(files), file, data, segment_size)
        lines += [
            (
                f'<file poster="tests &lt;tests@localhost&gt;" date="{POSTED}"'
                f" subject={quoteattr(parts[0].subject)}>"
            ),
            f"<groups><group>{GROUP}</group></groups>",
            "<segments>",
        ]
        lines += [
            f'<segment bytes="{len(part.data) * 103 // 100}" number="{part.part}">'
            f"{escape(part.id)}</segment>"
            for part in parts
        ]
        lines += ["</segments>", "</file>"]
        articles |= {part.id: part for part in parts}
    lines.append("</nzb>\n")
    return Post(name, "\n".join(lines).encode(), articles, dict(files))


def _parts(
    name: str, number: int, count: int, file: str, data: bytes, size: int
) -> list[Article]:
    digest = hashlib.sha256(f"{name}/{file}/".encode() + data).hexdigest()[:24]
    offsets = range(0, max(len(data), 1), size)
    return [
        Article(
            id=f"{digest}.{part}@greenlight.test",
            subject=f'[{number}/{count}] - "{file}" yEnc ({part}/{len(offsets)})',
            file=file,
            part=part,
            parts=len(offsets),
            offset=offset,
            total=len(data),
            data=data[offset : offset + size],
        )
        for part, offset in enumerate(offsets, 1)
    ]


def yenc(data: bytes) -> bytes:
    """Return bytes as yEnc lines (yenc.org, 1.3), with a leading dot doubled as NNTP wants it."""
    encoded = data.translate(_ENCODED).replace(b"=", b"=}")
    for critical, escaped in ((b"\0", b"=@"), (b"\n", b"=J"), (b"\r", b"=M")):
        encoded = encoded.replace(critical, escaped)
    lines = []
    start = 0
    while start < len(encoded):
        end = start + LINE
        # An escape and what it escapes stay on one line.
        end += encoded[end - 1 : end] == b"="
        line = encoded[start:end]
        lines.append(b"." + line if line.startswith(b".") else line)
        start = end
    return b"".join(line + b"\r\n" for line in lines)
