"""What files are called in a folder of a person's own."""

from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.home.naming import (
    DEFAULTS,
    ENDING_BYTES,
    FIELDS,
    Facts,
    apart,
    check,
    facts_of,
    named,
    preview,
    stem_of,
)
from custom_components.greenlight.engine.home.safe_name import endings, safe_name
from custom_components.greenlight.engine.library.item import Ids, Kind
from custom_components.greenlight.engine.series.numbering import read_numbering
from custom_components.greenlight.engine.weighed import Work

FILM = facts_of(
    "The.Film.2024.Directors.Cut.2160p.BluRay.REMUX.DV.P7.FEL.HDR10.HEVC-GRP"
)
EPISODE = facts_of("Show.S01E02.1080p.WEB-DL.H.264-GRP")


class TestFacts:
    def test_of_a_film(self) -> None:
        assert (FILM.title, FILM.year, FILM.kind) == ("The Film", 2024, Kind.MOVIE)
        assert FILM.season is None

    def test_a_pack_has_the_numbers_of_each_file(self) -> None:
        facts = facts_of("Show.S01.1080p-GRP", file="a/show.e04.mkv")
        assert (facts.season, facts.episodes) == (1, (4,))
        facts = facts_of("Show.S01-S03.1080p-GRP", file="show.s02e04.mkv")
        assert (facts.season, facts.episodes) == (2, (4,))
        facts = facts_of("Show.S01E07.1080p-GRP", file="abc.mkv")
        assert (facts.season, facts.episodes) == (1, (7,))

    def test_numbers_are_those_by_which_a_person_counts(self) -> None:
        shifted = read_numbering("", -1)
        facts = facts_of("Show.S02E03-GRP", file="show.s02e03.mkv", numbering=shifted)
        assert (facts.season, facts.episodes) == (1, (3,))
        facts = facts_of("Show.S02-GRP", file="show.s02e04.mkv", numbering=shifted)
        assert (facts.season, facts.episodes) == (1, (4,))
        # Where a file does not name them so, its release does; of a pack it is all there is.
        words = read_numbering(r"Part (?P<season>\d+)(?: - (?P<episode>\d+))?")
        facts = facts_of("Show Part 1 - 03", file="show.s02e03.mkv", numbering=words)
        assert (facts.season, facts.episodes) == (1, (3,))
        facts = facts_of("Show Part 1", file="show.e04.mkv", numbering=words)
        assert (facts.season, facts.episodes) == (1, (4,))

    def test_of_several_seasons_none_is_the_one(self) -> None:
        assert facts_of("Show.S01-S03.1080p-GRP").season is None

    def test_a_library_knows_the_work_better(self) -> None:
        work = Work(kind=Kind.MOVIE, title="Film: The", year=1999, ids=Ids(tmdb=7))
        facts = facts_of("The.Film.S01E01.2024-GRP", work=work)
        assert (facts.title, facts.year, facts.ids.tmdb) == ("Film: The", 1999, 7)
        assert (facts.kind, facts.season, facts.episodes) == (Kind.MOVIE, None, ())

    def test_dates_and_absolute_numbers(self) -> None:
        assert facts_of("Daily.2024.01.31.720p.WEB-GRP").date == "2024-01-31"
        assert facts_of("[Grp] Anime - 012 (1080p).mkv").absolute == (12,)


