"""Notifications: on the page, and by mail that says nothing."""

from __future__ import annotations

from typing import ClassVar

from django.apps import AppConfig

from candour.kernel.doors import Door


class NotificationsConfig(AppConfig):
    """Declares the functions that the workers call, and the schemas of their queues."""

    name = "candour.kernel.notifications"
    label = "notifications"
    door_functions: ClassVar[dict[str, tuple[Door, ...]]] = {
        "notifications_office_pending()": (Door.OFFICE,),
        "notifications_office_address(uuid)": (Door.OFFICE,),
        "notifications_office_mailed(uuid)": (Door.OFFICE,),
        "notifications_delivery_pending()": (Door.DELIVERY,),
        "notifications_delivery_address(uuid)": (Door.DELIVERY,),
        "notifications_delivery_mailed(uuid)": (Door.DELIVERY,),
        "notifications_holders_mailed(uuid[])": (Door.OFFICE,),
        "notifications_holder_mailed(uuid)": (Door.OFFICE,),
        "notifications_holders_written()": (Door.PUBLIC,),
        "notifications_jobs()": (Door.OFFICE,),
        "notifications_jobs_for(uuid)": (Door.OFFICE,),
    }

    @property
    def door_schemas(self) -> tuple[object, ...]:
        """The queues of the doors that have a worker."""
        from candour.kernel.notifications import jobs

        return jobs.schemas()

    def ready(self) -> None:
        """Mail to the staff of either door, and to the holders of the ledger's checkpoints."""
        from candour.kernel.notifications import holders, staff

        staff.register()
        holders.register()
