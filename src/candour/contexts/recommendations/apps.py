"""Recommendations as a Django application."""

from __future__ import annotations

import re
from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from candour.kernel.doors import Door


class RecommendationsConfig(AppConfig):
    """Names the functions that this context's row rules call, and the doors that may call them."""

    name = "candour.contexts.recommendations"
    label = "recommendations"
    door_functions: ClassVar[dict[str, tuple[Door, ...]]] = {
        "recommendations_is_independent(uuid, uuid)": (Door.OFFICE,),
        "recommendations_is_staffed(uuid)": (Door.OFFICE,),
        "recommendations_also_asked(uuid)": (Door.DELIVERY,),
        "recommendations_sweep_answers()": (Door.DELIVERY,),
        # Evidence files of bodies.
        "recommendations_evidence_pending(boolean)": (Door.DELIVERY,),
        "recommendations_evidence_waiting(uuid)": (Door.DELIVERY,),
        "recommendations_evidence_found(uuid, text, text, text, text, text[], text)": (Door.DELIVERY,),
        "recommendations_evidence_known(text[])": (Door.OFFICE,),
        # The public tracker.
        "recommendations_with_words(text)": (Door.PUBLIC,),
        "recommendations_words_are_common(text)": (Door.PUBLIC,),
        "recommendations_latest(text[], date, date, date, integer, uuid, integer, uuid, uuid)": (Door.PUBLIC,),
        "recommendations_published(date, date, uuid, uuid)": (Door.PUBLIC,),
        "recommendations_cells()": (Door.OFFICE,),
        "recommendations_count_figures()": (Door.OFFICE,),
        "recommendations_keep_drawn(text, text, text, text)": (Door.OFFICE,),
        "recommendations_names(uuid[])": (Door.OFFICE,),
        "recommendations_to_remind(jsonb)": (Door.OFFICE,),
        "recommendations_remind(uuid, jsonb, uuid, integer, timestamp with time zone, uuid, uuid, text, text, text)": (
            Door.OFFICE,
        ),
    }

    def ready(self) -> None:
        """Put this context's pages into the menus, let references be found, and say what needs people."""
        self._drafts()
        self._answering()
        self._followed()
        self._tracker()
        self._evidence()

    def _answering(self) -> None:
        from candour.contexts.recommendations.operations import answer_notices
        from candour.contexts.recommendations.procedure import basis
        from candour.contexts.recommendations.queries import answer_needs, answering
        from candour.web import home, navigation

        owners = frozenset({basis.OWNER})
        navigation.add(navigation.Entry(Door.DELIVERY, _("Recommendations"), "answering:list", order=47, roles=owners))
        form = re.compile(r"A[-0-9A-Z]{8,11}")
        navigation.add_reference(navigation.Reference(Door.DELIVERY, form, answering.address_for))
        for name, find in (
            ("recommendations.sign", answer_needs.to_sign),
            ("recommendations.respond", answer_needs.to_respond),
            ("recommendations.deliver", answer_needs.to_deliver),
            ("recommendations.tasks", answer_needs.tasks),
            ("recommendations.news", answer_needs.news),
        ):
            home.add(home.Provider(name, Door.DELIVERY, find, owners))
        answer_notices.register()

    def _evidence(self) -> None:
        from candour.contexts.recommendations import tasks

        tasks.register_evidence()

    def _tracker(self) -> None:
        from candour.contexts.recommendations import tasks

        tasks.register_tracker()

    def _drafts(self) -> None:
        from candour.contexts.recommendations.procedure import basis
        from candour.contexts.recommendations.queries import draft_needs, drafts
        from candour.web import home, navigation

        readers, writers, signers = frozenset(drafts.READERS), frozenset(basis.OFFICE), frozenset(basis.SIGNS)
        navigation.add(navigation.Entry(Door.OFFICE, _("Drafts"), "drafts:list", order=42, roles=readers))
        form = re.compile(r"D[-0-9A-Z]{8,11}")
        navigation.add_reference(navigation.Reference(Door.OFFICE, form, drafts.address_for))
        for name, roles, find in (
            ("recommendations.drafts.second", writers, draft_needs.second_person),
            ("recommendations.drafts.issue", signers, draft_needs.to_issue),
            ("recommendations.drafts.publish", signers, draft_needs.to_publish),
        ):
            home.add(home.Provider(name, Door.OFFICE, find, roles))

    def _followed(self) -> None:
        """The office follows what it asked."""
        from candour.contexts.recommendations import tasks
        from candour.contexts.recommendations.queries import issued, office_needs
        from candour.web import home, navigation

        readers, workers = frozenset(issued.READERS), frozenset(issued.WORKERS)
        entry = navigation.Entry
        navigation.add(entry(Door.OFFICE, _("Recommendations"), "issued:list", order=10, roles=readers))
        form = re.compile(r"[NA][-0-9A-Z]{8,11}")
        navigation.add_reference(navigation.Reference(Door.OFFICE, form, issued.address_for))
        for name, roles, find in (
            ("recommendations.claims", workers, office_needs.claims_to_look_at),
            ("recommendations.extensions", workers, office_needs.extensions_to_decide),
            ("recommendations.answers", workers, office_needs.answers_to_decide),
            ("recommendations.late", workers, office_needs.late_without_reminder),
            ("recommendations.letters", frozenset(issued.SIGNERS), office_needs.letters_to_sign),
        ):
            home.add(home.Provider(name, Door.OFFICE, find, roles))
        tasks.register_following()
