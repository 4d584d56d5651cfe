"""The pieces a feed is read with, one by one and with anything at all."""

from contextlib import suppress
import random
import time
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.release import Protocol, usable_link
from custom_components.greenlight.sources.backoff import backoff
from custom_components.greenlight.sources.base import NotAFeed, Payload, SourceError
from custom_components.greenlight.sources.document import is_web_page, reported_error
from custom_components.greenlight.sources.encoding import decode
from custom_components.greenlight.sources.feed.dates import read_date
from custom_components.greenlight.sources.feed.element import Item
from custom_components.greenlight.sources.feed.feed import read_feed
from custom_components.greenlight.sources.feed.item import UnusableItem, read_item
from custom_components.greenlight.sources.feed.values import read_size
from custom_components.greenlight.sources.payload import read_payload
from tests.contract.sources.contract import MAGNET, TORRENT

NOW = 1_790_000_000.0
HASH = "89abcdef0123456789abcdef0123456789abcdef"


def element(tag: str, text: str = "", /, **attributes: str) -> str:
    told = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<{tag}{told}>{escape(text)}</{tag}>"


def document(*elements: str) -> bytes:
    names = " ".join(f'xmlns:{name}="urn:{name}"' for name in ("newznab", "torrent"))
    torznab = 'xmlns:torznab="http://torznab.com/schemas/2015/feed"'
    content = "".join(elements)
    return (
        f"<rss {names} {torznab}><channel><item>{content}</item></channel></rss>"
    ).encode()


def item(*elements: str) -> Item:
    return read_feed(document(element("title", "Title"), *elements)).items[0]


LINK = element("link", "https://a.example/details")
FILE = element(
    "enclosure", url="https://a.example/get?1", type="application/x-bittorrent"
)
NZB = element("enclosure", url="https://a.example/get?1", type="application/x-nzb")
PICTURE = element("enclosure", url="https://a.example/1.jpg", type="image/jpeg")
OCTETS = element(
    "enclosure", url="https://a.example/get?2", type="application/octet-stream"
)
NEWZNAB = element("newznab:attr", name="size", value="5")
TORZNAB = element("torznab:attr", name="size", value="5")


class TestWhichLink:
    @pytest.mark.parametrize(
        ("elements", "link"),
        [
            ([LINK], "https://a.example/details"),
            ([LINK, FILE], "https://a.example/get?1"),
            ([LINK, OCTETS], "https://a.example/get?2"),
            ([LINK, OCTETS, FILE], "https://a.example/get?1"),
            ([LINK, PICTURE], "https://a.example/details"),
            ([PICTURE], "https://a.example/1.jpg"),
            ([FILE, element("link", MAGNET)], MAGNET),
            ([FILE, element("torrent:magneturi", MAGNET)], MAGNET),
            ([FILE, element("guid", MAGNET)], MAGNET),
            ([FILE, element("torznab:attr", name="MagnetUrl", value=MAGNET)], MAGNET),
            ([FILE, element("link", "magnet:?dn=no-hash")], "https://a.example/get?1"),
            ([element("guid", "https://a.example/7")], "https://a.example/7"),
            ([element("guid", "7"), LINK], "https://a.example/details"),
            ([LINK, element("link", "https://a.example/A.TORRENT?x")], "https://a.example/A.TORRENT?x"),
            ([element("link", "https://["), LINK], "https://a.example/details"),
            ([element("link", rel="edit", href="https://a.example/e"), LINK], "https://a.example/details"),
            ([LINK, "<source><link>https://nested.example/</link></source>"], "https://a.example/details"),
            ([element("link", "  https://a.example/s p  ")], "https://a.example/s p"),
        ],
    )  # fmt: skip
    def test_the_link_that_surely_leads_to_a_download(
        self, elements: list[str], link: str
    ):
        read = read_item(
            item(*elements), source="s", base="https://a.example/", now=NOW
        )
        assert read.link == link

    @pytest.mark.parametrize(
        ("elements", "protocol"),
        [
            ([LINK], Protocol.TORRENT),
            ([FILE], Protocol.TORRENT),
            ([NZB], Protocol.USENET),
            ([element("link", "https://a.example/1.nzb")], Protocol.USENET),
            ([LINK, NEWZNAB], Protocol.USENET),
            ([LINK, NEWZNAB, TORZNAB], Protocol.TORRENT),
            ([FILE, NEWZNAB], Protocol.TORRENT),
            ([element("link", MAGNET), NEWZNAB], Protocol.TORRENT),
        ],
    )
    def test_the_protocol(self, elements: list[str], protocol: Protocol):
        read = read_item(
            item(*elements), source="s", base="https://a.example/", now=NOW
        )
        assert read.protocol is protocol

    @pytest.mark.parametrize(
        "elements",
        [
            [element("title", "Title")],
            [element("title", "Title"), element("link", "javascript:alert(1)")],
            [element("title", "Title"), element("link", "file:///etc/passwd")],
            [element("title", "\u200b"), LINK],
            [LINK],
            [],
        ],
    )
    def test_an_item_that_offers_nothing(self, elements: list[str]):
        with pytest.raises(UnusableItem):
            read_item(
                read_feed(document(*elements)).items[0],
                source="s",
                base="https://a.example/",
                now=NOW,
            )


