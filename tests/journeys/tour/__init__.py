"""A walk through every page of a demonstration office, as the people who use it.

Shared by the journeys, where each page is judged, and by ``scripts/screenshots.py``, where each is pictured. A tour says
where to go and what to do there; ``look`` says what to do with each page that is reached. Which addresses were reached
is kept, so that an address nobody walks to can be found out.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.tour.accounts import newcomer_of_a_body, newcomer_of_the_office
from tests.journeys.tour.cases import case
from tests.journeys.tour.delivery import administrators, bodies
from tests.journeys.tour.identities import sealed
from tests.journeys.tour.lists import lists
from tests.journeys.tour.office import casework, desks, leaders
from tests.journeys.tour.panels import panels
from tests.journeys.tour.pathway import panels_and_services, referrals
from tests.journeys.tour.public import mailboxes, public_site, telling, unlock
from tests.journeys.tour.recommendations import answering, drafting, following, tracker, tracker_in_welsh
from tests.journeys.tour.referring import making, referring, referring_in_welsh
from tests.journeys.tour.rights import rights, rights_in_welsh
from tests.journeys.tour.walker import House, Walker, follow, send
from tests.journeys.tour.welsh import mailboxes_in_welsh, public_site_in_welsh, telling_in_welsh

__all__ = ["TOURS", "House", "Walker", "case", "follow", "send", "unlock"]

TOURS: tuple[Callable[[Walker], None], ...] = (
    public_site, telling, mailboxes, bodies, administrators, referrals, panels_and_services, panels, rights, desks, casework,
    lists, leaders, sealed, newcomer_of_a_body, newcomer_of_the_office, public_site_in_welsh, telling_in_welsh, mailboxes_in_welsh,
    rights_in_welsh, referring, referring_in_welsh, making, drafting, answering, following, tracker, tracker_in_welsh,
)  # fmt: skip
"""Every tour, in an order in which none spoils what a later one comes to see."""
