from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.files.magnet import magnet_hashes
from custom_components.greenlight.engine.release import (
    MAX_LINK_CHARS,
    Flag,
    Release,
    place_of,
    release_from_dict,
    release_to_dict,
    usable_link,
)
from custom_components.greenlight.engine.text import MAX_TITLE_CHARS, clean_title

HEX = "89abcdef0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Dune Part Two", "Dune Part Two"),
        ("  Dune \t Part\r\nTwo ", "Dune Part Two"),
        ("Dune\x00\x1b[31m\u202eeulB\u200b", "Dune [31m eulB"),
        ("<b>Dune</b> &amp; *", "<b>Dune</b> &amp; *"),
        ("デューン 砂の惑星", "デューン 砂の惑星"),
        ("\ud800", ""),
        ("", ""),
        ("x" * 301, "x" * 300),
    ],
)
def test_titles_become_one_printable_line(text: str, title: str):
    assert clean_title(text) == title


@given(st.text(st.characters(codec=None)))
def test_any_title_becomes_printable_and_stays_so(text: str):
    title = clean_title(text)
    assert title.isprintable()
    assert len(title) <= MAX_TITLE_CHARS
    assert clean_title(title) == title.strip()


@pytest.mark.parametrize(
    ("link", "usable"),
    [
        ("http://a.example/1", True),
        ("HTTPS://a.example/1", True),
        ("magnet:?xt=x", True),
        ("Magnet:?xt=x", True),
        ("ftp://a.example/1", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("//a.example/1", False),
        ("http://", False),
        ("http:///path", False),
        ("https:a.example", False),
        ("http://[::1", False),
        ("http://a.example/\ud800", False),
        ("http://a.example/\n", False),
        ("", False),
        pytest.param("http://a.example/" + "x" * MAX_LINK_CHARS, False, id="long"),
    ],
)
def test_links_that_are_followed(link: str, usable: bool):
    assert usable_link(link) is usable


@given(st.text())
def test_any_link_is_usable_or_not(link: str):
    assert usable_link(link) in (True, False)
    assert usable_link(f"http://{link}") in (True, False)


@pytest.mark.parametrize(
    ("link", "hashes"),
    [
        (f"magnet:?xt=urn:btih:{HEX}", {HEX}),
        (f"MAGNET:?xt=urn:btih:{HEX}", {HEX}),
        ("magnet:?dn=a", set()),
        ("magnet://[", set()),
        (f"http://a.example/?xt=urn:btih:{HEX}", set()),
    ],
)
def test_the_hashes_of_a_link(link: str, hashes: set[str]):
    assert magnet_hashes(link) == hashes


def test_a_release_does_not_show_its_link():
    assert "passkey" not in repr(
        Release(guid="1", title="T", link="http://a.example/?passkey=1", source="s")
    )


def test_what_an_indexer_says_beside_the_title_is_kept():
    release = Release(
        guid="1",
        title="Salt",
        link="http://a.example/1",
        source="s",
        indexer="Oak",
        flags=frozenset({Flag.FREELEECH, Flag.INTERNAL}),
    )
    stored = release_to_dict(release)
    assert stored["flags"] == ["freeleech", "internal"]
    assert release_from_dict(stored) == release
    # A later version may know more of them.
    later = release_from_dict({**stored, "flags": ["freeleech", "golden"]})
    assert later.flags == {Flag.FREELEECH}


def test_what_a_search_found_came_by_that_and_by_who_has_it():
    release = Release(guid="1", title="Salt", link="http://a/1", source="s")
    assert release.ways == {"s"}
    assert release.remembered_by == "s"
    found = replace(release, search="mine")
    assert found.ways == {"s", "mine"}
    assert found.remembered_by == "mine"
    assert release_from_dict(release_to_dict(found)) == found
    handed_in = replace(release, source="")
    assert handed_in.ways == frozenset()


@pytest.mark.parametrize(
    ("source", "indexer", "told"),
    [
        ("Prowlarr", "Oak", "Prowlarr · Oak"),
        ("Oak", "", "Oak"),
        ("Oak", "oak", "Oak"),
        ("", "Oak", "Oak"),
        ("", "", ""),
    ],
)
def test_a_place_is_a_source_and_the_indexer_behind_it(
    source: str, indexer: str, told: str
):
    assert place_of(source, indexer) == told