class TestWhatIsKnown:
    @pytest.mark.parametrize(
        ("elements", "seeders", "peers"),
        [
            ([], None, None),
            ([("seeders", "3")], 3, None),
            ([("seeders", "3"), ("peers", "8")], 3, 8),
            ([("seeders", "3"), ("peers", "1")], 3, 3),
            ([("seeders", "3"), ("leechers", "4")], 3, 7),
            ([("leechers", "4")], None, None),
            ([("seeders", "0"), ("leechers", "0")], 0, 0),
            ([("seeders", "1,024")], 1024, None),
            ([("seeders", "-1")], None, None),
            ([("seeders", "many"), ("seeds", "5")], 5, None),
            ([("seeders", "9" * 30)], None, None),
        ],
    )
    def test_seeders_and_peers(
        self, elements: list[tuple[str, str]], seeders: int | None, peers: int | None
    ):
        told = [
            element("torznab:attr", name=name, value=value) for name, value in elements
        ]
        plain = [element(name, value) for name, value in elements]
        for form in (told, plain):
            read = read_item(
                item(LINK, *form), source="s", base="https://a.example/", now=NOW
            )
            assert (read.seeders, read.peers) == (seeders, peers)

    @pytest.mark.parametrize(
        ("text", "size"),
        [
            ("123456", 123456),
            ("1.4 GiB", 1503238554),
            ("1,4 GiB", 1503238554),
            ("700 MB", 700_000_000),
            ("700MB", 700_000_000),
            ("1,400 MB", 1_400_000_000),
            ("2k", 2000),
            ("2 kib", 2048),
            ("3 TiB", 3 * 1024**4),
            ("512 bytes", 512),
            ("512 B", 512),
            ("0", None),
            ("1", None),
            ("-5", None),
            ("", None),
            ("big", None),
            ("1.2.3 GB", None),
            ("2,67 GB", 2_670_000_000),
            ("13.6Go", 13_600_000_000),
            ("700 Mo", 700_000_000),
            ("512 octets", 512),
            ("1.234 GB", 1_234_000_000),
            ("1.002,15 MB", 1_002_150_000),
            ("1.234.567 KB", 1_234_567_000),
            ("1 400 MB", 1_400_000_000),
            ("1\u00a0400,5 MB", 1_400_500_000),
            ("1 40 MB", None),
            ("14 000 GB 2", None),
            ("9999999999999999 PB", None),
            ("\u0664\u0662", 42),
        ],
    )
    def test_sizes(self, text: str, size: int | None):
        assert read_size(text) == size

    @pytest.mark.parametrize(
        ("inside", "size", "seeders", "peers"),
        [
            ("<description>Size: 1.5 GiB | Seeds: 12 | Peers: 3</description>", 1610612736, 12, 15),
            ("<description>&lt;b&gt;Size&lt;/b&gt;: 2,1 GB&lt;br&gt;&lt;b&gt;Seeders&lt;/b&gt;: 1,024</description>", 2100000000, 1024, None),
            ("<description><![CDATA[<td>Size</td><td>700 MB</td><td>Leech (0)</td>]]></description>", 700000000, None, None),
            ("<stats>4 seeders and 2 leechers</stats><size>approx. Size 3 MB</size>", 3000000, 4, 6),
            ("<description>Leechers: 2 &lt;br&gt; Seeders: 7</description>", None, 7, 9),
            ("<seeders>5</seeders><description>Seeders: 7, Size: 1 GB</description><size>9000</size>", 9000, 5, None),
            ("<description>Size: 1.002,15 Mo, Seeds: 3</description>", 1002150000, 3, None),
            ("<description>Size: 1 400 MB</description>", 1400000000, None, None),
            ("<description>A size for all seasons, seeds of 3 kinds</description>", None, None, None),
        ],
    )  # fmt: skip
    def test_what_is_said_only_in_words(
        self, inside: str, size: int | None, seeders: int | None, peers: int | None
    ):
        read = read_item(item(LINK, inside), source="s", base="", now=NOW)
        assert (read.size, read.seeders, read.peers) == (size, seeders, peers)

    def test_a_tally_is_no_part_of_a_title(self):
        text = "<title>A Show S01E01 x264-GRP [Seeders (12)/Leechers (4)]</title>"
        told = read_feed(document(text, LINK)).items[0]
        read = read_item(told, source="s", base="", now=NOW)
        assert (read.title, read.seeders, read.peers) == (
            "A Show S01E01 x264-GRP",
            12,
            16,
        )

    @pytest.mark.parametrize(
        ("length", "size"),
        [("2097152", 2097152), ("2097151", None), ("1", None), ("0", None), ("", None)],
    )
    def test_a_small_enclosure_tells_the_size_of_the_torrent_file(
        self, length: str, size: int | None
    ):
        enclosure = element(
            "enclosure", url="https://a.example/1.torrent", length=length
        )
        read = read_item(
            item(enclosure), source="s", base="https://a.example/", now=NOW
        )
        assert read.size == size

    @pytest.mark.parametrize(
        ("text", "at"),
        [
            ("Sat, 03 Oct 2026 12:00:00 GMT", 1791028800.0),
            ("Sat, 03 Oct 2026 12:00:00 +0200", 1791021600.0),
            ("03 Oct 2026 12:00:00", 1791028800.0),
            ("2026-10-03T12:00:00Z", 1791028800.0),
            ("2026-10-03T12:00:00+02:00", 1791021600.0),
            ("2026-10-03 12:00:00 GMT", 1791028800.0),
            ("2026-10-03 12:00:00 +0000 UTC", 1791028800.0),
            ("2026-10-03 14:00:00.364419679 +0200 CEST", 1791028800.0),
            ("1791028800", 1791028800.0),
            ("yesterday", None),
            ("", None),
            ("Sat, 99 Oct 2026 12:00:00 GMT", None),
        ],
    )
    def test_dates(self, text: str, at: float | None):
        told = item(LINK, element("pubDate", text))
        read = read_item(told, source="s", base="https://a.example/", now=2e9)
        assert read.published == at

    @pytest.mark.parametrize("text", ["", "  ", "2026-10-03" + " " * 60 + "12:00"])
    def test_what_is_no_date_or_too_long_for_one(self, text: str):
        assert read_date(text) is None

    @pytest.mark.parametrize(
        ("text", "known"),
        [
            ("2026-09-21T12:00:00Z", True),
            ("2026-09-22T12:00:00Z", True),
            ("2026-09-24T12:00:00Z", False),
            ("1999-12-31T00:00:00Z", False),
        ],
    )
    def test_a_date_that_cannot_be_is_unknown(self, text: str, known: bool):
        read = read_item(
            item(LINK, element("pubDate", text)),
            source="s",
            base="https://a.example/",
            now=NOW,
        )
        assert (read.published is not None) is known

    def test_the_hash_is_normalised(self):
        told = element("torznab:attr", name="infohash", value=f" {HASH.upper()} ")
        read = read_item(
            item(LINK, told), source="s", base="https://a.example/", now=NOW
        )
        assert read.hashes == {HASH}

    def test_the_hash_of_another_torrent_than_the_link_leads_to_is_passed_over(self):
        link = element("link", f"magnet:?xt=urn:btih:{HASH}")
        base: Any = {"source": "s", "base": "https://a.example/", "now": NOW}
        other = element("torznab:attr", name="infohash", value="e" * 40)
        assert read_item(item(link, other), **base).hashes == {HASH}
        # The other kind of hash says more of the same.
        newer = element("torznab:attr", name="infohash", value="e" * 64)
        assert len(read_item(item(link, newer), **base).hashes) == 2

    def test_the_indexer_may_be_told_beside_other_facts(self):
        told = element("newznab:attr", name="hydraIndexerName", value=" Elm ")
        read = read_item(
            item(LINK, told), source="s", base="https://a.example/", now=NOW
        )
        assert read.indexer == "Elm"

    def test_a_hash_that_is_none_is_passed_over(self):
        told = element("torznab:attr", name="infohash", value="f" * 39)
        read = read_item(
            item(LINK, told), source="s", base="https://a.example/", now=NOW
        )
        assert read.hashes == frozenset()

    def test_categories_are_few_and_each_once(self):
        told = [element("category", f"c{number % 30}") for number in range(90)]
        read = read_item(
            item(LINK, *told), source="s", base="https://a.example/", now=NOW
        )
        assert read.categories == tuple(f"c{number}" for number in range(20))

    def test_a_guid_that_is_too_long_is_replaced_by_its_digest(self):
        read = read_item(
            item(LINK, element("guid", "g" * 201)),
            source="s",
            base="https://a.example/",
            now=NOW,
        )
        assert len(read.guid) == 64

    def test_entities_in_a_title_are_decoded_once(self):
        title = "<title>A &amp;amp;amp; B &amp;lt;i&amp;gt;</title>"
        twice = read_feed(document(title, LINK)).items[0]
        assert read_item(twice, source="s", base="", now=NOW).title == "A &amp; B <i>"

    @pytest.mark.parametrize(
        ("told", "title"),
        [
            ('type="html"', "A & B"),
            ('type="text"', "<em>A</em> & B"),
            ("", "<em>A</em> & B"),
        ],
    )
    def test_only_a_title_that_says_it_is_html_is_read_as_such(
        self, told: str, title: str
    ):
        text = f"<title {told}>&lt;em&gt;A&lt;/em&gt; &amp;amp; B</title>"
        entry = f"<entry>{text}<link href='https://a.example/1'/></entry>"
        one = read_feed(f"<feed>{entry}</feed>".encode()).items[0]
        assert read_item(one, source="s", base="", now=NOW).title == title

    @pytest.mark.parametrize("title", ["Salt’s Café – 2026", "Соль", "“Ãlex” ñ"])
    def test_a_title_in_another_encoding_than_the_rest_is_read(self, title: str):
        head = b'<?xml version="1.0" encoding="iso-8859-1"?><rss><channel><title>\xe9</title>'
        told = f"<item><title>{title}</title>{LINK}</item>".encode()
        one = read_feed(head + told + b"</channel></rss>").items[0]
        assert read_item(one, source="s", base="", now=NOW).title == title


