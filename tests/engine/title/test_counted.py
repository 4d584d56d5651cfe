"""Seasons and episodes that are said in words, in many languages and one grammar."""

import pytest

from custom_components.greenlight.engine.title.counted import COUNTING, NAMED
from custom_components.greenlight.engine.title.parse import parse
from custom_components.greenlight.engine.title.scan import scan


@pytest.mark.parametrize(
    ("text", "title", "seasons", "episodes"),
    [
        # The number stands behind the word.
        ("Rumah Tepi Laut Musim 2 Episode 5 1080p", "Rumah Tepi Laut", [2], [5]),
        ("Casa de la Mare Sezonul 2 Episodul 5 720p", "Casa de la Mare", [2], [5]),
        ("Το Σπίτι Σεζόν 2 Επεισόδιο 5 1080p", "Το Σπίτι", [2], [5]),
        ("הבית ליד הים עונה 2 פרק 5 1080p", "הבית ליד הים", [2], [5]),
        ("البيت على البحر الموسم 2 الحلقة 5 1080p", "البيت على البحر", [2], [5]),
        ("Nhà Bên Biển Mùa 2 Tập 5 1080p", "Nhà Bên Biển", [2], [5]),
        ("Къща край морето Сезон 2 Епизод 5", "Къща край морето", [2], [5]),
        ("Дом у моря. Сезон 2. Выпуск 14 (2024)", "Дом у моря", [2], [14]),
        ("Huset ved havet Sesong 2 Episode 5 720p", "Huset ved havet", [2], [5]),
        ("Rantatalo Kausi 2 Jakso 5 720p", "Rantatalo", [2], [5]),
        ("Strandhuset Säsong 2 Avsnitt 5-7", "Strandhuset", [2], [5, 6, 7]),
        ("Het Huis aan Zee Seizoen 2 Aflevering 5", "Het Huis aan Zee", [2], [5]),
        ("La Casa al Mare Stagione 2 Puntata 5", "La Casa al Mare", [2], [5]),
        ("La Casa del Mar Temporada 2 Capítulo 5", "La Casa del Mar", [2], [5]),
        ("La Casa del Mar Capítulos 3 al 5", "La Casa del Mar", [], [3, 4, 5]),
        ("Das.Haus.S02.Folge.5.German.720p", "Das Haus", [2], [5]),
        ("Das Haus am Meer Staffel 2 Folgen 5-6", "Das Haus am Meer", [2], [5, 6]),
        # Before it, the same way for all words of a title.
        ("A Ház 2. évad 5. rész 720p WEB-DL", "A Ház", [2], [5]),
        ("A.Haz.2.evad.05.resz.1080p.WEB.H264", "A Haz", [2], [5]),
        ("Ev Deniz Kenarında 2. Sezon 5-6. Bölüm", "Ev Deniz Kenarında", [2], [5, 6]),
        ("Kuća na moru 2. sezona 5. epizoda", "Kuća na moru", [2], [5]),
        ("Dům u moře 2. sezóna 5. díl 1080p", "Dům u moře", [2], [5]),
        ("Dom pri mori 2. séria 5. diel", "Dom pri mori", [2], [5]),
        ("Strandhuset 2. sæson 5. afsnit", "Strandhuset", [2], [5]),
        ("A Casa da Praia 2ª Temporada Episódio 5", "A Casa da Praia", [2], [5]),
        ("Дом (3-й сезон, 5-6 серии из 12) 1080p", "Дом", [3], [5, 6]),
        ("Блок (3 сезон: 1-3 серии из 8)", "Блок", [3], [1, 2, 3]),
        ("Casa del Mar Segunda Temporada 1080p", "Casa del Mar", [2], []),
        ("Maison de la Mer Deuxième Saison 1080p", "Maison de la Mer", [2], []),
        # In the way of China, Japan and Korea.
        ("海边的家 第三季 第十二集 1080p", "海边的家", [3], [12]),
        ("海边的家 第二十一集 1080p", "海边的家", [], [21]),
        ("海辺の家 第2期 第05話 1080p", "海辺の家", [2], [5]),
        ("바닷가의 집 시즌2 제5화 1080p", "바닷가의 집", [2], [5]),
        # Said twice, the name ends at the first.
        ("Show (Season 2) - S02E05", "Show", [2], [5]),
        ("Show Season 01 - Season 03 720p", "Show", [1, 2, 3], []),
        ("Show S 01 720p", "Show", [1], []),
        ("Show S 01 E 05 720p", "Show", [1], [5]),
        ("Show.S01S02.720p", "Show", [1, 2], []),
        ("Show Season 4 Ep 9 of 12", "Show", [4], [9]),
        ("Show Series 2 5of6 720p", "Show", [2], [5]),
    ],
)
def test_words_of_many_languages(
    text: str, title: str, seasons: list[int], episodes: list[int]
):
    read = parse(text)
    assert (read.title, list(read.seasons), list(read.episodes)) == (
        title,
        seasons,
        episodes,
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        # So many of them, and none in particular.
        ("Salt Road 3 Seasons 1080p", "Salt Road"),
        ("Дом у моря [26 из 26] 1080p", "Дом у моря"),
        ("海边的家 全24集 1080p", "海边的家"),
        ("Salt Road Episode 1999", "Salt Road Episode"),
        ("The Salt Series (2011)", "The Salt Series"),
        ("第7期 Salt Road", "第7期 Salt Road"),
        ("Season of Salt 1080p", "Season of Salt"),
        ("Ep Road 1080p", "Ep Road"),
    ],
)
def test_what_counts_nothing_in_particular(text: str, title: str):
    read = parse(text)
    assert (read.title, read.seasons, read.episodes, read.absolute) == (
        title, (), (), (),
    )  # fmt: skip


def test_every_counting_word_in_plain_letters_is_noticed():
    """Titles in plain letters are asked for these words only where the scanner saw one."""
    for word in COUNTING:
        if word.isascii():
            assert scan(f"salt {word} 7", f"salt {word} 7")[1], word


def test_ordinals_are_numbers():
    assert NAMED["third"] == NAMED["terza"] == NAMED["третий"] == 3


@pytest.mark.parametrize(
    ("text", "seasons", "episodes"),
    [
        # The "e" that joins numbers in Portuguese is no mark of an episode.
        ("Salt Season 4 E05", (4,), (5,)),
        ("Salt Temporadas 1 e 2", (1, 2), ()),
        ("Salt Season 1 thru 3", (1, 2, 3), ()),
        ("Salt.Saisons.1.a.3.FRENCH", (1, 2, 3), ()),
        ("Salt Season 0", (0,), ()),
        ("Salt Season 2 - 10 [720p]", (2,), (10,)),
        ("Salt 2, 3 сезон", (2, 3), ()),
        ("Salt 2+3 сезон", (2, 3), ()),
        ("Salt Season 1-99 720p", (1,), ()),
        ("Salt S01 and S02", (1, 2), ()),
        ("Salt 4×05 HDTV", (4,), (5,)),
        ("Salt 4x05,06 HDTV", (4,), (5, 6)),
    ],
)
def test_what_joins_numbers(
    text: str, seasons: tuple[int, ...], episodes: tuple[int, ...]
):
    read = parse(text)
    assert (read.title, read.seasons, read.episodes) == ("Salt", seasons, episodes)
