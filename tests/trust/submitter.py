"""Somebody who tells the Commissioner something over HTTP, tries again when nobody answers, and remembers the receipt.

Speaks to the public door as a browser does, with cookies and hidden fields, over plain ``http.client``: so that a lost
connection is seen at once and nothing is retried behind the test's back.
"""

from __future__ import annotations

import html
import http.client
import re
import secrets
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

HIDDEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class NoAnswer(Exception):
    """The door did not answer, or answered that it cannot just now."""


@dataclass
class Submitter:
    """One person with one browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    location: str = ""
    """Where the last answer led."""

    def tell(self, words: str, *, until: float) -> bool:
        """Tell it, from an empty form to the receipt. True when the door acknowledged it before ``until``."""
        self.cookies.clear()
        steps = [("/tell/what-happened/", {"what_happened": words}), ("/tell/check-answers/", {})]
        return all(self._insist(address, answers, until) for address, answers in steps)

    def send(self, address: str, fields: dict[str, str], *, form_at: str = "") -> str:
        """Fill in the form of a page and send it, with the hidden fields that stand there; the page that answers.
        ``form_at`` is where the form stands, if not at the address that it is sent to."""
        _, page = self.ask("GET", form_at or address)
        return self.answer(page, address, fields)

    def answer(self, page: str, address: str, fields: dict[str, str]) -> str:
        """Send a form that this page shows; the page that answers, after the redirect if there is one."""
        hidden = {name: html.unescape(value) for name, value in FIELD.findall(page)}
        status, shown = self.ask("POST", address, {**hidden, **fields})
        assert status in {200, 302}, (address, status, shown[:2000])
        assert "There is a problem" not in shown, shown
        return self.ask("GET", self.location)[1] if status == 302 else shown

    def attach(self, address: str, name: str, content: bytes) -> str:
        """Send a file from a page's form, as a browser does; the page that answers."""
        token = HIDDEN.search(self.ask("GET", address)[1])
        assert token, address
        edge = secrets.token_hex(16)
        head = f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token[1]}\r\n'
        head += f'--{edge}\r\nContent-Disposition: form-data; name="attached"; filename="{name}"\r\n'
        body = f"{head}Content-Type: text/plain\r\n\r\n".encode() + content + f"\r\n--{edge}--\r\n".encode()
        status, shown = self._ask("POST", address, body, f"multipart/form-data; boundary={edge}")
        assert status == 302, (address, status, shown[:2000])
        return self.ask("GET", self.location)[1]

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
        if fields is None:
            return self._ask(method, address, None, "")
        return self._ask(method, address, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def _ask(self, method: str, address: str, body: bytes | None, kind: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "Host": f"localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if body is not None:
            headers["Content-Type"] = kind
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
        self.location = urlsplit(answer.headers.get("Location", "")).path
        return answer.status, page
