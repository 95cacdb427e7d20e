"""Somebody who tells the Commissioner something over HTTP, tries again when nobody answers, and remembers the receipt.

Speaks to the public door as a browser does, with cookies and hidden fields, over plain ``http.client``: so that a lost
connection is seen at once and nothing is retried behind the test's back.
"""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

HIDDEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class NoAnswer(Exception):
    """The door did not answer, or answered that it cannot just now."""


@dataclass
class Submitter:
    """One person with one browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def tell(self, words: str, *, until: float) -> bool:
        """Tell it, from an empty form to the receipt. True when the door acknowledged it before ``until``."""
        self.cookies.clear()
        steps = [("/tell/what-happened/", {"what_happened": words}), ("/tell/check-answers/", {})]
        return all(self._insist(address, answers, until) for address, answers in steps)

    def _insist(self, address: str, answers: dict[str, str], until: float) -> bool:
        """Send until the door takes it: what a person does with the page that says "try again"."""
        while time.monotonic() < until:
            try:
                _, page = self.ask("GET", address)
                found = HIDDEN.search(page)
                if found is None:  # sent already: the answer was lost on the way, and the page leads to the receipt
                    return address == "/tell/check-answers/"
                status, _ = self.ask("POST", address, {"csrfmiddlewaretoken": found[1], **answers})
            except NoAnswer:
                time.sleep(0.1)
                continue
            if status == 302:
                return True
        return False

    def ask(self, method: str, address: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """One request. Raises NoAnswer for a lost connection and for any status of 500 or more."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "Host": f"localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://localhost:{self.port}"
        try:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer from error
        finally:
            connection.close()
        if answer.status >= 500:
            raise NoAnswer
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer.status, page
