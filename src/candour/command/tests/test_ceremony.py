"""The ceremony from the command line, on a machine of its own, and its key taken into use."""

from __future__ import annotations

from pathlib import Path

import pytest

from candour.command import ceremony, line
from candour.contexts.concerns import ceremony as ceremonies
from candour.contexts.concerns.models import IdentityKey, IdentityPart, KeyHolder
from candour.contexts.concerns.operations import holders
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests import vault as vaults
from candour.contexts.concerns.tests.desk import Desk
from candour.kernel.people.roles import Role
from tests.database import AsDoor


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    held = ceremonies.hold
    monkeypatch.setattr(ceremonies, "hold", lambda *given, **more: held(*given, **more, cost=vaults.CHEAP))


def shares(folder: Path) -> list[Path]:
    return sorted(folder.glob("share-*"))


class TestHold:
    def test_writes_for_one_person_each_and_rehearses(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        into = tmp_path / "made"
        assert ceremony.hold(side="officers", holders=["A@office.example", "b@office.example"], into=into) == 0
        assert len(shares(into)) == 3
        assert len(list(into.glob("secret-*"))) == 2
        assert all(path.stat().st_mode & 0o077 == 0 for path in into.iterdir())
        file = into / "officers.json"
        for two in (shares(into)[:2], shares(into)[1:]):
            assert ceremony.rehearse(file=file, shares=two, email="", secret=None) == 0
        first = into.glob("secret-1-*").__next__()
        assert ceremony.rehearse(file=file, shares=[], email="a@office.example", secret=first) == 0
        assert "opens the key" in capsys.readouterr().out

    def test_says_what_is_wrong(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        into = tmp_path / "made"
        assert ceremony.hold(side="officers", holders=["a@b.example"], into=into) == 0
        file, some = into / "officers.json", shares(into)
        wrong = [
            ceremony.hold(side="officers", holders=["a@b.example"], into=into),
            ceremony.rehearse(file=file, shares=some[:1], email="", secret=None),
            ceremony.rehearse(file=file, shares=[file, tmp_path / "none"], email="", secret=None),
            ceremony.rehearse(file=file, shares=[], email="", secret=None),
            ceremony.rehearse(file=file, shares=[], email="x@b.example", secret=some[0]),
            ceremony.rehearse(file=file, shares=[], email="a@b.example", secret=some[0]),
            ceremony.rehearse(file=tmp_path / "none", shares=some, email="", secret=None),
        ]
        assert set(wrong) == {1}
        assert capsys.readouterr().err.count("candour:") == len(wrong)

    def test_is_a_command(self) -> None:
        told = line.build().parse_args(
            ["keys", "ceremony", "officers", "--holder", "a@b", "--holder", "c@d", "--into", "here"]
        )
        assert (told.side, told.holders, told.into) == ("officers", ["a@b", "c@d"], Path("here"))
        told = line.build().parse_args(["keys", "move", "deputies", "--share", "one", "--share", "two"])
        assert told.shares == [Path("one"), Path("two")]


@pytest.mark.django_db
class TestAdopt:
    def test_lets_its_holders_open_and_moves_from_an_earlier_key(
        self, as_door: AsDoor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        olwen = Desk(as_door, make.person("Olwen", Role.IDENTITY_OFFICER))
        dafydd = make.person("Dafydd", Role.DEPUTY_COMMISSIONER)
        for side, person in (("officers", olwen.person), ("deputies", dafydd)):
            assert ceremony.hold(side=side, holders=[person.email], into=tmp_path / side) == 0
            assert ceremony.adopt(file=tmp_path / side / f"{side}.json") == 0
        assert ceremony.adopt(file=tmp_path / "officers" / "officers.json") == 1
        vaults.confidential()
        again = tmp_path / "again"
        assert ceremony.hold(side="officers", holders=[olwen.person.email], into=again) == 0
        assert ceremony.adopt(file=again / "officers.json") == 0
        assert "candour keys move officers" in capsys.readouterr().out
        assert ceremony.move(side="officers", shares=shares(again)[:2]) == 1
        assert ceremony.move(side="officers", shares=shares(again)[:1]) == 1
        assert ceremony.move(side="officers", shares=shares(tmp_path / "officers")[:2]) == 0
        assert IdentityPart.objects.get(side="officers").key == IdentityKey.objects.get(
            side="officers", retired_on=None
        )

    def test_two_shares_let_somebody_in(self, as_door: AsDoor, tmp_path: Path) -> None:
        olwen = make.person("Olwen", Role.IDENTITY_OFFICER)
        assert ceremony.hold(side="officers", holders=[olwen.email], into=tmp_path / "o") == 0
        assert ceremony.adopt(file=tmp_path / "o" / "officers.json") == 0
        nia = Desk(as_door, make.person("Nia", Role.IDENTITY_OFFICER))
        email, two = nia.person.email, shares(tmp_path / "o")[1:]
        assert ceremony.let_in(side="officers", email=email, shares=two) == 1  # has not asked
        with nia.open():
            holders.ask(actor=nia.actor(stepped_up=True), at=make.now(), cost=vaults.CHEAP)
        assert ceremony.let_in(side="officers", email=email, shares=two) == 0
        assert KeyHolder.objects.get(person=nia.person).enrolled_at is not None
        assert ceremony.let_in(side="deputies", email=email, shares=two) == 1
