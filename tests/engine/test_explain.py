"""scripts/explain, as a developer calls it."""

import json
from pathlib import Path
import subprocess
import sys

SCRIPT = Path(__file__).parents[2] / "scripts" / "explain.py"


def explain(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_a_title_becomes_a_table():
    done = explain("Movie.2021.2160p.UHD.BluRay.REMUX.DV.HDR10.HEVC-GRP")
    assert done.returncode == 0
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["title", "Movie"] in rows
    assert ["hdr", "DV,", "HDR10"] in rows
    assert ["profile", "7", "likely"] in rows


def test_lines_become_json_lines():
    lines = [
        "Show.S01E02-E04.1080p.WEB.h264-GRP",
        '{"title": "Гавань 2011 720p"}',
        "{no json",
        "",
    ]
    done = explain("--json", stdin="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["title"] for answer in answers] == ["Show", "Гавань", "no json", ""]
    assert answers[0]["episodes"] == [2, 3, 4]
    assert answers[1]["year"] == 2011


def test_home_assistant_is_not_loaded():
    code = (
        "import runpy, sys; sys.argv = ['explain', 'x']\n"
        f"try: runpy.run_path({str(SCRIPT)!r}, run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print('homeassistant' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.splitlines()[-1] == "False"


def test_nothing_asked_says_how_to_ask():
    done = explain()
    assert done.returncode == 2
    assert "usage" in done.stdout
