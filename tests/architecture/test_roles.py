"""Every role has its page in ``docs/roles``, or is named there as one whose work is not built yet."""

from __future__ import annotations

import re

import pytest

from candour.kernel.people.roles import Role
from tests.database import ROOT

PAGES = ROOT / "docs" / "roles"
PICTURES = ROOT / "docs" / "pictures" / "roles"
TOGETHER = {Role.DEPUTY_COMMISSIONER: "identity-officer"}
"""A role that is told on the page of another."""
UNBUILT = frozenset(
    {
        Role.INVESTIGATOR, Role.ANALYST, Role.DDP_CASE_MANAGER, Role.PRIVATE_OFFICE, Role.SECURITY_CHECKER,
        Role.CLEARANCE_OFFICER, Role.BOARD_SECRETARY, Role.PARLIAMENTARY_CLERK,
    }
)  # fmt: skip
LINES = 10


def pages() -> list[str]:
    return sorted(path.stem for path in PAGES.glob("*.md") if path.stem != "README")


@pytest.mark.parametrize("role", [role for role in Role if role not in UNBUILT])
def test_a_role_has_its_page(role: Role) -> None:
    assert TOGETHER.get(role, role.value.replace("_", "-")) in pages()


@pytest.mark.parametrize("role", sorted(UNBUILT))
def test_a_role_without_one_is_named(role: Role) -> None:
    index = " ".join((PAGES / "README.md").read_text(encoding="utf-8").replace("’", "'").split()).lower()
    assert str(role.label).lower() in index
    assert role.value.replace("_", "-") not in pages()


@pytest.mark.parametrize("name", pages())
class TestAPage:
    def test_has_ten_lines_at_most_and_its_picture(self, name: str) -> None:
        text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
        assert 0 < len(re.findall(r"^\* ", text, flags=re.MULTILINE)) <= LINES
        assert re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text) == [f"../pictures/roles/{name}.png"]
        assert (PICTURES / f"{name}.png").is_file()

    def test_is_in_the_index(self, name: str) -> None:
        assert f"({name}.md)" in (PAGES / "README.md").read_text(encoding="utf-8")