class TestDocuments:
    def test_a_feed_that_breaks_off_keeps_what_came(self):
        feed = read_feed(b"<rss><item><title>A</title></item><item><title>B</ti")
        assert feed.items[0].text("title") == "A"

    def test_what_stands_before_the_document_is_passed_over(self):
        feed = read_feed(
            b"Warning: line 3\n<?xml version='1.0'?><rss><item><title>1</title></item></rss>"
        )
        assert feed.items[0].text("title") == "1"

    @pytest.mark.parametrize(
        "before",
        [
            '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//A//B" "http://a.example/rss.dtd">',
            "<!DOCTYPE rss [<!ENTITY a 'b'><!ELEMENT c (d)>]>",
            "<!DOCTYPE rss [\n<!ENTITY a SYSTEM 'file:///a'>\n]\n>",
            "<!doctype rss>",
        ],
    )
    def test_declarations_are_passed_over_and_no_letter_is_lost(self, before: str):
        text = "Caf&eacute; &ndash; &#8212; <![CDATA[<!ENTITY &lt;]]> &other; &a;"
        feed = read_feed(
            f"{before}<rss><item><title>{text}</title></item></rss>".encode()
        )
        assert feed.items[0].text("title") == "Café – — <!ENTITY &lt; &other; &a;"

    def test_half_a_character_is_dropped_and_two_halves_are_one(self):
        text = "A&#55357;B&#55357;&#56832;C&#xD83D;"
        feed = read_feed(f"<rss><item><title>{text}</title></item></rss>".encode())
        assert feed.items[0].text("title") == "AB😀C"

    def test_items_that_are_lost_are_counted(self):
        feed = read_feed(
            b"<rss><channel><item><title>A</title></item><!-- & -- <item> --></rss>"
        )
        assert (len(feed.items), feed.lost) == (1, 1)

    @pytest.mark.parametrize("dialect", ["torznab", "newznab"])
    @pytest.mark.parametrize("end", ["/>", "></{0}:attr>", ">\n</{0}:attr>"])
    def test_each_attribute_of_an_item_is_kept(self, dialect: str, end: str):
        told = [
            ("seeders", "5"),
            ("peers", "7"),
            ("category", "2000"),
            ("category", "2045"),
        ]
        read = read_item(
            item(
                LINK,
                *(
                    f"<{dialect}:attr name='{name}' value='{value}'{end.format(dialect)}"
                    for name, value in told
                ),
            ),
            source="s",
            base="https://a.example/",
            now=NOW,
        )
        assert (read.seeders, read.peers) == (5, 7)
        assert read.categories == ("2000", "2045")

    @pytest.mark.parametrize(
        "body",
        [
            b"<html><body>rss</body></html>",
            b"  <!DOCTYPE HTML PUBLIC '-//W3C//DTD'><html>",
            b'<?xml version="1.0"?>\n<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"/>',
            b"\xef\xbb\xbf<html lang=en>",
        ],
    )
    def test_web_pages(self, body: bytes):
        assert is_web_page(body)

    @pytest.mark.parametrize(
        "body",
        [
            b"<rss><description>&lt;html&gt;</description></rss>",
            b"<rss><description><![CDATA[<html>]]></description></rss>",
            b"<htmlish/>",
            b"",
        ],
    )
    def test_no_web_pages(self, body: bytes):
        assert not is_web_page(body)

    @pytest.mark.parametrize(
        ("code", "key"),
        [
            ("100", "invalid_auth"),
            ("102", "invalid_auth"),
            ("201", "cannot_connect"),
            ("300", "not_found"),
            ("429", "too_many_requests"),
            ("501", "too_many_requests"),
            ("900", "cannot_connect"),
        ],
    )
    def test_what_an_indexer_reports(self, code: str, key: str):
        error = reported_error(f"<error description='No way' code='{code}'/>".encode())
        assert error is not None
        assert (error.key, error.detail) == (key, f"error {code}: No way")

    @pytest.mark.parametrize(
        "body", [b"<error/>", b"<error >", b"<errors code='1'/>", b"<rss/>"]
    )
    def test_no_report(self, body: bytes):
        assert reported_error(body) is None


