"""The questions that people meet most, in German: word for word, with German numbers, dates and names."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.presentation.asking.screens import Screens
from custom_components.greenlight.presentation.asking.told import Fate
from custom_components.greenlight.presentation.screens import Page
from custom_components.greenlight.presentation.texts import Texts
from tests.support.asking import NOW, Facts, screens_of

from .examples import EPISODE, FILM_BETTER, MIRA, PACK, RADARR, VOTE, WARNING, WHICH
from .test_phone import FULL, shown


@pytest.fixture
async def texts(hass: HomeAssistant) -> Texts:
    """Load the texts as a house in Berlin has them that speaks German."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    hass.config.language = "de"
    return await Texts.async_load(hass)


class TestPhone:
    def test_a_film_that_gets_better(self, screens: Screens, facts: Facts) -> None:
        facts.fate = Fate.GONE
        assert shown(screens.phone(FILM_BETTER, three=True)) == (
            "Salt and Lanterns (2019): besser?\n"
            "Bild und Ton besser, eine Sprache weniger. 71,2 GB\n"
            "▲ Dolby Vision P5 → P7 FEL\n"
            "▲ DD+ 5.1 → TrueHD Atmos 7.1\n"
            "▲ WEB-DL → UHD-Remux\n"
            "▼ Englisch, Deutsch → Englisch\n"
            "Löscht deine Datei endgültig: 18,4 GB\n"
            "354 GB frei. Sicher: alles steht im Titel\n"
            "Bis 21:30. Ohne Antwort: kein Download\n"
            "Ein Nein gilt nur diesem Angebot\n"
            "[Ersetzen] [Ablehnen] [Mehr]"
        )

    def test_an_episode_that_a_program_wants(self, screens: Screens) -> None:
        asked = replace(EPISODE, reasons=(Reason("handed_in"),)).note(
            at=NOW, who=MIRA, why=Reason("handed_in")
        )
        assert shown(screens.phone(asked, three=True)) == (
            "The Tide Clerk S03E04: neue Folge?\n"
            "Mira will es laden. 2,1 GB\n"
            "Low Water, 1080p WEB-DL, DD+ 5.1\n"
            "354 GB frei. Sicher: alles steht im Titel\n"
            "Bis morgen 8:00. Ohne Antwort: kein Download\n"
            "Ein Nein gilt nur diesem Angebot\n"
            "[Freigeben] [Ablehnen] [Mehr]"
        )

    def test_a_pack(self, screens: Screens) -> None:
        assert PACK.weighed
        weighed = replace(PACK.weighed, lacking="E04, E07, E09", had=7, episodes=10)
        pack = replace(PACK, weighed=weighed)
        assert shown(screens.phone(pack, three=True)) == (
            "Copper Valley Radio, Staffel 2: ganz?\n"
            "Du hast schon 7 der 10 Folgen. 38,4 GB\n"
            "Neu: E04, E07, E09\n"
            "2160p WEB, Dolby Vision, wahrscheinlich P5, DD+ 5.1\n"
            "354 GB frei. Ziemlich sicher: der Titel sagt nicht alles davon ausdrücklich\n"
            "Bis Samstag 18:00. Ohne Antwort: kein Download\n"
            "Ein Nein gilt nur diesem Angebot\n"
            "[Freigeben] [Ablehnen] [Mehr]"
        )

    def test_a_library_that_decides_and_no_room(
        self, screens: Screens, facts: Facts
    ) -> None:
        facts.imports, facts.outlook = True, FULL
        assert shown(screens.phone(RADARR, three=True)) == (
            "Nine Winters North (2022): besser?\n"
            "Bild besser. 84,6 GB\n"
            "▲ HDR10 → Dolby Vision P7\n"
            "? FEL oder MEL ist nicht gesagt\n"
            "? Deine hat vielleicht Atmos, ohne es zu sagen\n"
            "Radarr entscheidet, was aus deiner Datei wird. Meist löscht es sie: 31,0 GB\n"
            "Kein Platz: nur 62,0 GB nutzbar. Freigegeben, wartet es\n"
            "Bis morgen 20:00. Ohne Antwort: kein Download\n"
            "Ein Nein gilt nur diesem Angebot\n"
            "[Freigeben] [Ablehnen] [Mehr]"
        )

    def test_a_vote(self, screens: Screens) -> None:
        assert shown(screens.phone(VOTE, three=True, person_id="4")) == (
            "Four Kites at Noon (2025): neuer Film?\n"
            "2 von 3 Ja, eines fehlt. 19,8 GB\n"
            "Ja: Mira, Jonas. Noch nicht: du, Lotte\n"
            "2160p WEB-DL, HDR10+, DD+ Atmos 5.1\n"
            "354 GB frei. Sicher: alles steht im Titel\n"
            "Bis morgen 9:00. Ohne Antwort: kein Download. Ein Nein beendet es\n"
            "[Ja] [Nein] [Mehr]"
        )

    def test_a_warning(self, screens: Screens) -> None:
        assert shown(screens.phone(WARNING, three=True)) == (
            "Glasshouse Choir (2026): genau hinsehen\n"
            "Zwei Dinge sprechen gegen dieses Angebot. 400 MB\n"
            "• Viel zu klein: 3 MB je Minute, mindestens 22 erwartet\n"
            "• Im Titel steht „setup“ und „exe“\n"
            "354 GB frei. Unsicher: nur der Titel spricht dafür\n"
            "Bis 22:00. Ohne Antwort: kein Download\n"
            "Ein Nein gilt nur diesem Angebot\n"
            "[Ablehnen] [Ansehen] [Mehr]"
        )

    def test_which_one(self, screens: Screens) -> None:
        assert shown(screens.phone(WHICH, three=True)) == (
            "The Quiet Orchard: welcher?\n"
            "2 Werke heißen so, und der Titel sagt nicht, welches gemeint ist. 21,7 GB\n"
            "1: von 2011. In Radarr\n"
            "2: von 2013\n"
            "354 GB frei\n"
            "Bis morgen 12:00. Ohne Antwort: kein Download\n"
            "Ein Nein gilt nur diesem Angebot\n"
            "[2011 freigeben] [2013 freigeben] [Ablehnen]"
        )

    def test_its_pages(self, screens: Screens) -> None:
        assert shown(screens.phone(FILM_BETTER, Page.OTHERS, three=True)) == (
            "Salt and Lanterns (2019): welches?\n"
            "1: 2160p UHD-Remux, HDR10, TrueHD Atmos 7.1, 68,9 GB, 11 Seeder\n"
            "2: 2160p Blu-ray, HDR10, 19,2 GB, 102 Seeder\n"
            "3: 1080p Blu-ray, DTS-HD MA 7.1, 13,1 GB\n"
            "Gefragt ist: P7 FEL, TrueHD Atmos 7.1, UHD-Remux, Englisch, 71,2 GB\n"
            "Nähme den Platz deiner Datei ein: 18,4 GB\n"
            "[Nimm 1] [Nimm 2] [Nimm 3]"
        )
        assert shown(screens.phone(FILM_BETTER, Page.WHEN, three=True)) == (
            "Salt and Lanterns (2019): wann?\n"
            "Bis 21:30. Länger zurückgestellt, wartet es entsprechend länger.\n"
            "[1 Stunde] [Heute Abend] [Morgen]"
        )

    @pytest.mark.parametrize(
        ("fate", "line"),
        [
            (
                Fate.BIN,
                "Ersetzt deine Datei: 18,4 GB kommen in den Papierkorb (30 Tage)",
            ),
            (Fate.KEEP, "Behält deine Datei: beide bleiben (zusammen 89,6 GB)"),
        ],
    )
    def test_what_becomes_of_the_file(
        self, screens: Screens, facts: Facts, fate: Fate, line: str
    ) -> None:
        facts.fate = fate
        assert line in shown(screens.phone(FILM_BETTER, three=True)).split("\n")


