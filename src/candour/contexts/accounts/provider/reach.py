"""The one place from which a door calls another machine, and only the provider that it was told of.

Nothing is followed (a redirect is a fault), nothing is waited for long, nothing large is read, no certificate is taken
on trust, and neither proxies nor passwords are picked up from the environment. Only the views of a provider come here,
and where none is configured they do not exist.
"""

from __future__ import annotations

import json
import threading
from typing import Any

import requests

PATIENCE = (3.05, 6.0)
"""Seconds to connect, and to wait for each part of an answer."""
LONGEST_ANSWER = 256 * 1024
_AT_ONCE = threading.BoundedSemaphore(3)
"""So many threads of a door's eight may wait for the provider: a slow one, or whoever keeps asking for it without being
anybody, does not keep the door from those who are signed in."""


class Unreachable(Exception):
    """No answer that could be used. ``code`` says why, in a word for the log: never anything that the answer said."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def get(address: str, *, authorities: str) -> dict[str, Any]:
    """The JSON object at this address. Raises Unreachable."""
    return _ask("GET", address, authorities)


def post(
    address: str, *, form: dict[str, str], login: tuple[str, str] | None, authorities: str
) -> tuple[int, dict[str, Any]]:
    """Send a form, with a name and password if ``login`` has them; the status and the JSON object of the answer.

    Raises Unreachable; a status of 400 or 401 is an answer, because there the provider says what was wrong.
    """
    return _send("POST", address, authorities, (200, 400, 401), data=form, auth=login)


def _ask(method: str, address: str, authorities: str) -> dict[str, Any]:
    return _send(method, address, authorities, (200,))[1]


def _send(
    method: str, address: str, authorities: str, good: tuple[int, ...], **given: Any
) -> tuple[int, dict[str, Any]]:
    if not _AT_ONCE.acquire(blocking=False):
        raise Unreachable("busy")
    try:
        return _answered(method, address, authorities, good, **given)
    finally:
        _AT_ONCE.release()


def _answered(
    method: str, address: str, authorities: str, good: tuple[int, ...], **given: Any
) -> tuple[int, dict[str, Any]]:
    with requests.Session() as session:
        session.trust_env = False
        try:
            with session.request(
                method,
                address,
                timeout=PATIENCE,
                allow_redirects=False,
                verify=authorities or True,
                stream=True,
                headers={"Accept": "application/json"},
                **given,
            ) as answer:
                if answer.status_code not in good:
                    raise Unreachable(f"status_{answer.status_code}")
                read = b""
                for part in answer.iter_content(16_384):
                    read += part
                    if len(read) > LONGEST_ANSWER:
                        raise Unreachable("too_long")
        except requests.exceptions.SSLError:
            raise Unreachable("certificate") from None
        except requests.exceptions.Timeout:
            raise Unreachable("timeout") from None
        except (requests.exceptions.RequestException, OSError, ValueError):
            raise Unreachable("no_connection") from None
    try:
        told = json.loads(read)
    except (ValueError, RecursionError):
        raise Unreachable("not_json") from None
    if not isinstance(told, dict):
        raise Unreachable("not_json")
    return answer.status_code, told
