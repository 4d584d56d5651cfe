"""Text: what strangers write, made fit to be kept and shown."""

from typing import Final

MAX_TITLE_CHARS: Final = 300


def clean_title(text: str) -> str:
    """Return a stranger's title as one capped line without control characters."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:MAX_TITLE_CHARS]
