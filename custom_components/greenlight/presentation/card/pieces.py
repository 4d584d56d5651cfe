"""Pieces: what is said, as plain data; it becomes words in the card, in the language of who reads it."""

from collections.abc import Iterable, Mapping
from typing import Any

from ...engine.reason import Param, Reason
from ...engine.wording import shown_params
from ..cut import MOST_OF_SENTENCE, clean
from ..saying import Lasting, Piece, Say, Several, Size, When, Within
from ..texts import SIZES

type Json = dict[str, Any]


def piece_view(said: Piece) -> Any:
    """Return a piece as ``Piece`` of ``model.ts``; what strangers wrote in it is clean."""
    match said:
        case Say():
            return _text(
                said.key, {name: piece_view(value) for name, value in said.params}
            )
        case Reason():
            return _text(f"reason_{said.code}", _typed(said))
        case Within():
            return {"within": piece_view(said.piece)}
        case Several():
            several: Json = {"list": piece_views(said.pieces)}
            return several | {"and": True} if said.last else several
        case Size():
            return {"size": said.bytes}
        case When():
            return {"when": said.epoch, **({"at": True} if said.within else {})}
        case Lasting():
            return {"lasting": said.seconds}
        case str():
            return clean(said, MOST_OF_SENTENCE)
    return said


def piece_views(said: Iterable[Piece]) -> list[Any]:
    """Return each of them."""
    return [piece_view(one) for one in said]


def filled(data: Json) -> Json:
    """Return data without what there is nothing to say of."""
    return {
        key: value for key, value in data.items() if value is not None and value != ""
    }


def _text(key: str, params: Mapping[str, Any]) -> Json:
    return {"say": key, "with": params} if params else {"say": key}


def _typed(reason: Reason) -> Json:
    """Return the values of a reason, each as what it is: bytes, a time, a name or a number."""
    params = shown_params(reason)
    return {name: _value(reason, name, value) for name, value in params.items()}


def _value(reason: Reason, name: str, value: Param) -> Any:
    if name == "until" and isinstance(value, float):
        return {"when": value}
    if reason.code in SIZES and isinstance(value, int):
        return {"size": value}
    return piece_view(value)