class TestNames:
    @pytest.mark.parametrize(
        ("template", "facts", "name"),
        [
            (
                "",
                FILM,
                "The Film (2024)/The Film (2024) - 2160p Remux DV P7 FEL GRP.mkv",
            ),
            (
                "",
                EPISODE,
                "Show/Season 01/Show - S01E02 - 1080p WEB-DL GRP.mkv",
            ),
            ("", Facts(title="Film"), "Film/Film.mkv"),
            ("", Facts(title="Show", kind=Kind.SERIES), "Show/Show.mkv"),
            (
                "",
                replace(EPISODE, episodes=(2, 3, 4)),
                "Show/Season 01/Show - S01E02-E04 - 1080p WEB-DL GRP.mkv",
            ),
            (
                "",
                replace(EPISODE, episodes=(3, 1)),
                "Show/Season 01/Show - S01E01E03 - 1080p WEB-DL GRP.mkv",
            ),
            (
                "S{season}E{episode}",
                replace(EPISODE, episodes=(5, 1, 2, 3)),
                "S1E1-E3E5.mkv",
            ),
            ("{title} {absolute}", Facts(title="A", absolute=(7, 4, 5)), "A 4-5+7.mkv"),
            (
                "",
                facts_of("Daily.2024.01.31.720p.WEB-GRP"),
                "Daily/Daily - 2024-01-31 - 720p WEB GRP.mkv",
            ),
            (
                "",
                facts_of("[Grp] Anime - 012 (1080p).mkv"),
                "Anime/Anime - 012 - 1080p Grp.mkv",
            ),
            ("{title} {{tmdb-{tmdb}}}", FILM, "The Film.mkv"),
            (
                "{title} {{tmdb-{tmdb}}} [{imdb}] {tvdb}",
                replace(FILM, ids=Ids(tmdb=5, imdb="tt1", tvdb=3)),
                "The Film {tmdb-5} [tt1] 3.mkv",
            ),
            (
                "{title} {{edition-{edition}}}",
                FILM,
                "The Film {edition-Directors Cut}.mkv",
            ),
            ("{title} ({year} {imdb}) x", FILM, "The Film (2024) x.mkv"),
            ("{title} ({imdb} {year}) x", FILM, "The Film (2024) x.mkv"),
            ("{title} ({imdb}) - {source}", FILM, "The Film - Remux.mkv"),
            ("{title} [a {imdb} b] - {source}", FILM, "The Film - Remux.mkv"),
            ("{title}.{imdb}.{source}", FILM, "The Film.Remux.mkv"),
            ("{imdb} - {title} - {tmdb}", FILM, "The Film.mkv"),
            ("{title}{imdb}{group}", FILM, "The FilmGRP.mkv"),
            ("{imdb}/{tmdb} x/{title}", FILM, "The Film.mkv"),
            ("{resolution} {title} {episode title}", FILM, "2160p The Film.mkv"),
            ("S{season:04}E{episode} {title}", EPISODE, "S0001E2 Show.mkv"),
            ("{original}", EPISODE, "Show.S01E02.1080p.WEB-DL.H.264-GRP.mkv"),
            ("{imdb}", EPISODE, "Show.S01E02.1080p.WEB-DL.H.264-GRP.mkv"),
            ("{imdb}", Facts(), "orig.mkv"),
            ("{title} ({year})", replace(FILM, title="A (B"), "A (B (2024).mkv"),
            ("{title}", replace(FILM, title="{group} {0}"), "{group} {0}.mkv"),
            ("{nonsense} {title} {year:02}", FILM, "The Film 2024.mkv"),
            ("x { {title} } y", FILM, "x { The Film } y.mkv"),
        ],
    )
    def test_named(self, template: str, facts: Facts, name: str) -> None:
        assert named(template, facts, "a/orig.mkv") == name

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            ("Face/Off", "Face-Off"),
            ("Alien: Romulus", "Alien - Romulus"),
            ("12:30", "12-30"),
            ("What?", "What"),
            ('The "Film" <1>|*', "The 'Film' 1-"),
            ("../../etc/passwd", "-..-etc-passwd"),
            ("..", "Orig"),
            (".hidden", "hidden"),
            (".\u200d.hidden", "hidden"),
            ("Wait...", "Wait"),
            ("A\u202eB\x00C\u200b\nD\u3000E", "ABC D E"),
            ("C:\\Windows", "C--Windows"),
            ("con", "con_"),
            ("LPT1.txt", "LPT1_.txt"),
            ("COM\u00b9", "COM\u00b9_"),
            ("Con Air", "Con Air"),
            ("e\u0301", "\u00e9"),
            ("\ue000\ue100\ud800", "Orig"),
            ("   ", "Orig"),
        ],
    )
    def test_names_that_every_system_takes(self, title: str, name: str) -> None:
        assert named("{title}", Facts(title=title), "Orig.mkv") == f"{name}.mkv"

    def test_nothing_at_all(self) -> None:
        assert named("{title}", Facts(), "...") == "_"
        assert named("{title}", Facts(), "") == "_"

    @pytest.mark.parametrize("letter", ["a", "\u00e9", "\u65e5", "\U0001f600"])
    def test_a_long_title_leaves_room_for_what_stands_behind_it(
        self, letter: str
    ) -> None:
        facts = replace(EPISODE, title=letter * 400, episode_title=letter * 400)
        folder, season, last = named("", facts, "a.de.srt").split("/")
        assert 120 < len(folder.encode()) <= 130
        assert folder == letter * len(folder)
        assert season == "Season 01"
        assert last.startswith(f"{folder} - S01E02 - {letter}")
        assert last.endswith(f"{letter} - 1080p WEB-DL GRP.de.srt")
        assert 200 < len(last.encode()) <= 255
        # The video has the same name, but for its ending.
        assert named("", facts, "a.mkv").removesuffix(".mkv") == (
            f"{folder}/{season}/{last}".removesuffix(".de.srt")
        )

    def test_every_file_of_a_long_title_comes_into_one_folder(self) -> None:
        facts = replace(FILM, title="word " * 60)
        folder, last = named("", facts, "a.mkv").split("/")
        assert folder.endswith("word (2024)")
        # Media servers take for one what begins alike.
        assert last == f"{folder} - 2160p Remux DV P7 FEL GRP.mkv"
        other = replace(
            facts, quality=replace(FILM.quality, resolution=None, group=None)
        )
        assert named("", other, "a.mkv").startswith(f"{folder}/{folder}")

    def test_a_title_that_is_in_a_name_twice(self) -> None:
        facts = replace(EPISODE, title="a" * 300)
        name = named("{title} {title} S{season:02}E{episode:02}", facts, "a.mkv")
        assert name.endswith("a S01E02.mkv")
        assert 190 < len(name) <= 255

    def test_what_is_too_long_without_its_title(self) -> None:
        quality = replace(EPISODE.quality, group="g" * 300)
        name = named(
            "{title} S{season:02} {group}", replace(EPISODE, quality=quality), ""
        )
        assert name.startswith("Show S01 gggg")
        assert 200 < len(name) < 255 - ENDING_BYTES

    def test_there_is_room_for_every_ending(self) -> None:
        ending = "." + "e" * (ENDING_BYTES - 1)
        assert len(stem_of("{original}", Facts(original="o" * 300), "") + ending) < 255
        long = "a." + ".".join(["forced"] * 30) + ".srt"
        assert len(named("{title}", Facts(title="o" * 300), long)) <= 255

    def test_letters_stay_with_what_is_above_them(self) -> None:
        family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
        assert safe_name("a" * 250 + family) == "a" * 250
        assert safe_name("a" * 252 + "q\u0323\u0307b") == "a" * 252
        wave = "\U0001f44b\U0001f3fd"
        assert safe_name("a" * 249 + wave) == "a" * 249
        # What has room stays.
        assert safe_name("a" * 230 + family) == "a" * 230 + family

    @given(st.text(max_size=300), st.text(max_size=40), st.sampled_from(sorted(FIELDS)))
    def test_nothing_gets_out(self, title: str, original: str, one: str) -> None:
        facts = replace(EPISODE, title=title, original=title, episode_title=title)
        template = f"{{title}}/{{{one}}} x/{{episode title}} {{original}}"
        for part in named(template, facts, original).split("/"):
            assert part.strip(".")
            assert part == part.strip()
            assert part[0] != "."
            assert len(part.encode()) <= 255
            assert not set(part) & set('<>:"|?*\\\0')
            assert part.isprintable() or set("\u200c\u200d") & set(part)


