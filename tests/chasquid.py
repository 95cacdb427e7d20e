"""chasquid, a mail server of Debian's packages, as a real server for a journey: TLS, a login, mail that ends in files.

It runs as any user, with a configuration, a queue and a log of its own in one folder; nothing of the machine's own mail
is touched. It knows the addresses that it was started with, and sends nothing elsewhere.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.mail_server import Certificates, certificates, free_port

DOMAIN = "mail.test"
USER, PASSWORD = f"office@{DOMAIN}", "three words: of/the@relay"
_READY_WITHIN = 10.0

_CONFIGURATION = """\
hostname: "localhost"
submission_address: "127.0.0.1:{start}"
submission_over_tls_address: "127.0.0.1:{implicit}"
mail_delivery_agent_bin: "{folder}/deliver"
mail_delivery_agent_args: "%to%"
data_dir: "{folder}/data"
mail_log_path: "{folder}/log"
"""

# One file for each mail, which has its name only once it is whole.
_DELIVER = """\
#!/bin/sh
set -e
waiting=$(mktemp "{folder}/mail/.XXXXXXXX")
cat > "$waiting"
mv "$waiting" "{folder}/mail/$1.$$"
"""


@dataclass
class MailRelay:
    """A running server. ``start`` is its port with STARTTLS, ``implicit`` that with TLS from the first byte."""

    start: int
    implicit: int
    folder: Path
    certificates: Certificates

    def mail_to(self, address: str, within: float = 10.0) -> list[EmailMessage]:
        """What was delivered to an address; waits for the first."""
        deadline = time.monotonic() + within
        while True:
            found = [
                message_from_bytes(path.read_bytes(), policy=policy.default)
                for path in sorted((self.folder / "mail").glob(f"{address}.*"))
            ]
            if found or time.monotonic() > deadline:
                return found
            time.sleep(0.05)

    def log(self) -> str:
        """What it wrote down, for a test that fails."""
        return (self.folder / "log").read_text(errors="replace")


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not found:
        pytest.fail(f"This journey needs a real mail server, and {name} is not there: apt-get install chasquid")
    return found


@contextmanager
def mail_relay(folder: Path, *addresses: str) -> Iterator[MailRelay]:
    """The server on two ports of 127.0.0.1, for ``addresses`` of its domain; stopped at the end."""
    relay = MailRelay(free_port(), free_port(), folder, certificates(folder / "made"))
    own = folder / "certs" / "localhost"
    own.mkdir(parents=True)
    shutil.copy(relay.certificates.chain, own / "fullchain.pem")
    shutil.copy(relay.certificates.key, own / "privkey.pem")
    for part in (f"domains/{DOMAIN}", "data", "mail"):
        (folder / part).mkdir(parents=True)
    deliver = folder / "deliver"
    deliver.write_text(_DELIVER.format(folder=folder))
    deliver.chmod(0o755)
    (folder / "chasquid.conf").write_text(
        _CONFIGURATION.format(start=relay.start, implicit=relay.implicit, folder=folder)
    )
    for address in (USER, *addresses):
        subprocess.run(
            [_program("chasquid-util"), f"--configdir={folder}", "user-add", address, f"--password={PASSWORD}"],
            check=True, capture_output=True,
        )  # fmt: skip
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [_program("chasquid"), f"--config_dir={folder}"],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
        try:
            _await(relay, process)
            yield relay
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await(relay: MailRelay, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _READY_WITHIN
    for port in (relay.start, relay.implicit):
        while True:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"chasquid does not start:\n{(relay.folder / 'output').read_text(errors='replace')}")
            time.sleep(0.05)
