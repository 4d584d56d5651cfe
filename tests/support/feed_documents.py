"""Write RSS 2.0 and Atom documents of items."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from .torrents import Torrent


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a feed; `link` is where the release is had (a file or a magnet)."""

    title: str
    link: str
    guid: str | None = None
    size: int | None = None
    seeders: int | None = None
    published: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    description: str = ""
    category: str = ""
    kind: str = "application/x-bittorrent"

    @classmethod
    def of(cls, torrent: Torrent, link: str, *, title: str | None = None) -> Item:
        """Describe a torrent as sites do."""
        return cls(
            title=title or torrent.name,
            link=link,
            guid=torrent.client_id,
            size=torrent.size,
        )

    @property
    def identity(self) -> str:
        """Return the guid, which is the link where the site gives none."""
        return self.guid or self.link


def http_date(when: datetime) -> str:
    """Return a time as HTTP headers and RSS write it."""
    return format_datetime(when.astimezone(UTC), usegmt=True)


def rss(title: str, link: str, items: Sequence[Item]) -> bytes:
    """Return an RSS 2.0 document."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<rss version="2.0" xmlns:torznab="http://torznab.com/schemas/2015/feed"><channel>',
        f"<title>{escape(title)}</title><link>{escape(link)}</link>",
        f"<description>{escape(title)}</description>",
        *(_rss_item(item) for item in items),
        "</channel></rss>",
    ]
    return "\n".join(lines).encode()


def _rss_item(item: Item) -> str:
    enclosure = (
        f"<enclosure url={quoteattr(item.link)} length={quoteattr(str(item.size or 0))}"
        f" type={quoteattr(item.kind)}/>"
    )
    return (
        f"<item><title>{escape(item.title)}</title><link>{escape(item.link)}</link>"
        f'<guid isPermaLink="false">{escape(item.identity)}</guid>'
        f"<pubDate>{http_date(item.published)}</pubDate>"
        f"<description>{escape(item.description)}</description>"
        f"{_element('category', item.category)}"
        f"{_attribute('size', item.size)}{_attribute('seeders', item.seeders)}{enclosure}</item>"
    )


def atom(title: str, link: str, items: Sequence[Item]) -> bytes:
    """Return an Atom document."""
    updated = max(
        (item.published for item in items), default=datetime(2026, 1, 1, tzinfo=UTC)
    )
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{escape(title)}</title><id>{escape(link)}</id>",
        f"<updated>{updated.isoformat()}</updated>",
        *(_atom_entry(item) for item in items),
        "</feed>",
    ]
    return "\n".join(lines).encode()


def _atom_entry(item: Item) -> str:
    length = f" length={quoteattr(str(item.size))}" if item.size else ""
    return (
        f"<entry><title>{escape(item.title)}</title><id>{escape(item.identity)}</id>"
        f"<updated>{item.published.isoformat()}</updated>"
        f"<link href={quoteattr(item.link)}/>"
        f'<link rel="enclosure" type={quoteattr(item.kind)} href={quoteattr(item.link)}{length}/>'
        f"<summary>{escape(item.description)}</summary></entry>"
    )


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _attribute(name: str, value: int | None) -> str:
    """Return what indexers say beyond RSS."""
    return "" if value is None else f'<torznab:attr name="{name}" value="{value}"/>'
