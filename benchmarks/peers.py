"""Libraries to measure beside, each in an environment of its own in the cache folder."""

import os
from pathlib import Path
import subprocess
import sys

ROOT = Path(__file__).parents[1]


def environment(library: str, folder: str = "titles") -> Path | None:
    """Return the interpreter of an environment that has the library, or None, and say why."""
    cache = Path(
        os.environ.get("GREENLIGHT_CACHE", Path.home() / ".cache" / "greenlight")
    )
    place = cache / folder / library
    python = place / "bin" / "python"
    if (place / ".installed").exists():
        return python
    uv = str(ROOT / "scripts" / "uv")
    try:
        for command in (
            [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(place)],
            [uv, "pip", "install", "--quiet", "--python", str(python), library],
        ):
            subprocess.run(
                command, check=True, timeout=300, capture_output=True, text=True
            )
    except (subprocess.SubprocessError, OSError) as problem:
        print(
            f"{library}: cannot be had: {getattr(problem, 'stderr', None) or problem}"
        )
        return None
    (place / ".installed").touch()
    return python
