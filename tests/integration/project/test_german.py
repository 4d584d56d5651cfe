"""German is German throughout: nothing of it was left in English by accident, and it keeps to the house's manner."""

import re

from .test_translations import texts
from .written_code import read_json

ENGLISH: dict[tuple[str, ...], str] = dict(texts())
GERMAN: dict[tuple[str, ...], str] = dict(texts(read_json("translations/de.json")))

# Names, and words that are the same in both.
SAME = frozenset(
    """3D alt Atmos April August autobrr Automation Blu Bot Cam Chats Client Codec Cookie Details Dolby Download
    Downloads DTS DVD Esc Extended Feed FEL Film Filipino FlexGet Genres Greenlight Gujarati HD HDR10 HDTV
    Hindi HLG Hybrid In Jellyfin Journal Kannada Lidarr Link Malayalam Marathi MEL Minimal Name November
    NZBGet Person Plex Problem Prowlarr Punjabi Radarr Remux SABnzbd Screener SDR SDTV September Sonarr
    Special Specials Tags Tamil Telecine Telegram Telesync Telugu Text Theatrical Token Torrents Transmission
    TrueHD Urdu Usenet Version VHS Vision WEB WEBRip Workprint qBittorrent in ray DL DD P5 P7 P8.1 Normal
    X""".split()
)
# What is no word of anybody: placeholders, code, what another program calls a thing, addresses.
NOT_OURS = re.compile(
    r"\{\w+\}|`[^`]*`|\*[^*]+\*|[„“][^“”]*[“”]|\b\w+(?:[_/.@:]\w+)+|\[[^\]]*\]\([^)]*\)"
)
LEFT_OVER = re.compile(
    r"\b(the|and|with|from|your|you|not|which|what|its|that|for|are|this|of|by|to|is)\b"
)
MANNER = re.compile(
    r"\b[Bb]itte\b|[Ee]rfolgreich|!|(?<=[a-zäöü] )(Sie|Ihnen|Ihre?[mnrs]?)\b|[\"']"
)


def said(node: dict[tuple[str, ...], str]) -> dict[str, str]:
    """Return texts by their path, without what is no word of anybody."""
    return {".".join(path): NOT_OURS.sub(" ", told) for path, told in node.items()}


def test_nothing_is_english_by_accident() -> None:
    left = {
        ".".join(path): told
        for path, told in GERMAN.items()
        if told == ENGLISH.get(path)
        and {*re.findall(r"[^\W_][\w.]*\b", NOT_OURS.sub(" ", told))} - SAME
        and not re.fullmatch(r"[\dp→ ]+|\{speed\}/s", told)
    }
    assert left == {}


def test_no_english_word_is_left_in_a_sentence() -> None:
    english = {
        path: found
        for path, told in said(GERMAN).items()
        # A template has words of its own, and says which.
        if path != "common.template_not_possible"
        if (found := LEFT_OVER.findall(told))
    }
    assert english == {}


def test_it_is_told_as_the_house_tells() -> None:
    assert {
        path: told for path, told in said(GERMAN).items() if MANNER.search(told)
    } == {}
