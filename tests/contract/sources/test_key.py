"""Keys in links: whatever signs they have and however they are spelt, they are not kept, and put back."""

from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest

from custom_components.greenlight.sources.key import (
    at_own,
    told_in,
    with_key,
    without_key,
)

# As base64, as some indexers make them, and with signs that have several bytes.
KEYS = (
    "aB+c/dEf12==",
    "0123456789abcdef",
    "100%25+%2B pure",
    "schlüssel-äöü",
    "a.b*c[d]e(f)",
)
OTHER = "an/other+key=="


def lower(text: str) -> str:
    """Return a text percent-encoded in small letters."""
    return (
        quote(text, safe="")
        .replace("%2B", "%2b")
        .replace("%2F", "%2f")
        .replace("%3D", "%3d")
    )


def every(text: str) -> str:
    """Return a text of which each byte is percent-encoded."""
    return "".join(f"%{byte:02X}" for byte in text.encode())


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "spell", [quote, lambda key: quote(key, safe=""), lower, every]
)
def test_a_key_is_cut_however_it_is_encoded(key, spell):
    link = f"https://site.example/get/7?apikey={spell(key)}&file=a%2Bb"
    kept = without_key(link, key)
    assert kept == "https://site.example/get/7?apikey={key}&file=a%2Bb"
    for one in (key, OTHER):
        told = parse_qs(urlsplit(with_key(kept, one)).query, strict_parsing=True)
        assert told == {"apikey": [one], "file": ["a+b"]}


@pytest.mark.parametrize("key", KEYS)
def test_one_as_it_is_is_cut_and_put_back_so_that_it_arrives(key):
    kept = without_key(f"https://site.example/get?apikey={key}", key)
    assert kept == "https://site.example/get?apikey={key}"
    assert parse_qs(urlsplit(with_key(kept, key)).query)["apikey"] == [key]


@pytest.mark.parametrize("key", [KEYS[0], *KEYS[2:4], OTHER])
def test_in_a_link_within_a_link_it_is_put_back_as_deep(key):
    inner = f"https://site.example/get?apikey={quote(key, safe='')}"
    link = f"https://indexer.example/dl?link={quote(inner, safe='')}"
    kept = without_key(link, key)
    assert unquote(key) not in unquote(unquote(unquote(kept)))
    for one in (key, OTHER):
        (told,) = parse_qs(urlsplit(with_key(kept, one)).query)["link"]
        assert parse_qs(urlsplit(told).query)["apikey"] == [one]


def test_places_that_a_link_had_of_its_own_are_none():
    for place in ("{key}", "{key:2}", "{key:4}"):
        kept = without_key(f"https://other.example/{place}", KEYS[0])
        assert with_key(kept, KEYS[0]) == kept
        assert not at_own(kept, "https://site.example")


def test_what_only_looks_like_it_stays():
    link = "https://site.example/AB%2bC/def12?x=aB+c/dEf1"
    assert without_key(link, KEYS[0]) == link
    assert (
        without_key("https://site.example/short", "short")
        == "https://site.example/short"
    )


def test_one_that_is_deep_within_is_known_to_be_of_its_indexer():
    kept = "http://a:9696/3/d?k={key:2}"
    assert at_own(kept, "https://b/base") == "https://b/base/3/d?k={key:2}"


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_read_out_of_an_address_as_it_is_meant(key: str):
    """In base64 a plus sign is one, also where nobody encoded it; names are in any case."""
    assert told_in(f"http://box/3/api?t=caps&ApiKey={quote(key)}")["apikey"] == key
    assert told_in("box/api?APIKEY=q7+Zr/w0==&cat=5000")["apikey"] == "q7+Zr/w0=="


def test_what_was_copied_out_of_a_page_is_read_as_the_page_shows_it():
    told = told_in(" https://news.example/api?t=caps&amp;cat=5000,5040&amp;apikey=k1 ")
    assert told == {"t": "caps", "cat": "5000,5040", "apikey": "k1"}
