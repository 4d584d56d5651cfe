"""What a program calls a release, by the file it hands over."""

import pytest

from custom_components.greenlight.askers.called import called_by_file

ARR = "Sonarr/4.0.17.2952 (ubuntu 22.04)"


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("A.Film.2026.1080p.WEB-DL.x264-GRP.nzb", "A.Film.2026.1080p.WEB-DL.x264-GRP"),
        ("A.Film.2026.1080p.WEB-DL.nzb.gz", "A.Film.2026.1080p.WEB-DL"),
        ("A.Show.S01E02.torrent", "A.Show.S01E02"),
        ("/tmp/of it/Ein schöner Film (2019).nzb", "Ein schöner Film (2019)"),
        ("C:\\drop\\A.Film.2026.2160p.nzb", "A.Film.2026.2160p"),
    ],
)
def test_a_file_that_is_named_after_its_release_says_what_it_is(
    file_name: str, name: str
) -> None:
    assert called_by_file(file_name, "curl/8.9") == name


@pytest.mark.parametrize(
    "file_name",
    [
        "",
        ".nzb",
        "upload.nzb",
        "torrent__0",
        "tmp_k3-j2x.torrent",
        "550e8400-e29b-41d4-a716-446655440000.nzb",
        "0123456789abcdef0123456789abcdef.nzb",
    ],
)
def test_a_file_that_is_named_at_random_says_nothing(file_name: str) -> None:
    assert called_by_file(file_name, "autobrr") == ""


@pytest.mark.parametrize("agent", [ARR, "Radarr/6.0.4", "Prowlarr/2.3.6 (debian 12)"])
def test_programs_that_always_name_it_after_the_release_are_believed(
    agent: str,
) -> None:
    assert called_by_file("Stalker.nzb", agent) == "Stalker"
    assert called_by_file("Stalker.nzb", f"not {agent}") == ""
