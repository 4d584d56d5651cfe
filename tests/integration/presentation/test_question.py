"""What a question says: each of it in words, none of it twice."""

from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.engine.quality.gains import Gain
from custom_components.greenlight.engine.question import QuestionKind
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.weighed import Shift, There, Weighed
from custom_components.greenlight.presentation.question import Questions, title_of
from custom_components.greenlight.presentation.texts import Texts
from tests.support.weighed import NEW, UPGRADE, WHICH

NAMES = {"radarr0": "Radarr", "plex0": "Plex", "site": "Site"}
SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture
async def questions(hass: HomeAssistant) -> Questions:
    """Put questions into English."""
    texts = await Texts.async_load(hass)
    return Questions(
        texts, lambda part: NAMES.get(part or ""), lambda library: library == "radarr0"
    )


def request(weighed: Weighed | None = UPGRADE, **changes: Any) -> Request:
    """Return a question."""
    release = Release(
        guid="1",
        title="Salt.and.Lanterns.2019.2160p.UHD.BluRay.REMUX.DV.P7.FEL-NORTHWND",
        link="magnet:?xt=secret",
        source="site",
        size=71_200_000_000,
        seeders=38,
    )
    facts: dict[str, Any] = {"created": 1.0, "expires": 9.0, "release": release}
    return Request(id="r", state=State.PENDING, weighed=weighed, **(facts | changes))


def of(gains: list[Shift], losses: list[Shift]) -> Weighed:
    """Return what is weighed with nothing but these."""
    return replace(UPGRADE, gains=tuple(gains), losses=tuple(losses))


def shift(kind: str, have: str = "a", offered: str = "b") -> Shift:
    return Shift(kind, have, offered)


class TestSummary:
    @pytest.mark.parametrize(
        ("gains", "losses", "said"),
        [
            (["resolution"], [], "Better resolution."),
            (["dolby_vision", "audio"], [], "Better picture and sound."),
            (
                ["dolby_vision", "dynamic_range", "resolution", "audio"],
                [],
                "Better picture and resolution.",
            ),
            (["resolution"], ["audio"], "Better resolution, worse sound."),
            (["resolution"], ["bitrate"], "Better resolution, a lower data rate."),
            (["resolution"], ["edition"], "Better resolution, the a is lost."),
            (["audio", "edition"], [], "Better sound, another edition."),
            (["edition", "proper", "group"], [], "Another edition, a mended version."),
            (["group"], ["proper"], "A group you prefer, not the mended version."),
            ([], [], "As good as what you have."),
            ([], ["group"], "As good as what you have, not the group you prefer."),
            (["audio"], ["source", "audio"], "Better sound, worse source."),
            # One that a later version tells: its arrow says it.
            (["of_tomorrow"], ["of_tomorrow"], "As good as what you have."),
        ],
    )
    def test_names_two_gains_and_one_loss(
        self, questions: Questions, gains: list[str], losses: list[str], said: str
    ) -> None:
        weighed = of([shift(one) for one in gains], [shift(one) for one in losses])
        assert questions.summary(request(weighed)) == said

    @pytest.mark.parametrize(
        ("gains", "losses", "said"),
        [
            (("english", "english, german"), None, "One more language."),
            (("english", "english, french, german"), None, "2 more languages."),
            (
                None,
                ("english, german", "english"),
                "As good as what you have, one language less.",
            ),
            (
                None,
                ("english, french, german", "english"),
                "As good as what you have, 2 languages less.",
            ),
        ],
    )
    def test_counts_languages(
        self, questions: Questions, gains: Any, losses: Any, said: str
    ) -> None:
        weighed = of(
            [shift("language", *gains)] if gains else [],
            [shift("language", *losses)] if losses else [],
        )
        assert questions.summary(request(weighed)) == said

    def test_of_what_is_new(self, questions: Questions) -> None:
        assert questions.summary(request(NEW)) == "You have no version of it."

    def test_never_takes_what_is_not_known_for_new(self, questions: Questions) -> None:
        away = Weighed(away=("plex0", "gone"))
        said = "What you have of it is not known: Plex, gone could not be asked."
        assert questions.summary(request(away)) == said
        assert questions.kind(request(away)) == ""
        assert questions.uncertain(request(away)) == [
            "Plex, gone could not be asked what you have"
        ]

    def test_of_a_library_that_was_not_waited_for(self, questions: Questions) -> None:
        weighed = Weighed(
            uncertain=(
                Reason("library_not_asked", (("library", "Radarr"),)),
                Reason("series_not_read", (("library", "Radarr"),)),
            )
        )
        said = "What you have of it is not known: Radarr could not be asked."
        assert questions.summary(request(weighed)) == said
        assert questions.kind(request(weighed)) == ""
        assert questions.uncertain(request(weighed)) == [
            "Radarr cannot be asked: what is told of it may have changed",
            "Radarr has not said which episodes it has",
        ]

    def test_of_what_may_be_several_works(self, questions: Questions) -> None:
        said = "2 works have this name, and the title does not tell which."
        assert questions.summary(request(WHICH)) == said
        assert questions.kind(request(WHICH)) == "Which one?"

    def test_of_what_was_mended(self, questions: Questions) -> None:
        mended = of([shift("proper", "v1", "v2")], [])
        said = "The same release again, mended by its own group."
        assert questions.summary(request(mended)) == said
        worse = of([shift("proper", "v1", "v2")], [shift("language", "a, b", "a")])
        said = "A mended version, one language less."
        assert questions.summary(request(worse)) == said

    def test_of_what_nobody_looked_up(self, questions: Questions) -> None:
        assert questions.summary(request(None)) == ""
        assert questions.kind(request(None)) == ""
        assert questions.replaced(request(None)) == ""
        assert questions.changes(request(None)) == []


