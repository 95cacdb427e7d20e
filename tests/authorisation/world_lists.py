"""What a caseworker keeps beside the concerns of the small office: translations, links, views, watches, texts, exports."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from candour.contexts.concerns import sealed

if TYPE_CHECKING:
    from tests.authorisation.world import Builder


def translation(
    builder: Builder, concern: UUID, public: bytes, message: UUID | None, words: str, *, is_sent: bool
) -> None:
    """One that stands and one that a later one replaced."""
    for ended_on in (None, builder.today):
        made = uuid4()
        builder.add(
            "concerns_messagetranslation", id=made, concern_id=concern, message_id=message, is_sent=is_sent,
            language="cy", added_by_id=builder.built.people["caseworker"], ended_on=ended_on,
            sealed=sealed.seal_translation(public, made, words),
        )  # fmt: skip


def lists(builder: Builder) -> None:
    """Views of one's own and for everybody, watches on them with alarms, campaigns and links, texts, exports."""
    p, c = builder.built.people, builder.built.concerns
    for name in ("caseworker", "colleague", "head", "analyst"):
        own = builder.add("concerns_savedview", owner_id=p[name], name=f"of {name}", is_shared=False)
        watch(builder, own, name, name)
        builder.add("concerns_concernexport", person_id=p[name], columns="[]", rows=1)
    shared = builder.add("concerns_savedview", owner_id=p["head"], name="for all", is_shared=True)
    builder.built.views = {"shared": shared, "own": own}
    for owner in ("caseworker", "head"):
        watch(builder, shared, owner, "head")
    campaign = builder.add("concerns_campaign", owner_id=p["colleague"], started_by_id=p["colleague"], name="one")
    builder.built.campaigns = [campaign]
    for relation in [one for one in ("mine", "theirs", "interest", "interest_of_head") if one in c]:
        builder.add("concerns_concernlink", concern_id=c[relation], campaign_id=campaign, linked_by_id=p["colleague"])
    for concern, of in (("mine", "new"), ("theirs", "interest"), ("interest", "bare"), ("bare_mine", "theirs")):
        if concern not in c:
            continue
        builder.add("concerns_concernlink", concern_id=c[concern], duplicate_of_id=c[of], linked_by_id=p["colleague"])
    for ended_on in (None, builder.today):
        builder.add("concerns_messagetemplate", created_by_id=p["head"], ended_on=ended_on, text="{reference}")


def watch(builder: Builder, view: UUID, owner: str, by: str) -> None:
    """A watch with two crossings, one that waits and one that was answered."""
    p = builder.built.people
    made = builder.add(
        "concerns_watch", view_id=view, owner_id=p[owner], created_by_id=p[by], more_than=5, within_days=30
    )
    builder.built.watches.append(made)
    builder.built.alarms.append(builder.add("concerns_watchalarm", watch_id=made))
    builder.add("concerns_watchalarm", watch_id=made, fell_on=builder.today, acknowledged_by_id=p[owner])
