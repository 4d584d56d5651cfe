"""What stands in repairs and in notices: a title is shown as it is, the rest is read as Markdown."""

from homeassistant.core import HomeAssistant

from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.gate.nothing_came import Nothing
from custom_components.greenlight.presentation.issues import IssueWords
from custom_components.greenlight.presentation.texts import Texts
from tests.gate.scene import by_magnet


async def words(hass: HomeAssistant) -> IssueWords:
    """Return the words in English."""
    return IssueWords(await Texts.async_load(hass), lambda _: None)


async def test_the_title_of_what_is_not_imported_is_plain(hass: HomeAssistant) -> None:
    release = by_magnet("Moth.Season.2014.1080p.BluRay.x264-DEMO")
    request = Request(
        id="r", release=release, state=State.COMPLETED, created=0.0, expires=0.0
    )
    said = (await words(hass)).blocked(request)
    assert said["work"] == "Moth Season (2014)"
    assert said["release"] == r"Moth\.Season\.2014\.1080p\.BluRay\.x264\-DEMO"


async def test_the_title_of_what_did_not_come_is_plain(hass: HomeAssistant) -> None:
    nothing = Nothing(rule="r", work="Moth Season (2014)", days=3)
    title, said = (await words(hass)).nothing(nothing)
    assert title == "Nothing came for Moth Season (2014)"
    assert said.startswith(r"Moth Season \(2014\) is wanted")
