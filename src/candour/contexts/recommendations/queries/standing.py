"""Where a recommendation stands with one body, in the words of the public: worked out from its state and the last response."""

from __future__ import annotations

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.procedure import answer

_OF_STATE = {
    answer.ASKED: codes.Standing.AWAITING,
    answer.REJECTED: codes.Standing.REJECTED,
    answer.NOTED: codes.Standing.NOTED,
    answer.ELSEWHERE: codes.Standing.ELSEWHERE,
    answer.CLAIMED: codes.Standing.CLAIMED,
    answer.VERIFIED: codes.Standing.VERIFIED,
    answer.NOT_VERIFIED: codes.Standing.NOT_VERIFIED,
    answer.CLOSED: codes.Standing.CLOSED,
}
_OF_RESPONSE = {
    codes.ResponseKind.ACCEPT_IN_PART.value: codes.Standing.IN_PART,
    codes.ResponseKind.ACCEPT_IN_PRINCIPLE.value: codes.Standing.IN_PRINCIPLE,
}


def standing_of(state: str, response: str) -> codes.Standing:
    """Where it stands. ``response`` is the last one, and says more only while what was accepted is being delivered."""
    if state == answer.ACCEPTED:
        return _OF_RESPONSE.get(response, codes.Standing.ACCEPTED)
    return _OF_STATE[state]
