"""A matrix that notices nothing proves nothing: every weakness put in on purpose must make it fail."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.authorisation.conftest import Office
from tests.authorisation.matrix import Matrix, stepped_in
from tests.authorisation.mutants import BY_HAND, Mutant, Weakened
from tests.authorisation.mutants_evidence import OF_EVIDENCE
from tests.authorisation.mutants_generated import generated
from tests.authorisation.mutants_of_keys import OF_KEYS
from tests.authorisation.mutants_panels import OF_PANELS
from tests.authorisation.mutants_pathway import OF_THE_PATHWAY
from tests.authorisation.mutants_recommendations import OF_RECOMMENDATIONS
from tests.authorisation.test_rows import CHANGES_OF_ROLES, still_acts

TRIED_BY_HAND: tuple[Mutant | Weakened, ...] = (
    *BY_HAND,
    *OF_KEYS,
    *OF_THE_PATHWAY,
    *OF_PANELS,
    *OF_RECOMMENDATIONS,
    *OF_EVIDENCE,
)
TRIED = ("mine", "theirs", "interest", "bare_interest", "half_agreed")


def survives(office: Office, mutant: Mutant) -> bool:
    """Whether the matrix sees no difference. Stops at the first; everything is rolled back."""
    with office.owner.transaction(force_rollback=True):
        for statement in mutant.statement.split(";create "):
            prefix = (
                "create " if not statement.startswith(("alter", "drop", "grant", "revoke", "CREATE", "create")) else ""
            )
            office.owner.execute((prefix + statement).encode())
        return not _differs(office, mutant.tables)


def _differs(office: Office, tables: tuple[str, ...]) -> bool:
    matrix = Matrix(office.world, office.built, office.catalogue, stepped_in(office.owner), tables, stops_early=True)
    if tables:
        matrix.forced(office.owner)
        matrix.columns()
    if not matrix.verdict.differs:
        matrix.rows(office.visitors)
    if not matrix.verdict.differs:
        likeliest_first = sorted(office.visitors, key=matrix.how_much_is_theirs, reverse=True)
        matrix.writes(likeliest_first, [office.built.concerns[relation] for relation in TRIED])
    return matrix.verdict.differs


class TestByHand:
    """Mistakes that somebody could make."""

    def test_are_enough(self) -> None:
        assert len(TRIED_BY_HAND) >= 30
        assert len({str(mutant.name) for mutant in TRIED_BY_HAND}) == len(TRIED_BY_HAND)

    @pytest.mark.parametrize("mutant", TRIED_BY_HAND, ids=lambda mutant: mutant.name.replace(" ", "-"))
    def test_are_noticed(self, office: Office, mutant: Mutant | Weakened) -> None:
        made = mutant.mutant(office.owner) if isinstance(mutant, Weakened) else mutant
        assert not survives(office, made), f"nothing notices: {made.name}"


class TestTriggers:
    """What happens by itself, taken away."""

    def test_a_session_that_outlives_a_change_of_roles_is_noticed(self, office: Office) -> None:
        with office.owner.transaction(force_rollback=True):
            office.owner.execute("drop trigger people_roleholding_ends_sessions on people_roleholding")
            assert all(still_acts(office, "caseworker", change) for change in CHANGES_OF_ROLES[:1])


@pytest.mark.slow
class TestGenerated:
    """Every policy, every privilege, every table."""

    def test_are_all_noticed(self, office: Office, record_testsuite_property: Callable[[str, object], None]) -> None:
        made = list(generated(office.owner))
        record_testsuite_property("generated mutants", len(made))
        survivors = [mutant.name for mutant in made if survives(office, mutant)]
        assert not survivors, "\n".join(survivors)
        assert len(made) > 600
