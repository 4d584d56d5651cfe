"""What opens a server is cut out of what that server says, in every spelling of it."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
import html
import json
import time
from urllib.parse import quote, quote_plus, unquote

from hypothesis import assume, given, strategies as st
import pytest

from custom_components.greenlight.engine.secrets import LINK, MARK, Secrets

SECRET = "Sesame/öffne + dich&1"

type Spelling = Callable[[str], str]


def every_byte(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def numbered(text: str) -> str:
    return "".join(f"&#{ord(char)};" for char in text)


def numbered_in_hex(text: str) -> str:
    return "".join(f"&#x{ord(char):04X};" for char in text)


def coded(text: str) -> str:
    return "".join(f"\\u{ord(char):04x}" for char in text)


SPELLINGS: dict[str, Spelling] = {
    "as it is": str,
    "upper": str.upper,
    "lower": str.lower,
    "quoted": lambda text: quote(text, safe=""),
    "quoted in lower case": lambda text: quote(text, safe="").lower(),
    "with plus": quote_plus,
    "every byte": every_byte,
    "every byte in upper case": lambda text: every_byte(text).upper(),
    "quoted twice": lambda text: quote(quote(text, safe=""), safe=""),
    "latin": lambda text: quote(text.encode("latin-1"), safe=""),
    "html": html.escape,
    "html twice": lambda text: html.escape(html.escape(text)),
    "html numbers": numbered,
    "html hex": numbered_in_hex,
    "html named": lambda text: text.replace("/", "&sol;").replace("+", "&plus;"),
    "html of quoted": lambda text: html.escape(quote_plus(text)),
    "json": lambda text: json.dumps(text)[1:-1],
    "json of slashes": lambda text: text.replace("/", "\\/"),
    "json codes": coded,
    "hex": lambda text: text.encode().hex(),
    "hex in upper case": lambda text: text.encode().hex().upper(),
    "base64": lambda text: b64encode(text.encode()).decode(),
    "base64 quoted": lambda text: quote(b64encode(text.encode()), safe=""),
    "base64 for addresses": lambda text: urlsafe_b64encode(text.encode()).decode(),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_secret_is_found_in_every_spelling(spelling: Spelling) -> None:
    said = f"wrong key {spelling(SECRET)}! sorry"
    told = Secrets(SECRET).cut(said)
    assert told.rstrip().replace("=", "").replace("%3D", "") == (
        f"wrong key {MARK}! sorry"
    )


@pytest.mark.parametrize("before", ["", "a", "me", "someone"])
def test_a_secret_is_found_inside_a_login(before: str) -> None:
    login = b64encode(f"{before}:{SECRET}:after".encode()).decode()
    told = Secrets(SECRET).cut(f"you sent {login}")
    assert MARK in told
    # What is left of the row says nothing but its neighbours' bits.
    assert len(told) - len(f"you sent {MARK}") <= len(before) * 2 + 14


@given(
    st.text(min_size=4, max_size=20).filter(lambda text: len(text.strip()) >= 4),
    st.sampled_from([str, quote, quote_plus, html.escape, every_byte, coded]),
)
def test_whatever_the_secret_is_made_of(secret: str, spelling: Spelling) -> None:
    try:
        said = f"<{spelling(secret.strip())}>"
    except UnicodeEncodeError:
        return
    if any(ord(char) > 0xFFFF for char in secret) and spelling is coded:
        return
    # What is the code of something else itself cuts that as well.
    assume(html.unescape(unquote(secret)) == secret)
    assert Secrets(secret).cut(said) == f"<{MARK}>"


@pytest.mark.parametrize(
    ("secret", "said", "told"),
    [
        ("", "all of it", "all of it"),
        ("abc", "wrong: abc, abcd", f"wrong: {MARK}, abcd"),
        ("aaaa", "aaaaaa", MARK),
        ("sesame", "sesamesesame", MARK * 2),
        ("sesame", "100 % & more \\", "100 % & more \\"),
    ],
)
def test_what_is_cut_and_what_is_left(secret: str, said: str, told: str) -> None:
    assert Secrets(secret).cut(said) == told


def test_bytes_that_are_no_text_stay_as_they_are() -> None:
    body = b"\xff\xfe sesame \x80"
    assert Secrets("sesame").cut_bytes(body) == b"\xff\xfe " + MARK.encode() + b" \x80"
    assert Secrets().cut_bytes(body) is body


@pytest.mark.parametrize(
    "unit", ["%41", "&#x41;", "\\u0041", "%25", "a", "&amp;", "\\"]
)
def test_a_long_answer_takes_little_time(unit: str) -> None:
    body = (unit * 65536)[:65536].encode()
    secrets = Secrets("a" * 40 + "b", "sesame-passkey", "0123456789abcdef")
    began = time.thread_time()
    secrets.cut_bytes(body)
    # A few hundredths of a second on a machine that has nothing else to do.
    assert time.thread_time() - began < 2


@pytest.mark.parametrize(
    "link",
    [
        "https://site.example/key",
        "HTTPS%3A%2F%2Fsite.example%2Fkey",
        "https%253a%252f%252fsite.example",
        "https:\\/\\/site.example\\/key",
        "https&#58;&#47;&#47;site.example",
        "https&colon;&sol;&sol;site.example",
        "magnet:?xt=urn",
        "magnet%3A%3Fxt%3Durn",
    ],
)
def test_an_address_is_known_in_every_spelling(link: str) -> None:
    assert LINK.sub("*", f"see {link} there") == "see * there"


def test_a_row_of_letters_is_no_endless_search_for_an_address() -> None:
    began = time.thread_time()
    assert LINK.search("a" * 50_000) is None
    assert time.thread_time() - began < 1
