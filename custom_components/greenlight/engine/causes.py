"""Causes: why a request was moved or noted, where something follows from that."""

from typing import Final

# It is put up when another of the same item has failed.
NEXT_BEST: Final = "next_best"
# It is put up when another of the same item was declined as just that one.
NEXT_AFTER_NO: Final = "next_after_no"
# People are asked about what has waited until fewer questions did, or until it was wanted.
TURN_CAME: Final = "turn_came"
CAME_BACK: Final = "came_back"
ASKED_ANEW: Final = frozenset({NEXT_BEST, NEXT_AFTER_NO, TURN_CAME, CAME_BACK})
# A question ends when a better release of the same item is asked about instead.
BETTER_CAME: Final = "better_came"
# A rule approves what nobody has answered.
UNANSWERED: Final = "approved_unanswered"
# What a program orders is declined without a question.
REFUSED_BEFORE: Final = "refused_before"
# A client has a download that it was handed, other than what it had already.
TOOK: Final = frozenset(
    """client_took_it client_took_it_instead client_took_it_for_another client_had_room
    program_took_it""".split()
)
