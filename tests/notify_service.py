"""GOV.UK Notify as its documentation describes it, as far as Candour speaks to it: templates, and sending an email.

Written from the REST documentation, not from the client library. ``TestFake`` (kernel/notifications/tests/test_notify.py)
holds the two against one another, so that neither can drift alone.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"office_live-{SERVICE}-{SECRET}"
CLOCK = "Error: Your system clock must be accurate to within 30 seconds"


class Wrong(Exception):
    """An answer other than success: its status, the documented kind and the documented words."""

    def __init__(self, status: int, kind: str, words: str) -> None:
        super().__init__(words)
        self.status, self.kind, self.words = status, kind, words


@dataclass
class NotifyService:
    """One service with its templates. ``failing`` makes every request fail so."""

    address: str = ""
    templates: dict[str, dict[str, Any]] = field(default_factory=dict)
    taken: list[dict[str, Any]] = field(default_factory=list)
    failing: Wrong | None = None
    wait: float = 0
    trial: bool = False

    def template(self, body: str, *, kind: str = "email", fields: tuple[str, ...] = ()) -> str:
        """A template of this service; returns its id."""
        made = str(uuid.uuid4())
        self.templates[made] = {
            "id": made, "name": "x", "type": kind, "version": 3, "subject": "Subject", "body": body,
            "personalisation": {name: {"required": True} for name in fields},
        }  # fmt: skip
        return made

    def authorised(self, header: str) -> None:
        """The token that the documentation asks for: signed with the key's secret, for this service, within 30 seconds."""
        scheme, _, token = header.partition(" ")
        if scheme != "Bearer" or not token:
            raise Wrong(401, "AuthError", "Unauthorized: authentication bearer scheme must be used")
        try:
            if jwt.get_unverified_header(token) != {"typ": "JWT", "alg": "HS256"}:
                raise Wrong(403, "AuthError", "Invalid token: algorithm used is not HS256")
            unchecked = {"verify_iat": False, "verify_exp": False}
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], options=unchecked)  # type: ignore[arg-type]
        except jwt.PyJWTError:
            raise Wrong(403, "AuthError", "Invalid token: API key not found") from None
        if claims.get("iss") != SERVICE:
            raise Wrong(403, "AuthError", "Invalid token: service not found")
        if not isinstance(claims.get("iat"), int) or abs(time.time() - claims["iat"]) > 30:
            raise Wrong(403, "AuthError", CLOCK)

    def described(self, template: str) -> dict[str, Any]:
        """``GET /v2/template/{id}``."""
        if template not in self.templates:
            raise Wrong(404, "NoResultFound", "No result found")
        return self.templates[template]

    def sent(self, asked: dict[str, Any]) -> dict[str, Any]:
        """``POST /v2/notifications/email``."""
        known = {
            "email_address", "template_id", "personalisation", "reference", "email_reply_to_id",
            "one_click_unsubscribe_url", "sanitise_content_for",
        }  # fmt: skip
        for name in ("email_address", "template_id"):
            if not isinstance(asked.get(name), str):
                raise Wrong(400, "ValidationError", f"{name} is a required property")
        if strange := sorted(asked.keys() - known):
            raise Wrong(400, "ValidationError", f"Additional properties are not allowed ({strange[0]} was unexpected)")
        if "@" not in asked["email_address"]:
            raise Wrong(400, "ValidationError", f"email_address {asked['email_address']} is not a valid email address")
        if asked["template_id"] not in self.templates:
            raise Wrong(400, "BadRequestError", "Template not found")
        given = asked.get("personalisation", {})
        template = self.templates[asked["template_id"]]
        if missing := sorted(template["personalisation"].keys() - given.keys()):
            raise Wrong(400, "BadRequestError", f"Missing personalisation: {', '.join(missing)}")
        if self.trial:
            raise Wrong(400, "BadRequestError", "Can't send to this recipient when service is in trial mode")
        self.taken.append(asked)
        made = str(uuid.uuid4())
        return {
            "id": made, "reference": asked.get("reference"), "scheduled_for": None,
            "uri": f"{self.address}/v2/notifications/{made}",
            "content": {"subject": template["subject"], "body": template["body"], "from_email": "x@example.invalid"},
            "template": {"id": template["id"], "version": 3, "uri": f"{self.address}/v2/template/{template['id']}"},
        }  # fmt: skip


def _handler(service: NotifyService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(200, lambda: service.described(self.path.removeprefix("/v2/template/")))

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            if self.path != "/v2/notifications/email" or self.headers.get("Content-Type") != "application/json":
                self._send(404, {"result": "error", "message": "The requested URL was not found"})
                return
            self._answer(201, lambda: service.sent(json.loads(sent)))

        def _answer(self, status: int, work: Any) -> None:
            time.sleep(service.wait)
            try:
                if service.failing is not None:
                    raise service.failing
                service.authorised(self.headers.get("Authorization", ""))
                self._send(status, work())
            except Wrong as wrong:
                told = {"status_code": wrong.status, "errors": [{"error": wrong.kind, "message": wrong.words}]}
                self._send(wrong.status, told)

        def _send(self, status: int, told: dict[str, Any]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Nothing: a test's output is its own."""

    return Handler


@contextmanager
def notify_service() -> Iterator[NotifyService]:
    """The service on a port of 127.0.0.1."""
    service = NotifyService()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(service))
    service.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