class TestEndings:
    @pytest.mark.parametrize(
        ("name", "ending"),
        [
            ("film.mkv", ".mkv"),
            ("film.MKV", ".MKV"),
            ("film.en.srt", ".en.srt"),
            ("film.en.forced.srt", ".en.forced.srt"),
            ("film.pt-BR.sdh.ass", ".pt-BR.sdh.ass"),
            ("film.es-419.srt", ".es-419.srt"),
            ("film.zh_Hans.srt", ".zh_Hans.srt"),
            ("film.English.srt", ".English.srt"),
            ("film.1080p.web.srt", ".srt"),
            ("film.en.mkv", ".mkv"),
            ("en.srt", ".srt"),
            ("film", ""),
            (".mkv", ""),
            ("film.", ""),
            ("film.a/b", ""),
            ("film.abcdefghijklm", ""),
        ],
    )
    def test_endings(self, name: str, ending: str) -> None:
        assert endings(name) == (name.removesuffix(ending), ending)


class TestTemplates:
    @pytest.mark.parametrize(
        ("template", "key"),
        [
            ("", "template_empty"),
            ("  ", "template_empty"),
            ("{title}" * 100, "template_long"),
            ("a/" * 8 + "{title}", "template_long"),
            ("{title", "template_braces"),
            ("title}", "template_braces"),
            ("{title} {}", "template_field"),
            ("{title} {nonsense}", "template_field"),
            ("{Title}", "template_field"),
            ("{title:02}", "template_width"),
            ("{title} {season:2}", "template_field"),
            ("/{title}", "template_path"),
            ("{title}/", "template_path"),
            ("a//{title}", "template_path"),
            ("../{title}", "template_path"),
            ("{title}/..", "template_path"),
            ("a\\{title}", "template_path"),
            (".{title}", "template_path"),
            ("?/{title}", "template_path"),
            ("{title}\u202e", "template_path"),
            ("{year}", "template_title"),
        ],
    )
    def test_bad_ones(self, template: str, key: str) -> None:
        with pytest.raises(ValueError, match=key) as caught:
            check(template)
        assert caught.value.args[0] == key

    def test_episodes_are_told_apart(self) -> None:
        check("{title} ({year})")
        with pytest.raises(ValueError, match=r"^template_episode$"):
            check("{title}", Kind.SERIES)

    @pytest.mark.parametrize("kind", Kind)
    def test_usual_ones(self, kind: Kind) -> None:
        check(DEFAULTS[kind], kind)
        # What media servers stack begins like its folder.
        folder, *_, name = preview(DEFAULTS[kind], kind).split("/")
        assert name.startswith(f"{folder} - ")
        assert preview("", kind) == preview(DEFAULTS[kind], kind)

    @pytest.mark.parametrize("name", sorted(FIELDS))
    def test_every_field_is_known(self, name: str) -> None:
        check(f"{{title}} {{{name}}}")


def test_stems_side_by_side() -> None:
    assert apart(["a/B", "a/b", "a/B (2)", "b", "a/B"]) == (
        *("a/B", "a/b (2)", "a/B (2) (2)"),
        *("b", "a/B (3)"),
    )
    # A thousand of one name do not take a million looks.
    many = apart(["x"] * 5000)
    assert len(set(many)) == 5000
    assert many[-1] == "x (5000)"


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Wait. . .", "Wait"),
        ("nul", "nul_"),
        ("AUX .x", "AUX_ .x"),
        ("aux", "aux_"),
        ("com7", "com7_"),
        ("The End ", "The End"),
        ("com10", "com10"),
    ],
)
def test_names_that_windows_takes(title: str, stem: str) -> None:
    facts = Facts(title=title)
    assert named("{title}/{title}", facts, "a.en.srt") == f"{stem}/{stem}.en.srt"
    long = named("{title}", Facts(title="a" * 129 + ". b"), "a.mkv")
    assert long == "a" * 129 + ".mkv"