class TestEncoding:
    @pytest.mark.parametrize(
        ("data", "charset", "text"),
        [
            ("é".encode(), "", "é"),
            ("é".encode(), "iso-8859-1", "é"),
            ("é".encode("latin-1"), "iso-8859-1", "é"),
            ("é€".encode("cp1252"), "utf-8", "é€"),
            ("é".encode() + "é".encode("cp1252"), "", "éé"),
            (b"\x81", "", "\ufffd"),
            ("ж".encode("koi8-r"), "koi8-r", "ж"),
            ("ж".encode("koi8-r"), "no-such", "Ö"),
            ("é".encode("latin-1"), "punycode", "é"),
            ("é".encode("latin-1"), "base64", "é"),
            ("é".encode("latin-1"), "iso-99999", "é"),
            ("é".encode("utf-8-sig"), "", "é"),
            ("é".encode("utf-16"), "", "é"),
            ("<é".encode("utf-16-le"), "", "<é"),
            ("<é".encode("utf-16-be"), "", "<é"),
            (
                b'<?xml encoding="iso-8859-5"?>\xd6',
                "koi8-r",
                '<?xml encoding="iso-8859-5"?>ж',
            ),
        ],
    )
    def test_text(self, data: bytes, charset: str, text: str):
        assert decode(data, charset).lstrip("\ufeff") == text

    @pytest.mark.parametrize(
        ("charset", "name"),
        [
            ("cp1251", "cp-1251"),
            ("cp1251", "Windows1251"),
            ("cp1251", "x-cp1251"),
            ("gbk", "gb2312"),
            ("gb18030", "GBK"),
            ("cp932", "Shift_JIS"),
            ("cp949", "euc-kr"),
            ("cp1252", "iso-8859-1"),
            ("koi8-r", "KOI8-R"),
        ],
    )
    def test_names_that_documents_give_to_character_sets(self, charset: str, name: str):
        text = {
            "gbk": "鬼灭 嶽",
            "gb18030": "鬼灭",
            "cp932": "映画①",
            "cp949": "똠방각하",
        }.get(charset, "café – ½" if charset == "cp1252" else "Соль")
        data = f'<?xml version="1.0" encoding="{name}"?>{text}'.encode(charset)
        assert decode(data).endswith(text)
        assert decode(text.encode(charset), name) == text

    @pytest.mark.parametrize(
        ("charset", "text"),
        [
            (
                "cp1251",
                "Соляная дорога, первый сезон, первая серия: перевод любительский",
            ),
            (
                "koi8-r",
                "Соляная дорога, первый сезон, первая серия: перевод любительский",
            ),
            ("gb18030", "盐路第一季第一集中文字幕高清版本下载与观看，每周更新"),
            ("cp1252", "Le château hanté: été comme hiver"),
        ],
    )
    def test_what_is_declared_nowhere_is_guessed_last(self, charset: str, text: str):
        item = f"<item><title>{text}</title></item>"
        data = f"<rss><title>{text}</title>{item * 3}</rss>".encode(charset)
        assert read_feed(data).items[0].text("title") == text

    def test_a_few_damaged_bytes_do_not_make_a_text_foreign(self):
        data = ("Соляная дорога " * 30).encode() + b"\xe9"
        assert decode(data) == "Соляная дорога " * 30 + "é"

    def test_ten_megabytes_of_nonsense_take_no_time(self):
        data = random.Random(7).randbytes(10_000_000)
        started = time.thread_time()
        decode(b"<rss>" + data)
        assert time.thread_time() - started < 5

    @given(st.binary(max_size=200), st.text(max_size=12))
    def test_never_fails(self, data: bytes, charset: str):
        decode(data, charset).encode()


