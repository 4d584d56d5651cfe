"""What files are called in a folder of a person's own."""

from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.home.naming import (
    DEFAULTS,
    FIELDS,
    Facts,
    check,
    distinct,
    facts_of,
    named,
    preview,
)
from custom_components.greenlight.engine.home.safe_name import endings, safe_name
from custom_components.greenlight.engine.library.item import Ids, Kind
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
    def test_long_names_are_cut_between_letters(self, letter: str) -> None:
        name = named("{title}/{title}", Facts(title=letter * 400), "a.de.srt")
        folder, last = name.split("/")
        assert 240 < len(folder.encode()) <= 255
        assert 240 < len(last.encode()) <= 255
        assert last == last[0] * last.count(letter) + ".de.srt"

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
        with pytest.raises(ValueError, match=rf"^{key}$"):
            check(template)

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


def test_names_side_by_side() -> None:
    names = ["a/B.mkv", "a/b.mkv", "a/B (2).mkv", "a/b.en.srt", "a/B.en.srt"]
    assert distinct(names) == (
        *("a/B.mkv", "a/b (2).mkv", "a/B (2) (2).mkv"),
        *("a/b.en.srt", "a/B (2).en.srt"),
    )
    long = "x" * 251 + ".mkv"
    assert all(len(name) <= 255 for name in distinct([long, long]))
    assert distinct([long, long])[1] != long
