"""What lies beside a download is not of it."""

from custom_components.greenlight.engine.home.belonging import Belonging


def test_what_lies_among_others_is_only_what_is_listed() -> None:
    its = Belonging([("Film.mkv", True), ("Film.srt", True), ("extra.mkv", False)])
    assert its.has("/downloads/Film.mkv")
    assert its.has("D:\\downloads\\film.SRT")
    assert not its.has("/downloads/extra.mkv")
    assert not its.has("/downloads/Other/other.mkv")


def test_in_a_folder_of_its_own_all_is_its_but_what_was_not_wanted() -> None:
    its = Belonging([("Film/film.rar", True), ("Film/sample.mkv", False)])
    assert its.has("/data/Film/unpacked.mkv")
    assert not its.has("/data/Film/sample.mkv")


def test_who_lists_nothing_says_nothing() -> None:
    assert Belonging([]).has("/downloads/anything.mkv")
    assert Belonging([("Film.mkv", True)]).has("/downloads/Film/other.mkv")
