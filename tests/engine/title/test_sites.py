"""Sites that list a release write their names around its title: that makes no other release of it."""

from dataclasses import replace
import time

import pytest

from custom_components.greenlight.engine.evidence import (
    Evidence,
    evidence,
    named,
    offered_as,
)
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.title.trimmings import without_sites

TITLE = "Salt.2019.1080p.WEB-DL.x264-ELM"
ONE = Release(
    guid="1", title=TITLE, link="https://a.example/1", source="a", size=5_368_709_120
)

SAME = [
    f"[ www.harbour.com ] - {TITLE}",
    f"www.Harbour.org    -    {TITLE}",
    f"{TITLE}[harbour.re]",
    f"{TITLE}[harbour.to]",
    f"{TITLE}[rarbg]",
    f"{TITLE} [TGx]",
    f"{TITLE}.mkv",
    f"{TITLE}.mkv[eztv]",
    f"  {TITLE} ",
]
OTHER = [
    f"{TITLE}[1080p]",
    f"[Oak] {TITLE}",
    f"{TITLE}-xpost",
    f"Salt.2019.{TITLE}",
    f"{TITLE}.iso",
]


@pytest.mark.parametrize("title", SAME)
def test_it_is_the_same_release_at_another_site(title: str):
    other = replace(ONE, title=title, guid="2", link="https://b.example/2", source="b")
    found = evidence(offered_as(ONE, 0.0), offered_as(other, 0.0))
    assert found is Evidence.SIZE
    larger = replace(other, size=6_000_000_000)
    assert evidence(offered_as(ONE, 0.0), offered_as(larger, 0.0)) is None


@pytest.mark.parametrize("title", OTHER)
def test_what_is_no_site_tells_another(title: str):
    assert named(title) != named(TITLE)


@pytest.mark.parametrize("title", ["", "[rarbg]", "[www.a.com]", ".mkv", "]"])
def test_a_name_is_left(title: str):
    assert without_sites(title) == title


def test_a_long_one_takes_no_time():
    began = time.monotonic()
    for title in ("[" * 5000 + "]", "www." * 5000, "a.mkv " * 5000 + "]", "-" * 5000):
        without_sites(title)
    assert time.monotonic() - began < 0.5
