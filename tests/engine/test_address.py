"""Spellings of one link are one address, links to two files are two."""

import pytest

from custom_components.greenlight.engine.address import address_of, page_of

LINK = "https://site.test/download.php?id=3&name=a"


@pytest.mark.parametrize(
    "other",
    [
        LINK,
        "http://site.test/download.php?id=3&name=a",
        "HTTPS://WWW.SITE.TEST/download.php?id=3&name=a",
        "https://site.test:443/download.php?name=a&id=3",
        "https://anna:secret@site.test/download.php?id=3&name=a#top",
        f"{LINK}&passkey=0123456789abcdef",
        f"{LINK}&Passkey=0123456789abcdef&expires=1700000000&sig=ab%2Fcd",
        "https://site.test/download.php?apikey=x&id=3&r=y&name=a&utm_source=rss",
        "https://site.test/download%2Ephp?id=3&name=%61",
    ],
)
def test_one_address(other: str) -> None:
    assert address_of(other) == address_of(LINK) != ""


@pytest.mark.parametrize(
    "other",
    [
        "https://other.test/download.php?id=3&name=a",
        "https://site.test:8443/download.php?id=3&name=a",
        "https://site.test/download.php?id=4&name=a",
        "https://site.test/download.php?id=3",
        "https://site.test/Download.php?id=3&name=a",
        "https://dl.site.test/download.php?id=3&name=a",
        "https://site.test/0123456789abcdef0123456789abcdef/download.php?id=3&name=a",
    ],
)
def test_another_address(other: str) -> None:
    assert address_of(other) != address_of(LINK)


@pytest.mark.parametrize(
    "link", ["", "magnet:?xt=urn:btih:a", "https://[", "https:///a", "https://a:b/"]
)
def test_no_address(link: str) -> None:
    assert address_of(link) == ""


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://site.test/t/12", "https://site.test/t/12"),
        (
            "https://SITE.test/details?id=3&passkey=abc&utm_source=rss",
            "https://site.test/details?id=3",
        ),
        ("https://anna:secret@site.test/t/12#top", "https://site.test/t/12"),
        ("http://[::1]:8080", "http://[::1]:8080/"),
        # What stands in the path may be a key as well.
        ("https://site.test/rss/0123456789abcdef0123456789abcdef/12", ""),
        ("https://site.test/t/12?me=a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5", ""),
        # In base64, encoded or not.
        ("https://site.test/t/12?me=aB+c/dEf12==", ""),
        ("https://site.test/t/12?me=aB%2bc%2FdEf12%3d%3D", ""),
        ("https://site.test/t/aB%2bc%2FdEf12%3d%3d/12", ""),
        ("https://site.test/t/aBcdEf12==/12", ""),
        ("https://site.test/t?of=a+b", "https://site.test/t?of=a+b"),
        (
            "https://site.test/The.Long.Film.2020.1080p.WEB.H264-GRP/",
            "https://site.test/The.Long.Film.2020.1080p.WEB.H264-GRP/",
        ),
        ("magnet:?xt=urn:btih:00", ""),
        ("javascript:alert(1)", ""),
        ("https://site.test/t\n12", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_page_that_may_be_shown(link: str, shown: str) -> None:
    assert page_of(link) == shown


@pytest.mark.parametrize(
    ("plain", "quoted"),
    [
        ("https://site.test", "https://site.test:443/"),
        ("https://site.test/a/b.c", "http://site.test/a/b%2Ec#x"),
        ("https://site.test/a?b", "https://site.test/a?%62="),
        ("https://site.test/a?b=c=d&&e=", "https://site.test/a?e&b=c%3Dd"),
        ("https://site.test./a?R=1&utm_id=2", "https://x@WWW.site.test/a"),
        ("https://www./a", "https://www.:443/a"),
    ],
)
def test_it_makes_no_difference_that_nothing_is_quoted(plain: str, quoted: str) -> None:
    assert address_of(plain) == address_of(quoted) != ""
