"""The few ways in which a download client can fail."""

from typing import ClassVar


class ClientError(Exception):
    """The client could not do it. ``key`` names the message a person is shown.

    ``retry`` says whether the same call may work later without anybody's help; ``detail`` is the
    server's own word on it, without secrets.
    """

    key: ClassVar[str] = "cannot_connect"
    retry: ClassVar[bool] = True

    def __init__(self, detail: str = "") -> None:
        """Keep the detail apart from the message, which is translated where it is shown."""
        super().__init__(detail or self.key)
        self.detail = detail


class CannotConnect(ClientError):
    """Nobody answers at that address, so nothing was asked of the server."""


class SwitchedOff(CannotConnect):
    """The client is not to be used at the moment, so nothing was asked of the server."""

    key = "switched_off"


class ClientTimeout(ClientError):
    """The server did not answer in time; it may have done what was asked."""

    key = "timeout"


class ConnectionLost(ClientTimeout):
    """The connection was lost before the answer; the server may have done what was asked."""

    key = "connection_lost"


class TlsFailed(ClientError):
    """The encrypted connection could not be made, or its certificate is not trusted."""

    key = "tls_failed"


class InvalidAuth(ClientError):
    """The server refuses the user, password or key; trying again would lead to a ban."""

    key = "invalid_auth"
    retry = False


class Banned(ClientError):
    """The server refuses to talk to us for a while after too many failed logins."""

    key = "banned"


class HostRejected(ClientError):
    """The server refuses the Host header, so the address is not one it expects."""

    key = "host_rejected"
    retry = False


class ProxyAuth(ClientError):
    """A proxy in front of the server wants a login of its own, or has refused ours."""

    key = "proxy_auth"
    retry = False


class NotThisClient(ClientError):
    """Something else answers at that address."""

    key = "not_this_client"
    retry = False


class TooOld(ClientError):
    """The server's version is older than what is supported."""

    key = "too_old"
    retry = False


class BadAnswer(ClientError):
    """The server answered with an error or with something that cannot be read."""

    key = "bad_answer"


class NotSupported(ClientError):
    """The client, or its version, has no such thing."""

    key = "not_supported"
    retry = False


class CategoryRefused(ClientError):
    """The client will not have a category of that name."""

    key = "category_refused"
    retry = False


class ReleaseRefused(ClientError):
    """The client will not have this torrent or file, now or later."""

    key = "release_refused"
    retry = False


class UnknownDownload(ClientError):
    """The client has no such download."""

    key = "unknown_download"
    retry = False
