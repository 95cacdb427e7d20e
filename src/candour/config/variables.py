"""Every setting that an installation may have: who is told it, and what goes wrong.

One list, from which three things are made: what ``candour run`` hands to each of its processes and to no other, the
table of docs/operating/configuration.md, and the test that no setting is read that is not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

PUBLIC, DELIVERY, OFFICE = "public door", "delivery door", "office door"
DELIVERY_WORKER, OFFICE_WORKER = "delivery worker", "office worker"
SEQUENCER = "sequencer"
COMMAND = "commands"
"""``candour`` itself: the supervisor, the doctor and everything else that is typed."""

DOORS = (PUBLIC, DELIVERY, OFFICE)
STAFF = (DELIVERY, OFFICE)
WORKERS = (DELIVERY_WORKER, OFFICE_WORKER)
OFFICE_SIDE = (OFFICE, OFFICE_WORKER)
MAILING = (*STAFF, *WORKERS, COMMAND)
"""Who sends mail: workers what is due, a staff door an invitation, at once, so that it fails in sight of who invites."""
EVERYBODY = (*DOORS, *WORKERS, SEQUENCER, COMMAND)


@dataclass(frozen=True)
class Variable:
    """One setting. ``default`` and ``example`` are as they would be written; both may be empty."""

    name: str
    told: tuple[str, ...]
    about: str
    default: str
    example: str
    wrong: str
    is_secret: bool = False
    by_supervisor: bool = False
    """Set by ``candour run`` for its processes, and by nobody else unless they run a door themselves."""


def _of_providers() -> Iterator[Variable]:
    for door in STAFF:
        begins, told = f"CANDOUR_{door.split()[0].upper()}_OIDC_", (door, COMMAND)
        where = f"at the {door}"
        yield Variable(
            f"{begins}ISSUER", told, f"the OpenID Connect provider with which people may sign in {where}", "none: off",
            "https://login.example/tenant", "the door does not start unless it is https; an issuer that differs from the"
            " provider's own by one character is refused at sign-in (`issuer_of_description` in the log)",
        )  # fmt: skip
        yield Variable(
            f"{begins}CLIENT_ID", told, "what the provider calls this door", "", "candour-office",
            "the provider refuses to begin",
        )  # fmt: skip
        yield Variable(
            f"{begins}SECRET_FILE", told, "a file that holds the client's secret, one line", "",
            "/etc/candour/office-oidc", "missing or empty: the door does not start; a wrong secret: `client_refused`",
        )  # fmt: skip
        yield Variable(
            f"{begins}NAME", told, "what people call the provider: it stands on the button", "the issuer's host name",
            "Home Office ID", "",
        )  # fmt: skip
        yield Variable(
            f"{begins}SECOND_FACTORS", told, f"which of the provider's statements replace the passkey {where}, separated"
            " by spaces", "none: a passkey is always shown", "amr:mfa acr:urn:example:two",
            "one that the provider makes without a second proof lets a stolen password in",
        )  # fmt: skip


def _of_templates() -> Iterator[Variable]:
    for kind, told, about in (
        ("STAFF", WORKERS, "“Something needs you”, to somebody who signs in"),
        ("NUDGE", (OFFICE_WORKER,), "“A message is waiting for you”, to a reporter"),
        (
            "HOLDER",
            (OFFICE_WORKER,),
            "the ledger's checkpoint of the day, to its holders; filled with `((checkpoint))`",
        ),
        ("INVITATION", STAFF, "the link to enrol; the one thing that it is filled with is `((link))`"),
    ):
        for code, language in (("EN", "English"), ("CY", "Welsh")):
            english = code == "EN"
            yield Variable(
                f"CANDOUR_NOTIFY_{kind}_{code}", (*told, COMMAND), f"id of the template in {language}: {about}",
                "by SMTP if that is set" if english else "the English one", "6ce466d0-fd6a-11e5-82f5-e0accb9d11a6",
                "this kind of mail fails (`NotifyTemplateMissing`) unless SMTP is set too" if english else "",
            )  # fmt: skip


def _of_contact() -> Iterator[Variable]:
    for kind, about, example in (
        ("EMAIL", "email address", "office@office.example"),
        ("TELEPHONE", "telephone", "020 7946 0000"),
        ("RELAY", "Relay UK number", "18001 020 7946 0000"),
        ("BSL_RELAY", "number or address through a video relay service, in words", "SignVideo: office.example/bsl"),
        ("BSL_VIDEO", "signed video, an `https:` address", "https://office.example/bsl"),
        ("POST", "postal address", "1 Example Street, London"),
        ("DATA_PROTECTION", "data protection officer", "dpo@office.example"),
        ("SECURITY", "where weaknesses are reported, `mailto:` or `https:`", "mailto:security@office.example"),
    ):
        yield Variable(
            f"CANDOUR_CONTACT_{kind}", DOORS, f"the office's {about}" if kind != "SECURITY" else about, "none", example,
            "the pages say that there is none",
        )  # fmt: skip


VARIABLES: tuple[Variable, ...] = (
    Variable("CANDOUR_HOME", EVERYBODY, "data, secrets, logs", ".candour", "/var/lib/candour",
             "another office than the one you meant"),
    Variable("CANDOUR_PORT", EVERYBODY, "the public door's port; delivery and office follow it", "8000", "9000",
             "`candour run` names the port that is in use"),
    Variable("CANDOUR_BIND", (*DOORS, COMMAND), "the address that the doors listen on", "127.0.0.1", "10.0.0.5",
             "anything but this machine's own needs a proxy that adds TLS"),
    *(
        Variable(f"CANDOUR_{door.split()[0].upper()}_ADDRESS", EVERYBODY, f"where the {door} is reached from outside",
                 f"http://localhost:{8000 + number}", f"https://{host}.example",
                 "links in mail lead nowhere, passkeys belong to the wrong name, cookies go without TLS")
        for number, (door, host) in enumerate(zip(DOORS, ("tell", "partners", "office"), strict=True))
    ),
    Variable("CANDOUR_DEMONSTRATION", EVERYBODY, "1: synthetic people, whom anybody may sign in as", "off",
             "1", "no door serves with it on a public address"),
    Variable("CANDOUR_OFFICE_KEY", (COMMAND,), "the office's key file, which opens what people write: on a device that is"
             " not this disk ([keys](keys.md)); the present one first, more than one separated by `:` while keys change",
             "none; the demonstration has its own", "/media/office/office.key",
             "`candour run` starts nothing: what people write could not be sealed"),
    Variable("CANDOUR_OFFICE_KEY_PASSPHRASE_FILE", (COMMAND,), "a file that holds the passphrase of the key file",
             "the terminal is asked", "/run/candour/passphrase", "the key cannot be opened"),
    Variable("CANDOUR_OFFICE_KEY_COMMAND", (COMMAND,), "a command that prints the office's keys, in place of a file",
             "none", "fetch-key candour-office", "the command's status is said"),
    Variable("CANDOUR_LEDGER_NAME", (COMMAND,), "what the names of the ledger's trees begin with, for ever"
             " ([ledger](ledger.md)); read when their keys are made", "the public door's host", "tell.example",
             "whoever verifies asks which office this is"),
    Variable("CANDOUR_LEDGER_SIGNING_KEY", (SEQUENCER, COMMAND), "the file with the keys that sign the trees",
             "`CANDOUR_HOME/secrets/ledger-signing-key`", "/media/office/ledger.key", "the sequencer ends and says so"),
    Variable("CANDOUR_LEDGER_CHECKPOINTS", (SEQUENCER, OFFICE_WORKER, COMMAND), "where the inner tree's checkpoints are"
             " left", "`CANDOUR_HOME/ledger-checkpoints`", "/mnt/checkpoints", "the sequencer ends and says so"),
    Variable("CANDOUR_LEDGER_HOLDERS", (OFFICE_WORKER, COMMAND), "who outside gets the day's checkpoint of the inner tree"
             " by mail: addresses, separated by commas", "nobody", "holder@example.org",
             "a ledger that was cut short is noticed later, or never"),
    Variable("CANDOUR_LEDGER_CLOSES_AT", (SEQUENCER, COMMAND), "when the ledger's day is closed, in London",
             "03:00; the demonstration's at once", "03:00", "not understood: the sequencer does not start"),
    *_of_contact(),
    Variable("CANDOUR_QUICK_EXIT", (PUBLIC,), "where “Leave this page quickly” leads",
             "https://www.bbc.co.uk/weather", "https://www.bbc.co.uk/weather", ""),
    Variable("CANDOUR_MAIL_FROM", MAILING, "who mail is from", "office@candour.invalid", "office@office.example",
             "mail servers refuse the default (`SMTPSenderRefused`)"),
    Variable("CANDOUR_NUDGE_FROM", (OFFICE_WORKER, COMMAND), "who the mail to a reporter is from: an address that says"
             " nothing of the office", "`CANDOUR_MAIL_FROM`", "messages@example.org",
             "others in a household read the sender first"),
    Variable("CANDOUR_MAIL_URL", MAILING, "the mail server, with the user and password in the address: `smtp://` with"
             " STARTTLS, `smtps://` with TLS from the first byte", "written to `CANDOUR_HOME/mail`",
             "smtp://user:password@mail.example:587", "not understood: nothing starts; see “Mail” below",
             is_secret=True),
    Variable("CANDOUR_NOTIFY_KEY_FILE", MAILING, "a file that holds a key of GOV.UK Notify", "none: off",
             "/etc/candour/notify-key", "`NotifyKeyRefused`"),
    *_of_templates(),
    Variable("CANDOUR_NOTIFY_ADDRESS", MAILING, "where GOV.UK Notify is",
             "https://api.notifications.service.gov.uk", "", "`NotifyDown`"),
    *_of_providers(),
    Variable("CANDOUR_CLAMD", (OFFICE_WORKER, COMMAND), "the scanner of files, `unix:` and its socket or `tcp:` and where it"
             " listens ([files](files.md))", "none: nobody gets a file itself, staff read safe copies",
             "unix:/run/clamav/clamd.ctl", "not understood: nothing starts; not there: no file is released"),
    Variable("CANDOUR_DOCUMENTS_URL", (PUBLIC, *OFFICE_SIDE, COMMAND), "where files lie, as ciphertext: a bucket in S3",
             "`CANDOUR_HOME/documents`", "s3://key:secret@s3.example/files?region=eu-west-2",
             "not understood: nothing starts; not reached: files are refused, words are taken", is_secret=True),
    Variable("CANDOUR_CA_FILE", MAILING, "certificate authorities that connections to all of these believe, **instead"
             " of** the well-known ones (PEM)", "the well-known ones", "/etc/ssl/office-ca.pem",
             "`certificate` or `SSLCertVerificationError`: whom you connect to is not who you expect, or this file is"
             " the wrong one"),
    Variable("CANDOUR_BACKUP_KEYS_DAYS", (COMMAND,), "for how many days the keys in a backup may be restored", "35", "35",
             "what was erased can be brought back from a backup for that long"),
    Variable("DATABASE_URL", EVERYBODY, "a PostgreSQL of your own, 17 or later; user and password in it are ignored",
             "the embedded one", "postgresql://db.example/candour", "the command says what the database said"),
    Variable("PG_BINDIR", (COMMAND,), "the folder of PostgreSQL's programs", "those that came with Candour",
             "/usr/lib/postgresql/18/bin", "the program that is missing is named"),
    Variable("CANDOUR_DB_PASSWORD", (*DOORS, *WORKERS, SEQUENCER), "the password of the process's own database role",
             "its file in `CANDOUR_HOME/secrets`", "", "the process cannot log in", is_secret=True, by_supervisor=True),
    Variable("CANDOUR_SECRET_KEY", (*DOORS, *WORKERS), "the key of the door's own cookies and forms",
             "its file in `CANDOUR_HOME/secrets`", "", "the door does not serve", is_secret=True, by_supervisor=True),
    Variable("CANDOUR_LEDGER_KEY", (*DOORS, *WORKERS), "the key of the ledger's hashes",
             "its file in `CANDOUR_HOME/secrets`", "", "the door does not serve", is_secret=True, by_supervisor=True),
    Variable("CANDOUR_OFFICE_PUBLIC_KEY", (*DOORS, *WORKERS), "the public half of the office's key, to which every door"
             " seals", "read from the key file", "", "the door does not serve", by_supervisor=True),
    Variable("CANDOUR_OFFICE_PRIVATE_KEYS", (OFFICE, OFFICE_WORKER), "the private halves, for the office's own processes"
             " alone", "none", "", "nothing that people wrote can be read", is_secret=True, by_supervisor=True),
    Variable("CANDOUR_DB_HOST", EVERYBODY, "the folder of the embedded database's socket",
             "noted in `CANDOUR_HOME/socket-directory`", "", "the process cannot connect", by_supervisor=True),
    Variable("CANDOUR_DB_PORT", EVERYBODY, "the port of the embedded database's socket", "5432", "",
             "the process cannot connect", by_supervisor=True),
    Variable("CANDOUR_TEST_HOME", (), "where the tests make their database", "a temporary folder", "", ""),
)  # fmt: skip


def told_to(program: str) -> frozenset[str]:
    """The names of the settings that a process is handed, as far as they are set; see ``Program.name``."""
    return frozenset(one.name for one in VARIABLES if program in one.told)