class TestWords:
    @pytest.mark.parametrize("gain", Gain)
    def test_every_gain_and_loss_is_told(
        self, questions: Questions, gain: Gain
    ) -> None:
        gained = questions.summary(request(of([shift(gain)], [])))
        lost = questions.summary(request(of([], [shift(gain)])))
        assert "As good" not in gained
        assert lost != "As good as what you have."

    @pytest.mark.parametrize("kind", QuestionKind)
    def test_every_kind_has_a_name(self, questions: Questions, kind: str) -> None:
        name = questions._texts.text(f"kind_{kind}")
        assert name != f"kind_{kind}"
        assert "pending" not in name

    def test_an_arrow_says_each_change_once(self, questions: Questions) -> None:
        assert questions.changes(request()) == [
            "▲ Dolby Vision P5 → P7 FEL",
            "▲ WEB-DL → Remux",
            "▲ DD+ 5.1 → TrueHD Atmos 7.1",
            "▼ English, German → English",
        ]


class TestReplaced:
    def test_is_decided_by_a_library_that_imports(self, questions: Questions) -> None:
        assert questions.replaced(request()) == (
            "Radarr decides what becomes of your file. It usually deletes it: "
            f"18.4{SPACE}GB"
        )

    def test_is_told_without_one(self, questions: Questions) -> None:
        assert UPGRADE.work
        work = replace(UPGRADE.work, known_to=(("plex0", "1"),))
        weighed = replace(UPGRADE, work=work)
        said = f"Would take the place of your file: 18.4{SPACE}GB"
        assert questions.replaced(request(weighed)) == said
        assert questions.replaced(request(replace(weighed, work=None))) == said

    def test_is_not_guessed(self, questions: Questions) -> None:
        unknown = replace(UPGRADE, there=(There(name="a", replaced=True),))
        assert questions.replaced(request(unknown)).endswith("size unknown")
        kept = replace(UPGRADE, there=(There(name="a", size=5),))
        assert questions.replaced(request(kept)) == ""

    async def test_is_what_is_known_of_it(self, hass: HomeAssistant) -> None:
        texts = await Texts.async_load(hass)
        keeps = Questions(texts, lambda _: "", lambda _: False, lambda _: "It stays")
        assert keeps.replaced(request()) == "It stays"
        assert keeps.replaced(request(None)) == ""


def test_a_view_carries_all_of_it(questions: Questions) -> None:
    other = Release(
        guid="2", title="Salt.2019.1080p", link="http://secret", source="site", size=5
    )
    found = questions.view(request(also=(other,)))
    assert found == {
        "kind": "upgrade",
        "summary": "Better picture and source, one language less.",
        "item": {
            "title": "Salt and Lanterns",
            "year": 2019,
            "kind": "movie",
            "ids": {"tmdb": 7, "imdb": "tt0000007"},
            "libraries": [{"library": "Radarr", "id": "12"}],
        },
        "items": [],
        "have": [
            {
                "name": "Salt and Lanterns (2019).mkv",
                "quality": "2160p WEB-DL · Dolby Vision P5 · DD+ 5.1",
                "size": 18_400_000_000,
                "replaced": True,
            }
        ],
        "offered": {
            "quality": "2160p UHD remux · Dolby Vision P7 FEL",
            "size": 71_200_000_000,
        },
        "gains": [
            "Better enhancement layer: Dolby Vision P5 → Dolby Vision P7 FEL",
            "Better source: WEB-DL → Remux",
            "Better audio: DD+ 5.1 → TrueHD Atmos 7.1",
        ],
        "losses": ["Fewer languages: english, german → english"],
        "uncertain": ["Yours may have Atmos without saying so"],
        "replaces": [{"name": "Salt and Lanterns (2019).mkv", "size": 18_400_000_000}],
        "choices": ["keep_both", "replace"],
        "also": [
            {
                "title": "Salt.2019.1080p",
                "name": "Salt (2019) · 1080p",
                "size": 5,
                "seeders": None,
                "source": "Site",
            }
        ],
        "rows": [
            {
                "label": "Picture",
                "have": "Dolby Vision P5",
                "offered": "Dolby Vision P7 FEL",
                "mark": "better",
            },
            {"label": "From", "have": "WEB-DL", "offered": "Remux", "mark": "better"},
            {"label": "Size", "have": "18.4 GB", "offered": "71.2 GB", "mark": None},
        ],
    }
    assert "secret" not in str(found)


def test_a_view_of_several_works_names_each(questions: Questions) -> None:
    found = questions.view(request(WHICH))
    assert [one["year"] for one in found["items"]] == [2019, 2020]
    assert (found["kind"], found["item"]) == ("which", None)


def test_a_view_is_kept_small(questions: Questions) -> None:
    many = replace(UPGRADE, there=(There(name="a"),) * 300)
    assert len(questions.view(request(many))["have"]) == 10


def test_what_is_said_elsewhere_is_no_reason_once_more(questions: Questions) -> None:
    other = Reason("unknown_seeders")
    reasons = (
        Reason("gain_audio", (("have", "a"), ("offered", "b"))),
        Reason("loss_group"),
        *UPGRADE.uncertain,
        other,
    )
    assert list(questions.told_apart(request(reasons=reasons))) == [other]
    assert questions.told_apart(request(None, reasons=reasons)) == reasons


def test_a_question_is_about_a_work(questions: Questions) -> None:
    assert title_of(request()) == "Salt and Lanterns (2019)"
    nameless = Release(guid="1", title="-", link="magnet:?", source="site")
    assert title_of(request(None, release=nameless)) == "-"
