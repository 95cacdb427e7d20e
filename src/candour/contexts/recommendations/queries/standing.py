"""Where a recommendation stands with one body, in the words of the public tracker: the same at every door.

``sql/tracker.sql`` says the same where figures are counted.
"""

from __future__ import annotations

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.procedure import answer

_ACCEPTED = {
    codes.ResponseKind.ACCEPT.value: codes.Standing.ACCEPTED,
    codes.ResponseKind.ACCEPT_IN_PART.value: codes.Standing.IN_PART,
    codes.ResponseKind.ACCEPT_IN_PRINCIPLE.value: codes.Standing.IN_PRINCIPLE,
}
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


def standing_of(state: str, response: str) -> codes.Standing:
    """The standing that follows from the state and from the last response.

    How far a body accepted is said only while the state is that it accepted: an earlier answer says nothing of a state
    that came after it. Raises KeyError for a state that does not exist, and for an acceptance that is none.
    """
    return _ACCEPTED[response] if state == answer.ACCEPTED else _OF_STATE[state]