class TestChat:
    def test_a_film_that_gets_better(self, screens: Screens, facts: Facts) -> None:
        facts.fate = Fate.GONE
        html = screens.chat(FILM_BETTER).html.replace("\N{NO-BREAK SPACE}", " ")
        for line in (
            "<b>Salt and Lanterns</b> (2019): besser?",
            "▲ <b>Besser</b>",
            "Bild: Dolby Vision P5 → <b>P7 FEL</b>",
            "Quelle: WEB-DL → <b>UHD-Remux</b>",
            "▼ <b>Schlechter</b>",
            "Sprachen: Englisch, Deutsch → <b>Englisch</b>",
            "🗑 <b>Löscht deine Datei endgültig: 18,4 GB</b>",
            "💾 71,2 GB von 354 GB frei",
            "⏳ Bis 21:30. Ohne Antwort: kein Download",
        ):
            assert line in html.split("\n"), line

    def test_what_is_left_small_for_a_sentence_in_english_begins_as_it_is(
        self, screens: Screens
    ) -> None:
        html = screens.chat(WARNING).html
        assert "Ein neuer Film. Zwei Dinge sprechen gegen dieses Angebot." in html


class TestTexts:
    def test_numbers_dates_and_names(self, texts: Texts) -> None:
        assert texts.size(71_200_000_000) == "71,2\N{NO-BREAK SPACE}GB"
        assert texts.size(512) == "512\N{NO-BREAK SPACE}B"
        assert texts.at(NOW + 86400, NOW) == "morgen um 17:00"
        assert texts.at(NOW + 3 * 86400, NOW) == "am Sonntag um 17:00"
        assert texts.when(NOW + 30 * 86400, NOW) == "26. Dezember"
        assert texts.moment(NOW) == "Donnerstag, 26. November, 17:00"
        assert texts.named("English, 12.3 MB/min") == "Englisch, 12,3 MB/min"
        assert texts.listed(["Mira", "Jonas", "Lotte"]) == "Mira, Jonas und Lotte"
        said = Reason("suspicious_size", (("rate", 3.5), ("expected", 22)))
        assert texts.reason(said) == (
            "Verdächtig klein: 3,5 MB je Minute, mindestens 22 erwartet"
        )
        fewer = Reason(
            "loss_language", (("have", "english, german"), ("offered", "english"))
        )
        assert texts.reason(fewer) == "Weniger Sprachen: Englisch, Deutsch → Englisch"


async def test_a_language_that_nobody_has_written_is_english(
    hass: HomeAssistant,
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    hass.config.language = "fr"
    screens = screens_of(await Texts.async_load(hass), Facts())
    told = shown(screens.phone(FILM_BETTER, three=True))
    assert told.startswith(
        "Salt and Lanterns (2019): upgrade?\n"
        "Better picture and sound, one language less. 71.2 GB\n"
    )
    assert "\n▼ English, German → English\n" in told