class TestPayloads:
    @pytest.mark.parametrize(
        ("body", "payload"),
        [
            (TORRENT, Payload(file=TORRENT)),
            (MAGNET.encode(), Payload(magnet=MAGNET)),
            (
                b"\n " + MAGNET.upper().encode() + b" \nmore",
                Payload(magnet=MAGNET.replace("North", "NORTH")),
            ),
            (
                b"<?xml version='1.0'?><NZB/>",
                Payload(file=b"<?xml version='1.0'?><NZB/>"),
            ),
        ],
    )
    def test_what_is_wanted(self, body: bytes, payload: Payload):
        assert read_payload(body) == payload

    @pytest.mark.parametrize(
        ("body", "key"),
        [
            (b"", "empty_answer"),
            (b" \n", "empty_answer"),
            (b"d", "not_a_feed"),
            (b"de", "not_a_feed"),
            (b"dear friend", "not_a_feed"),
            (b"Not Found", "not_a_feed"),
            (b"<rss/>", "not_a_feed"),
            (b"<html>hello</html>", "web_page"),
            (b"<html><form>Log in</form>", "invalid_auth"),
            (
                b"<?xml version='1.0'?><error code='100' description='Key'/>",
                "invalid_auth",
            ),
            pytest.param(b"magnet:?" + b"x" * 70_000, "too_large", id="long"),
        ],
    )
    def test_what_is_not(self, body: bytes, key: str):
        with pytest.raises(SourceError) as caught:
            read_payload(body)
        assert caught.value.key == key


