"""What is read in a title and what it would gain, as a program and as a person ask for it."""

import json
from pathlib import Path
import subprocess
import sys
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.explain import (
    answer,
    explain,
    preset,
    readings,
)
from custom_components.greenlight.engine.outcome import Outcome
from custom_components.greenlight.engine.quality.ladder import PRESETS, LadderError

ROOT = Path(__file__).parents[2]
FEL = "Film.2020.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HDR10.TrueHD.7.1.Atmos-GRP"
HDR = "Film.2020.2160p.UHD.BluRay.REMUX.HDR10.TrueHD.7.1.Atmos-ABC"
P5 = "Film.2020.2160p.WEB-DL.DV.P5.DDP5.1.Atmos-WEB"
P81 = "Film.2020.2160p.WEB-DL.DV.P8.1.HDR10.DDP5.1.Atmos-WEB"


def run(*arguments: str, lines: str = "") -> subprocess.CompletedProcess[str]:
    """Run the script as a developer does."""
    return subprocess.run(
        [ROOT / "scripts" / "explain", *arguments],
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=30,
        check=False,
    )


def ask(**question: Any) -> dict[str, Any]:
    """Answer one object."""
    return answer(json.dumps(question))


def outcome(**question: Any) -> str:
    return str(ask(**question)["verdict"]["outcome"])


