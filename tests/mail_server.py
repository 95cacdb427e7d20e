"""A real mail server for tests, from a package, with certificates that an authority of the tests' own has signed."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "office", "p@ss: of/the relay"


@dataclass(frozen=True)
class Certificates:
    """An authority, and a key with its certificate for one name."""

    authority: Path
    chain: Path
    key: Path


def certificates(folder: Path, name: str = "localhost", *, days: int = 30) -> Certificates:
    """Made anew in ``folder``; with ``days`` below zero it ran out that many days ago."""
    root_key, own_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])
    now = dt.datetime.now(dt.UTC)
    begins, ends = now - dt.timedelta(days=90), now + dt.timedelta(days=days)

    def begun(subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(root_name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
        )

    root = (
        begun(root_name, root_key)
        .not_valid_after(now + dt.timedelta(days=90))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False)
        .add_extension(_usage(of_authority=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "localhost":
        names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    own = (
        begun(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), own_key)
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .add_extension(_usage(of_authority=False), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    made = Certificates(folder / "authority.crt", folder / "server.crt", folder / "server.secret")
    made.authority.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    made.chain.write_bytes(own.public_bytes(serialization.Encoding.PEM))
    made.key.write_bytes(
        own_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return made


def _usage(*, of_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not of_authority, key_cert_sign=of_authority, crl_sign=of_authority,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


@dataclass
class MailServer:
    """A running server and what it took. ``refuse`` maps a command to the answer that it gets instead."""

    port: int
    taken: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    over_tls: list[bool] = field(default_factory=list)
    logged_in: list[bool] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if "MAIL" in self.refuse:
            return self.refuse["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if "RCPT" in self.refuse:
            return self.refuse["RCPT"].replace("ADDRESS", address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if "DATA" in self.refuse:
            return self.refuse["DATA"]
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, message))
        self.over_tls.append(server.transport.get_extra_info("ssl_object") is not None)
        self.logged_in.append(bool(session.authenticated))
        return "250 taken"


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def mail_server(
    with_certificates: Certificates | None, *, implicit: bool = False, login: bool = False
) -> Iterator[MailServer]:
    """A server on 127.0.0.1: with STARTTLS, or ``implicit`` TLS, or without any; with ``login`` only for its user."""
    running = MailServer(free_port())
    options: dict[str, Any] = {"hostname": "127.0.0.1", "port": running.port}
    if with_certificates is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(with_certificates.chain, with_certificates.key)
        options |= {"ssl_context": context} if implicit else {"tls_context": context, "require_starttls": True}
    if login:

        def right(server: Any, session: Any, envelope: Any, mechanism: str, told: Any) -> AuthResult:
            good = isinstance(told, LoginPassword) and (told.login, told.password) == (
                USER.encode(), PASSWORD.encode(),
            )  # fmt: skip
            return AuthResult(success=good, handled=False)

        # Over implicit TLS it cannot tell that there is TLS, and would offer no login.
        options |= {"authenticator": right, "auth_required": True, "auth_require_tls": not implicit}
    controller = Controller(running, **options)
    controller.start()
    try:
        yield running
    finally:
        controller.stop()
