"""How Telegram refuses."""

from typing import Any


class Refusal(Exception):
    """A refusal: ``code`` is its HTTP status, too, ``parameters`` say what can be done about it."""

    def __init__(self, description: str, code: int = 400, **parameters: int) -> None:
        """Keep what is answered, in Telegram's words."""
        super().__init__(description)
        self.description = description
        self.code = code
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return what is answered."""
        said: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        return {**said, "parameters": self.parameters} if self.parameters else said


def bad_request(words: str) -> Refusal:
    """Return a refusal of what was asked for."""
    return Refusal(f"Bad Request: {words}")


def flood(seconds: int) -> Refusal:
    """Return a refusal because of too many requests."""
    return Refusal(
        f"Too Many Requests: retry after {seconds}", 429, retry_after=seconds
    )


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)
WITH_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
    "the webhook first"
)
