"""Explain titles on the command line; scripts/explain says how."""

import argparse
from collections.abc import Iterator, Sequence
import json
import os
from pathlib import Path
import sys
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from custom_components.greenlight.engine.explain import (
        Explanation,
        answer,
        explain,
        preset,
        readings,
    )
    from custom_components.greenlight.engine.quality.comparison import Comparison
    from custom_components.greenlight.engine.quality.ladder import PRESETS
    from custom_components.greenlight.engine.wording import line, rows_of
else:
    # By itself: the package around it wants Home Assistant. At the end, as it has a select.py.
    sys.path.append(str(Path(__file__).parents[1] / "custom_components/greenlight"))
    from engine.explain import answer, explain, preset, readings
    from engine.quality.ladder import PRESETS
    from engine.wording import line, rows_of


def main() -> None:
    """Answer what was asked on the command line, or line by line."""
    options = argparse.ArgumentParser(
        prog="scripts/explain",
        description="Say what the title of a release says, and what it would gain.",
    )
    options.add_argument("title", nargs="?", help="the title of the release")
    options.add_argument(
        "--have",
        action="append",
        metavar="TITLE",
        help="a version you have; again for each, '' for none",
    )
    options.add_argument("--ladder", choices=list(PRESETS), default="fel_chain")
    options.add_argument(
        "--json",
        action="store_true",
        help="answer each line of standard input with a JSON object: a title, or an object with"
        " title, have, ladder and settings",
    )
    asked = options.parse_args()
    if asked.json == (asked.title is not None):
        options.error("either a title, or --json and titles on standard input")
    if asked.json:
        answer_lines(sys.stdin.buffer, sys.stdout)
        return
    have = None if asked.have is None else [one for one in asked.have if one]
    found = explain(asked.title, have, preset(asked.ladder))
    print("\n".join(shown(found)))


def answer_lines(lines: IO[bytes], out: IO[str]) -> None:
    """Answer every line, in order and at once, whatever is wrong with another."""
    for text in lines:
        try:
            answered = answer(text.decode(errors="replace"))
        except Exception as error:  # noqa: BLE001 - a bug that one title shows is that line's answer
            answered = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answered), file=out, flush=True)


def shown(found: Explanation) -> Iterator[str]:
    """Return the lines that people read."""
    read = [
        (one.name.replace("_", " "), _text(one.value), f"{one.confidence}")
        for one in readings(found.title)
    ]
    yield from _columns(read)
    if found.comparison is not None:
        yield ""
        yield from _verdict(found.comparison)


def _text(value: object) -> str:
    match value:
        case list():
            return ", ".join(str(member) for member in value)
        case bool():
            return "yes" if value else "no"
    return str(value)


def _verdict(comparison: Comparison) -> Iterator[str]:
    if comparison.against is not None:
        rows = [
            (row.label, row.have, row.offered, row.mark) for row in rows_of(comparison)
        ]
        yield from _columns([("", "have", "offered", ""), *rows])
        yield ""
    yield f"{comparison.outcome}: {line(comparison)}"


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        # Whoever read has enough. What is still to be written at the end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
