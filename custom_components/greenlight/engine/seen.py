"""Seen: a mark of what a person sees of a question, so that they decide on just that."""

from hashlib import blake2b
from typing import Final

from .request import Request

# Letters of a mark; it tells changes apart and is no secret.
LENGTH: Final = 8


def seen(request: Request) -> str:
    """Return a mark of the facts of a question: it changes if, and only if, they do.

    What may be elsewhere a moment later (who shares it, what else is on offer, how full the disk
    is, how the votes stand) is not among them.
    """
    weighed = request.weighed
    facts: tuple[object, ...] = (
        request.release.title,
        request.bytes,
        request.tell,
        *(
            (
                weighed.work and (weighed.work.title, weighed.work.year),
                [(work.title, work.year) for work in weighed.works],
                weighed.rows,
                weighed.gains,
                weighed.losses,
                [file for file in weighed.there if file.replaced],
            )
            if weighed
            else ()
        ),
    )
    return blake2b(repr(facts).encode(), digest_size=LENGTH // 2).hexdigest()
