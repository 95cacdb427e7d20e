"""The Welsh catalogue: complete, up to date, and what its check notices."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils.translation import ngettext, override

from candour.command import translation

FILES = sorted(path.relative_to(translation.PACKAGE).as_posix() for path in translation.PACKAGE.rglob("*.*"))


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of the catalogue's folder that a test may spoil."""
    for name in ("TEXTS", "COMPILED", "STANDING"):
        copy = tmp_path / getattr(translation, name).name
        copy.write_bytes(getattr(translation, name).read_bytes())
        monkeypatch.setattr(translation, name, copy)
    return tmp_path


def faults(english: str | tuple[str, str], welsh: str | tuple[str, ...], mark: str = translation.AWAITS) -> list[str]:
    catalogue = Catalog(locale="cy")
    catalogue.add(english, welsh, user_comments=[mark] if mark else [])
    return [fault for fault in translation.faults_of(catalogue) if "exception" not in fault]


class TestTheCatalogue:
    def test_has_welsh_for_every_public_text_and_is_up_to_date(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert translation.write(check=True) == 0, capsys.readouterr().out

    def test_is_read_from_files_that_are_there(self) -> None:
        for pattern in translation.PUBLIC:
            assert any(translation.is_public(name) for name in FILES if name.startswith(pattern.split("*")[0])), pattern
        assert translation.is_public("contexts/concerns/templates/concerns/public/tell/kind.html")
        assert not translation.is_public("contexts/publication/tests/test_views.py")
        assert not translation.is_public("contexts/concerns/templates/concerns/office/case.html")

    def test_has_the_welsh_forms_of_numbers(self) -> None:
        with override("cy"):
            said = [
                ngettext("%(count)d working day", "%(count)d working days", number) % {"count": number}
                for number in (1, 2, 3, 6, 10)
            ]
        assert said == [
            "1 diwrnod gwaith", "2 ddiwrnod gwaith", "3 diwrnod gwaith", "6 diwrnod gwaith", "10 diwrnod gwaith",
        ]  # fmt: skip


class TestTheCheck:
    @pytest.mark.parametrize(
        ("english", "welsh", "mark", "says"),
        [
            ("Home", "", translation.AWAITS, "has no Welsh"),
            ("Home", "Home", translation.AWAITS, "is the same in Welsh"),
            (("%(n)d day", "%(n)d days"), ("%(n)d diwrnod", "", "", "", ""), translation.AWAITS, "has no Welsh"),
            ("By %(day)s", "Erbyn", translation.AWAITS, "put in"),
            ("So {day}", "Felly {dydd}", translation.AWAITS, "put in"),
            ("Call <b>999</b>", "Ffoniwch 999", translation.AWAITS, "markup"),
            ("Call 0800 789 321", "Ffoniwch 0800 789 312", translation.AWAITS, "put in"),
            ("Home", "Hafan", "", "needs one mark"),
        ],
    )
    def test_says_what_is_wrong(self, english: str, welsh: str, mark: str, says: str) -> None:
        [fault] = faults(english, welsh, mark)
        assert says in fault

    def test_is_content_with_a_text_that_a_translator_checked(self) -> None:
        assert faults("Home", "Hafan", "checked by A. Translator, 1 December 2026") == []

    def test_a_reworded_text_keeps_its_welsh_and_waits(self, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
        texts = translation.TEXTS.read_text(encoding="utf-8")
        old = 'msgid "Your connection with what happened here"'
        texts = texts.replace('msgid "What is your connection with it?"', old)
        translation.TEXTS.write_text(texts, encoding="utf-8")
        assert translation.write(check=True) == 1
        assert "was reworded" in capsys.readouterr().out
        assert translation.write(check=False) == 0
        kept = translation.TEXTS.read_text(encoding="utf-8")
        assert '#, fuzzy\n#| msgid "Your connection with what happened here"' in kept
        assert "Beth yw eich cysylltiad" in kept
        assert b"Beth yw eich cysylltiad" not in translation.COMPILED.read_bytes()

    def test_a_text_that_is_gone_leaves_the_catalogue(self, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with translation.TEXTS.open("a", encoding="utf-8") as file:
            file.write('\n# checked by A. Translator\nmsgid "Nobody says this."\nmsgstr "Nid oes neb yn dweud hyn."\n')
        translation.write(check=False)
        assert "Nobody says this" not in translation.TEXTS.read_text(encoding="utf-8")

    def test_notices_files_that_do_not_fit(self, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
        translation.COMPILED.write_bytes(b"old")
        translation.STANDING.unlink()
        assert translation.write(check=True) == 1
        said = capsys.readouterr().out
        assert "django.mo is out of date" in said
        assert "standing.json is out of date" in said

    def test_belongs_to_a_working_copy(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(translation, "MAPPING", tmp_path / "babel.cfg")
        assert translation.write(check=True) == 1
        assert "working copy" in capsys.readouterr().out
