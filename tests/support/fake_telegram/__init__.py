"""A Telegram on loopback, for one bot: what strangers' clients take for the real one.

``python -m tests.support.fake_telegram --port 8081`` runs it by itself, with the chats 777 and -1001.
"""

from .refusal import Refusal, bad_request, flood
from .server import TOKEN, Call, FakeTelegram
from .state import Chat, Message, Press

__all__ = [
    "TOKEN",
    "Call",
    "Chat",
    "FakeTelegram",
    "Message",
    "Press",
    "Refusal",
    "bad_request",
    "flood",
]
