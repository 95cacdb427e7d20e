"""``candour keys``: make the office's key, name it, keep it in several hands, and make it again."""

from __future__ import annotations

import itertools
import stat
from pathlib import Path

import pytest

from candour.command import line, officekeys
from candour.kernel.sealing import boxes, keyfile
from candour.kernel.sealing.keyfile import Cost

WORDS = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guess costs a gigabyte and seconds outside; here it need not."""
    real = Cost
    monkeypatch.setattr(keyfile, "Cost", lambda operations=1, memory=8 * 1024: real(operations, memory))


@pytest.fixture
def phrase(tmp_path: Path) -> Path:
    (tmp_path / "phrase").write_text(WORDS + "\n")
    return tmp_path / "phrase"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    keyfile.write(tmp_path / "office.key", boxes.new_pair())
    return tmp_path / "office.key"


def run(*words: str | Path) -> int:
    """As it is typed."""
    told = line.build().parse_args(["keys", *map(str, words)])
    function = getattr(officekeys, told.does.function)
    return int(function(**{name: getattr(told, name) for name in told.does.takes}))


class TestCreate:
    def test_makes_one_with_a_passphrase(
        self, tmp_path: Path, phrase: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("create", tmp_path / "new.key", "--passphrase-file", phrase) == 0
        made = keyfile.read(tmp_path / "new.key")
        assert made.needs_passphrase
        assert made.open(WORDS)
        said = capsys.readouterr().out
        assert made.fingerprint in said
        assert "candour keys escrow" in said
        assert WORDS not in said

    def test_makes_another_each_time(self, tmp_path: Path, phrase: Path) -> None:
        for name in ("a", "b"):
            assert run("create", tmp_path / name, "--passphrase-file", phrase) == 0
        assert keyfile.read(tmp_path / "a").public != keyfile.read(tmp_path / "b").public

    def test_makes_one_without_only_when_told(self, tmp_path: Path) -> None:
        assert run("create", tmp_path / "new.key", "--without-passphrase") == 0
        assert not keyfile.read(tmp_path / "new.key").needs_passphrase

    def test_asks_twice_at_a_terminal(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        answers = iter([WORDS, WORDS])
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("getpass.getpass", lambda question: next(answers))
        assert run("create", tmp_path / "new.key") == 0
        assert list(answers) == []
        assert keyfile.read(tmp_path / "new.key").open(WORDS)

    @pytest.mark.parametrize(
        ("typed", "says"),
        [((WORDS, WORDS + "!"), "not the same"), (("short", "short"), "at least 14"), (("", ""), "at least 14")],
    )
    def test_writes_nothing_for_what_is_no_passphrase(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
        typed: tuple[str, str], says: str,
    ) -> None:  # fmt: skip
        answers = iter(typed)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("getpass.getpass", lambda question: next(answers))
        assert run("create", tmp_path / "new.key") == 1
        assert says in capsys.readouterr().err
        assert not (tmp_path / "new.key").exists()

    def test_says_that_there_is_no_terminal(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
        assert run("create", tmp_path / "new.key") == 1
        assert "--passphrase-file" in capsys.readouterr().err

    def test_says_that_a_passphrase_file_is_missing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("create", tmp_path / "new.key", "--passphrase-file", tmp_path / "none") == 1
        assert "cannot be read" in capsys.readouterr().err

    def test_never_overwrites(self, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = key.read_bytes()
        assert run("create", key, "--without-passphrase") == 1
        assert "never overwritten" in capsys.readouterr().err
        assert key.read_bytes() == before

    def test_gives_an_existing_one_another_passphrase(self, tmp_path: Path, key: Path, phrase: Path) -> None:
        assert run("create", tmp_path / "again.key", "--from", key, "--passphrase-file", phrase) == 0
        assert keyfile.read(tmp_path / "again.key").open(WORDS) == keyfile.read(key).open()


class TestShow:
    def test_names_it_and_says_whether_it_has_a_passphrase(
        self, tmp_path: Path, key: Path, phrase: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run("create", tmp_path / "locked.key", "--passphrase-file", phrase)
        capsys.readouterr()
        assert run("show", key) == run("show", tmp_path / "locked.key") == 0
        bare, locked = capsys.readouterr().out.splitlines()
        assert bare == f"{keyfile.read(key).fingerprint}  WITHOUT a passphrase"
        assert locked.endswith("  with a passphrase")

    def test_says_what_is_wrong(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("show", tmp_path / "none") == 1
        assert "cannot be read" in capsys.readouterr().err


class TestEscrow:
    """Shares, and the key made again."""

    @pytest.fixture
    def shares(self, key: Path, tmp_path: Path) -> list[Path]:
        assert run("escrow", key, "--into", tmp_path / "shares") == 0
        return sorted((tmp_path / "shares").iterdir())

    def test_any_two_of_three_make_it_again(
        self, key: Path, shares: list[Path], tmp_path: Path, phrase: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert len(shares) == 3
        for number, pair in enumerate(itertools.permutations(shares, 2)):
            file = tmp_path / f"again-{number}.key"
            assert run("recover", file, *pair, "--passphrase-file", phrase) == 0
            assert keyfile.read(file).open(WORDS) == keyfile.read(key).open()
        assert keyfile.read(key).fingerprint in capsys.readouterr().out

    def test_one_makes_nothing(
        self, shares: list[Path], tmp_path: Path, phrase: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for chosen in ([shares[0]], [shares[0], shares[0]]):
            assert run("recover", tmp_path / "again.key", *chosen, "--passphrase-file", phrase) == 1
            assert "do not make a key" in capsys.readouterr().err
        assert not (tmp_path / "again.key").exists()

    def test_shares_of_two_keys_make_nothing(
        self, shares: list[Path], tmp_path: Path, phrase: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        keyfile.write(tmp_path / "other.key", boxes.new_pair())
        assert run("escrow", tmp_path / "other.key", "--into", tmp_path / "others") == 0
        other = sorted((tmp_path / "others").iterdir())[1]
        assert run("recover", tmp_path / "again.key", shares[0], other, "--passphrase-file", phrase) == 1
        assert "do not make a key" in capsys.readouterr().err

    def test_a_wrong_word_is_said(self, shares: list[Path], tmp_path: Path, phrase: Path) -> None:
        shares[0].write_text(shares[0].read_text().rsplit(" ", 1)[0] + " academic\n")
        assert run("recover", tmp_path / "again.key", *shares[:2], "--passphrase-file", phrase) == 1

    @pytest.mark.parametrize("text", [None, "\n"])
    def test_a_share_that_is_not_there_is_said(
        self, shares: list[Path], tmp_path: Path, phrase: Path, capsys: pytest.CaptureFixture[str], text: str | None
    ) -> None:
        shares[0].unlink()
        if text is not None:
            shares[0].write_text(text)
        assert run("recover", tmp_path / "again.key", *shares[:2], "--passphrase-file", phrase) == 1
        assert "share" in capsys.readouterr().err

    def test_recovers_into_a_new_file_only(
        self, key: Path, shares: list[Path], phrase: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("recover", key, *shares[:2], "--passphrase-file", phrase) == 1
        assert "never overwritten" in capsys.readouterr().err

    def test_each_is_readable_by_its_owner_alone_and_says_how_many_are_needed(self, shares: list[Path]) -> None:
        for number, share in enumerate(shares, 1):
            assert stat.S_IMODE(share.stat().st_mode) == 0o600
            assert f"share {number} of 3; any 2" in share.read_text()
        assert stat.S_IMODE(shares[0].parent.stat().st_mode) == 0o700

    @pytest.mark.parametrize("numbers", [("3", "1"), ("1", "2"), ("10", "2"), ("2", "3")])
    def test_refuses_numbers_that_protect_nothing(
        self, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], numbers: tuple[str, str]
    ) -> None:
        shares, needed = numbers
        assert run("escrow", key, "--into", tmp_path / "s", "--shares", shares, "--needed", needed) == 1
        assert "Between 2 and 9" in capsys.readouterr().err
        assert not (tmp_path / "s").exists()

    def test_says_what_is_wrong_with_the_key(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("escrow", tmp_path / "none", "--into", tmp_path / "s") == 1
        assert "cannot be read" in capsys.readouterr().err
