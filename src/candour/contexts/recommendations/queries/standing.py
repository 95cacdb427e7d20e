"""Where it stands with one body, in the words of the public tracker."""

from __future__ import annotations

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.procedure import answer

_ACCEPTED = {
    codes.ResponseKind.ACCEPT_IN_PART.value: codes.Standing.IN_PART,
    codes.ResponseKind.ACCEPT_IN_PRINCIPLE.value: codes.Standing.IN_PRINCIPLE,
}


def standing_of(state: str, response: str) -> codes.Standing:
    """The standing of this state after this last response. ``sql/tracker.sql`` says the same."""
    if state == answer.ASKED:
        return codes.Standing.AWAITING
    if state == answer.ACCEPTED:
        return _ACCEPTED.get(response, codes.Standing.ACCEPTED)
    return codes.Standing(state)
