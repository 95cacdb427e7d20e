"""Where a recommendation stands with a body, from its state and its last response."""

from __future__ import annotations

import pytest

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.procedure import ANSWER, answer
from candour.contexts.recommendations.queries.standing import standing_of

ANSWERED = {
    "accept": codes.Standing.ACCEPTED,
    "accept_in_part": codes.Standing.IN_PART,
    "accept_in_principle": codes.Standing.IN_PRINCIPLE,
}


@pytest.mark.parametrize("response", sorted(ANSWERED))
def test_how_far_it_was_accepted_is_said_while_it_is_delivered(response: str) -> None:
    assert standing_of(answer.ACCEPTED, response) is ANSWERED[response]


@pytest.mark.parametrize("response", ["", *codes.ResponseKind.values])
@pytest.mark.parametrize(
    ("state", "standing"),
    [
        (answer.ASKED, codes.Standing.AWAITING),
        (answer.REJECTED, codes.Standing.REJECTED),
        (answer.NOTED, codes.Standing.NOTED),
        (answer.ELSEWHERE, codes.Standing.ELSEWHERE),
        (answer.CLAIMED, codes.Standing.CLAIMED),
        (answer.VERIFIED, codes.Standing.VERIFIED),
        (answer.NOT_VERIFIED, codes.Standing.NOT_VERIFIED),
        (answer.CLOSED, codes.Standing.CLOSED),
    ],
)
def test_every_other_state_stands_for_itself(state: str, response: str, standing: codes.Standing) -> None:
    assert standing_of(state, response) is standing


def test_every_state_and_every_acceptance_has_one() -> None:
    found = {standing_of(state.name, "accept") for state in ANSWER.states}
    found |= {standing_of(answer.ACCEPTED, response) for response in codes.ACCEPTING}
    assert found == set(codes.Standing)


def test_what_does_not_exist_is_not_guessed_at() -> None:
    with pytest.raises(KeyError):
        standing_of(answer.ACCEPTED, "reject")
    with pytest.raises(KeyError):
        standing_of("unheard_of", "accept")