@pytest.mark.parametrize(
    ("failures", "retry_after", "minutes"),
    [
        (0, None, 0),
        (1, None, 0),
        (2, None, 1),
        (3, None, 5),
        (4, None, 15),
        (5, None, 30),
        (6, None, 60),
        (600, None, 60),
        (1, 600.0, 10),
        (6, 600.0, 60),
        (1, 1e9, 24 * 60),
    ],
)
def test_how_long_a_failing_source_is_left_alone(
    failures: int, retry_after: float | None, minutes: int
):
    assert backoff(failures, retry_after) == minutes * 60


NAMES = st.sampled_from(
    [
        "title",
        "link",
        "guid",
        "enclosure",
        "pubDate",
        "size",
        "category",
        "x:attr",
        "seeders",
    ]
)
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=60),
    st.sampled_from([MAGNET, HASH, "1.4 GiB", "//x", "["]),
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["name", "value", "url", "href", "type", "length", "rel", "term"]),
    st.one_of(TEXTS, NAMES),
)
ELEMENTS = st.builds(
    lambda tag, text, attributes: element(tag, text, **attributes),
    NAMES,
    TEXTS,
    ATTRIBUTES,
)


@given(st.lists(ELEMENTS, max_size=12), TEXTS)
def test_any_item_is_a_sound_release_or_unusable(elements: list[str], base: str):
    with suppress(UnusableItem):
        read = read_item(item(*elements), source="s", base=base, now=NOW)
        assert read.title
        assert read.title.isprintable()
        assert usable_link(read.link)
        assert read.size is None or read.size > 1
        assert all(len(value) in (40, 64) for value in read.hashes)


TAGS = st.sampled_from(
    (
        "<rss> </rss> <item> </item> <title> </title> <entry> </entry> <a:b/> <description> "
        "</description> &amp; & &nbsp; &#x0; &#999999999; <![CDATA[ ]]> <!-- --> <?xml?> < > a \x00"
    ).split(" ")
)


@given(st.lists(TAGS, max_size=40))
def test_any_document_is_a_feed_or_refused(parts: list[str]):
    with suppress(NotAFeed):
        feed = read_feed(f"<rss>{''.join(parts)}".encode())
        assert feed.lost >= 0
