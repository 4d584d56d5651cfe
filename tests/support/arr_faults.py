"""How the fakes of Radarr and Sonarr misbehave, and how they write."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
import json
from typing import Any

from aiohttp import web

PAGE = "<!DOCTYPE html><title>Welcome</title><p>Please log in"
_STACK = "   at NzbDrone.Core.Datastore.BasicRepository`1.Get(Int32 id) in /home/builder/src/x.cs:line 42"


class Fault(StrEnum):
    """What can be wrong with the answers."""

    STARTING = "starting"
    BAD_REQUEST = "bad_request"
    INVALID = "invalid"
    CRASH = "crash"
    PAGE = "page"
    BAD_GATEWAY = "bad_gateway"
    CUT = "cut"
    HALF = "half"
    NOT_JSON = "not_json"
    HANG_UP = "hang_up"
    SILENCE = "silence"


def without_nulls(value: Any) -> Any:
    """Return an answer as it is written: what is null is left out."""
    if isinstance(value, dict):
        return {
            name: without_nulls(one) for name, one in value.items() if one is not None
        }
    if isinstance(value, list):
        return [without_nulls(one) for one in value]
    return value


def written(answer: Any) -> bytes:
    """Return JSON, in which only half characters are escaped."""
    try:
        return json.dumps(answer, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(answer).encode()


# ------------------------------------------------------------------ misbehaving


async def _starting(_: web.Request) -> web.StreamResponse:
    said = {"errorMessage": "Application is starting up, please try again later"}
    return web.json_response(said, status=503)


async def _bad_request(_: web.Request) -> web.StreamResponse:
    said = {"message": "movieId must be provided", "content": ""}
    return web.json_response(said, status=400)


async def _invalid(_: web.Request) -> web.StreamResponse:
    said = {
        "propertyName": "Path",
        "errorMessage": "The path is not valid",
        "attemptedValue": "",
        "severity": "error",
        "errorCode": "PathValidator",
    }
    return web.json_response([said], status=400)


async def _crash(_: web.Request) -> web.StreamResponse:
    said = {"message": "Sequence contains no elements", "description": _STACK}
    return web.json_response(said, status=500)


async def _page(_: web.Request) -> web.StreamResponse:
    return web.Response(text=PAGE, content_type="text/html")


async def _bad_gateway(_: web.Request) -> web.StreamResponse:
    return web.Response(status=502, text=PAGE, content_type="text/html")


async def _hang_up(request: web.Request) -> web.StreamResponse:
    assert request.transport
    request.transport.close()
    return web.Response()


async def _silence(request: web.Request) -> web.StreamResponse:
    while request.transport and not request.transport.is_closing():
        await asyncio.sleep(0.02)
    return web.Response()


INSTEAD: dict[Fault | None, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {
    Fault.STARTING: _starting,
    Fault.BAD_REQUEST: _bad_request,
    Fault.INVALID: _invalid,
    Fault.CRASH: _crash,
    Fault.PAGE: _page,
    Fault.BAD_GATEWAY: _bad_gateway,
    Fault.HANG_UP: _hang_up,
    Fault.SILENCE: _silence,
}


async def spoilt(
    request: web.Request, answer: web.StreamResponse, fault: Fault | None
) -> web.StreamResponse:
    """Return an answer as the way to us has left it."""
    if not isinstance(answer, web.Response) or not isinstance(answer.body, bytes):
        return answer
    if fault is Fault.NOT_JSON:
        return web.Response(body=b"[{'id': 1}]", content_type="application/json")
    if fault not in (Fault.CUT, Fault.HALF):
        return answer
    half = web.StreamResponse(headers={"Content-Type": "application/json"})
    body = answer.body[: len(answer.body) // 2]
    half.content_length = len(answer.body if fault is Fault.CUT else body)
    await half.prepare(request)
    await half.write(body)
    if fault is Fault.CUT and request.transport:
        request.transport.close()
    return half
