"""Asking a door's application inside this process, so that only its own work is counted."""

from __future__ import annotations

import io
from typing import Any

from django.core.handlers.wsgi import WSGIHandler


def asked(address: str, *, cookie: str = "", query: str = "") -> dict[str, Any]:
    """What a server would hand to the application for a GET."""
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "localhost:8000",
        "HTTP_COOKIE": cookie,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.version": (1, 0),
    }


def answer(application: WSGIHandler, address: str, *, cookie: str = "", query: str = "") -> tuple[str, bytes]:
    """Status line and body of the application's answer."""
    told: list[str] = []

    def start(status: str, headers: Any, *rest: Any) -> None:
        told.append(status)

    response = application(asked(address, cookie=cookie, query=query), start)  # type: ignore[arg-type]  # as a server does
    body = b"".join(response)
    response.close()
    return told[0], body


def told(application: WSGIHandler, address: str, *, query: str = "", **more: str) -> tuple[str, dict[str, str]]:
    """Status line and headers of the answer to a request that says more of itself."""
    given: list[tuple[str, Any]] = []
    response = application({**asked(address, query=query), **more}, lambda *said: given.append(said[:2]))  # type: ignore[arg-type]  # as above
    b"".join(response)
    response.close()
    return given[0][0], dict(given[0][1])
