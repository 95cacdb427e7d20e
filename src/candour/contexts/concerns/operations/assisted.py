"""One entry at a time for each person who enters concerns for others."""

from __future__ import annotations

from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Session


def wait_for_own_entry(*, actor: Actor) -> None:
    """Wait until an entry that this session sent a moment ago is finished; holds until the transaction ends.

    A button pressed twice sends the same form twice at once. The second looks up what the session entered only after
    the first has committed, and finds it there.
    """
    assert actor.session_id is not None  # whoever sends a form has a session
    Session.objects.select_for_update().filter(id=actor.session_id).values_list("id").first()
