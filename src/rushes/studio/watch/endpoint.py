"""Where Prometheus is answered: a port of its own, with nothing behind it but figures."""

from __future__ import annotations

import threading
from typing import Any
from wsgiref.simple_server import WSGIServer

from rushes.errors import BadInputError


def prometheus(field: str) -> Any:  # noqa: ANN401 - a module
    """Return prometheus-client.

    Args:
        field: What in the studio's file asked for it.

    Raises:
        BadInputError: The extra ``watch`` is not installed.
    """
    try:
        import prometheus_client
    except ImportError as error:
        raise BadInputError(
            f"{field} asks for prometheus-client, which is not installed. Run: pip install 'rushes[watch]'"
        ) from error
    prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call] # theirs
    return prometheus_client


class Endpoint:
    """Answers Prometheus until it is ended.

    Attributes:
        address: ``host:port``, the port it got included.
    """

    def __init__(self, address: str, registry: object, *, field: str) -> None:
        """Begin to answer.

        Args:
            address: ``host:port``; port 0 for one that is free.
            registry: What it tells.
            field: What in the studio's file named the address.

        Raises:
            BadInputError: The address can't be used.
        """
        host, _, port = address.rpartition(":")
        start = prometheus(field).start_http_server
        try:
            found: tuple[WSGIServer, threading.Thread] = start(int(port), addr=host.strip("[]"), registry=registry)
        except (OSError, OverflowError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise BadInputError(
                f"{field}: {address} can't be used ({why}). Name another port, or end what listens there."
            ) from error
        self._server, self._thread = found
        self.address = f"{host}:{self._server.server_address[1]}"

    def end(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