class TestScript:
    def test_a_title_is_a_table(self):
        done = run(P5)
        assert done.returncode == 0, done.stderr
        rows = [line.split() for line in done.stdout.splitlines()]
        assert ["year", "2020", "stated"] in rows
        assert ["resolution", "2160", "stated"] in rows
        assert ["profile", "5", "stated"] in rows
        assert ["atmos", "yes", "stated"] in rows
        assert not any(row[0] == "edition" for row in rows)

    def test_what_is_not_sure_is_named(self):
        done = run("Film.2020.2160p.WEB-DL.DV.H.265-GRP")
        assert ["profile", "5", "likely"] in [
            line.split() for line in done.stdout.splitlines()
        ]

    def test_a_version_is_compared_with(self):
        done = run("--have", HDR, "--have", P5, FEL)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1].startswith("ask: Better: ")
        assert ["have", "offered"] in [
            line.split() for line in done.stdout.splitlines()
        ]

    def test_ladders_differ(self):
        said = {
            name: run("--have", P81, "--ladder", name, FEL).stdout.splitlines()[-1]
            for name in PRESETS
        }
        assert said["fel_chain"].startswith("ask: ")
        assert said["compatible"].startswith("ignore: ")

    def test_nothing_in_the_library(self):
        done = run("--have", "", FEL)
        assert done.stdout.splitlines()[-1] == "ignore: It is not in the library."
        assert "offered" not in done.stdout

    @pytest.mark.parametrize("arguments", [(), ("--json", FEL), ("--ladder", "x", FEL)])
    def test_what_makes_no_sense_is_refused(self, arguments: tuple[str, ...]):
        done = run(*arguments)
        assert done.returncode == 2
        assert "usage: " in done.stderr

    def test_every_line_has_its_answer(self):
        lines = [
            FEL,
            "{bad",
            "",
            json.dumps({"title": FEL, "have": [HDR]}),
            "[Group] Serie à l'été - 01 [1080p].mkv",
            json.dumps({"title": 5}),
            P5,
        ]
        done = run("--json", lines="\n".join(lines))
        assert done.returncode == 0, done.stderr
        first, bad, empty, compared, anime, wrong, last = map(
            json.loads, done.stdout.splitlines()
        )
        assert (first["dv_profile"], first["dv_layer"]) == (7, "FEL")
        assert "verdict" not in first
        assert compared["verdict"]["outcome"] == "ask"
        assert anime["title"] == "Serie à l'été"
        assert last["dv_profile"] == 5
        for one in (bad, empty, wrong):
            assert set(one) == {"error"}

    def test_bytes_that_are_no_text_are_read_around(self):
        done = subprocess.run(
            [ROOT / "scripts" / "explain", "--json"],
            input=b"Film.\xff.2020.1080p\x00\n\xe2\x80\xa8\nFilm.2021.1080p\r\n",
            capture_output=True,
            timeout=30,
            check=True,
        )
        years = [json.loads(line).get("year") for line in done.stdout.splitlines()]
        assert years == [2020, None, 2021]

    def test_home_assistant_is_not_needed(self):
        code = (
            "import sys; sys.path[0] = 'scripts'; import explain;"
            "print(sorted(name for name in sys.modules if name in "
            "{'homeassistant', 'aiohttp', 'voluptuous', 'custom_components'}))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        assert done.stdout.strip() == "[]"


class TestAnswer:
    def test_a_verdict_says_everything(self):
        verdict = ask(title=FEL, have=[P81])["verdict"]
        assert verdict["outcome"] == "ask"
        assert "enhancement_layer" in verdict["gains"]
        assert set(verdict) == {"outcome", "gains", "losses", "uncertain", "reasons"}
        assert all(reason["code"] and reason["text"] for reason in verdict["reasons"])

    def test_a_guess_is_named(self):
        verdict = ask(
            title="Film.2020.2160p.WEB-DL.DV.HDR10.TrueHD.7.1.Atmos-X", have=[HDR]
        )["verdict"]
        assert verdict["uncertain"] == ["dolby_vision"]

    def test_without_versions_there_is_no_verdict(self):
        assert "verdict" not in ask(title=FEL)
        assert "verdict" not in ask(title=FEL, have=None, ladder=None, settings=None)

    @pytest.mark.parametrize(
        ("settings", "expected"), [({}, "ignore"), ({"new_titles": True}, "ask")]
    )
    def test_what_is_not_in_the_library(self, settings: dict[str, Any], expected: str):
        assert outcome(title=FEL, have=[], settings=settings) == expected

    def test_settings_count(self):
        smaller = "Film.2020.1080p.BluRay.x264-GRP"
        larger = "Film.2020.2160p.BluRay.x265-GRP"
        assert outcome(title=larger, have=[smaller]) == "ignore"
        assert (
            outcome(title=larger, have=[smaller], settings={"resolution": "ask"})
            == "ask"
        )

    def test_a_loss_can_be_refused(self):
        refused = {"refuse_losses": ["audio"]}
        assert outcome(title=P5, have=[HDR]) == "ask"
        assert outcome(title=P5, have=[HDR], settings=refused) == "ignore"

    @pytest.mark.parametrize(
        "same",
        [FEL, FEL.replace(".", " "), FEL.lower().replace(".", "_"), f"{FEL}.mkv"],
    )
    def test_the_very_same_release_is_never_asked(self, same: str):
        verdict = ask(
            title=FEL,
            have=[HDR, same],
            settings={"duplicates": True, "new_titles": True},
        )["verdict"]
        assert verdict["outcome"] == "ignore"
        assert [reason["code"] for reason in verdict["reasons"]] == ["same_release"]

    def test_names_without_letters_are_told_apart(self):
        assert (
            outcome(title="!!!", have=["???"], settings={"duplicates": True}) == "ask"
        )

    def test_another_group_is_another_release(self):
        other = FEL.replace("-GRP", "-XYZ")
        settings = {"duplicates": True}
        assert outcome(title=FEL, have=[other], settings=settings) == "ask"
        plus = HDR.replace("HDR10", "HDR10+")
        assert outcome(title=plus, have=[HDR]) == "ask"

    @pytest.mark.parametrize(
        "question",
        [
            {},
            {"title": ""},
            {"title": None},
            {"title": ["Film"]},
            {"title": "Film", "have": "Film"},
            {"title": "Film", "have": [1]},
            {"title": "Film", "have": {"a": 1}},
            {"title": "Film", "ladder": "fel"},
            {"title": "Film", "ladder": ["fel_chain"]},
            {"title": "Film", "settings": []},
            {"title": "Film", "settings": {"shoe": "ask"}},
            {"title": "Film", "settings": {"audio": "sometimes"}},
            {"title": "Film", "settings": {"duplicates": "yes"}},
            {"title": "Film", "settings": {"refuse_losses": [[]]}},
        ],
    )
    def test_what_is_wrong_is_said(self, question: dict[str, Any]):
        told = answer(json.dumps(question))
        assert set(told) == {"error"}
        assert told["error"]

    @pytest.mark.parametrize(
        "line",
        [
            *("{", "{]", '{"title": "a"', "\t\n"),
            pytest.param("{" + '"a":{' * 100_000, id="deep"),
        ],
    )
    def test_what_is_no_object_is_said(self, line: str):
        assert set(answer(line)) == {"error"}

    @given(st.text())
    def test_any_line_has_an_answer(self, line: str):
        assert json.loads(json.dumps(answer(line)))

    @given(st.text(min_size=1), st.lists(st.text(), max_size=3))
    def test_any_titles_can_be_compared(self, title: str, have: list[str]):
        told = ask(title=title, have=have)
        assert json.dumps(told)
        assert "verdict" in told or not title.strip()


class TestExplain:
    def test_only_what_is_said_is_named(self):
        read = {one.name: one.value for one in readings(explain("Film 2020").title)}
        assert read == {"title": "Film", "year": 2020}

    def test_values_are_plain(self):
        for one in readings(explain(FEL).title):
            assert json.loads(json.dumps(one.value)) == one.value

    def test_nothing_is_compared_unasked(self):
        assert explain(FEL).comparison is None

    def test_defaults_are_those_of_the_engine(self):
        found = explain(FEL, [P81]).comparison
        assert found is not None
        assert found.outcome is Outcome.ASK

    def test_a_ladder_has_a_name(self):
        assert {name: preset(name) for name in PRESETS} == PRESETS
        with pytest.raises(LadderError):
            preset("own")
