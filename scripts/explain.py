"""Print what is read from release titles. See scripts/explain.

The engine is loaded by its own name, not as a part of the integration, whose package would load
Home Assistant first: that takes seconds, and this is to answer at once.
"""

import importlib
import json
from pathlib import Path
import sys
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "custom_components" / "greenlight"))

parse = importlib.import_module("engine.title").parse
title_to_dict = importlib.import_module("engine.title_json").title_to_dict


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Return what is said about one title, and about whatever else the request asks."""
    found: dict[str, Any] = title_to_dict(parse(request["title"]))
    return found


def requested(line: str) -> dict[str, Any]:
    """Return the request a line stands for: a JSON object with a title, else a title itself."""
    if line.lstrip().startswith("{"):
        try:
            request = json.loads(line)
        except ValueError:
            request = None
        if isinstance(request, dict) and isinstance(request.get("title"), str):
            return request
    return {"title": line}


def shown(value: Any) -> str:
    """Return a value as a person reads it."""
    if value is True:
        return "yes"
    if isinstance(value, list):
        numbers = all(isinstance(member, int) for member in value)
        if numbers and len(value) > 2 and value == list(range(value[0], value[-1] + 1)):
            return f"{value[0]} to {value[-1]}"
        return ", ".join(map(str, value))
    return str(value)


def table(found: dict[str, Any]) -> str:
    """Return the answer as a table of what was read, with how sure that is."""
    inferred = found.pop("inferred")
    rows = [
        (name, shown(value), inferred.get(name, {}).get("confidence", ""))
        for name, value in found.items()
        if value not in (None, False, [], 0, "")
    ]
    rows += [
        (name, shown(guess["value"]), guess["confidence"])
        for name, guess in inferred.items()
        if name not in {row[0] for row in rows}
    ]
    return "\n".join(
        f"{name:18} {value:40} {sure}".rstrip() for name, value, sure in rows
    )


def main() -> int:
    """Answer for the arguments, or for each line of the standard input."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("-h", "--help"):
        print(
            (Path(__file__).parent / "explain")
            .read_text(encoding="utf-8")
            .split("\n\n")[0]
        )
        return 2
    if arguments == ["--json"]:
        for raw in sys.stdin.buffer:
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            print(json.dumps(answer(requested(line)), ensure_ascii=True))
        return 0
    for title in arguments:
        print(
            table(answer({"title": title})), end="\n\n" if len(arguments) > 1 else "\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
