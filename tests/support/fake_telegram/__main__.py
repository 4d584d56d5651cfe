"""Runs it by itself."""

from ..fake_alone import alone
from . import FakeTelegram


def furnished() -> FakeTelegram:
    """Return a Telegram with a private chat and a group."""
    telegram = FakeTelegram()
    telegram.private(777)
    telegram.group(-1001)
    return telegram


if __name__ == "__main__":
    alone(furnished, port=8081)
