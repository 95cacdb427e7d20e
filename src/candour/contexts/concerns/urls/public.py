"""Addresses at the public door: tell, and come back."""

from __future__ import annotations

from django.urls import path

from candour.contexts.concerns.views import draft_files, mailbox, tell

app_name = "concerns"
urlpatterns = [
    path("tell/", tell.start, name="start"),
    path("tell/files/", draft_files.add, name="files"),
    path("tell/files/remove/", draft_files.remove, name="remove-file"),
    path("tell/check-answers/", tell.check_answers, name="check-answers"),
    path("tell/receipt/", tell.receipt, name="receipt"),
    path("tell/finish/", tell.finish, name="finish"),
    path("tell/finished/", tell.finished, name="finished"),
    path("tell/delete/", tell.delete, name="delete"),
    path("tell/deleted/", tell.deleted, name="deleted"),
    path("tell/answers-gone/", tell.draft_gone, name="draft-gone"),
    path("tell/<slug:slug>/", tell.question, name="question"),
    path("check/", mailbox.check, name="check"),
    path("check/mailbox/", mailbox.mailbox, name="mailbox"),
    path("check/mailbox/write/", mailbox.write, name="write"),
    path("check/mailbox/sent/", mailbox.message_sent, name="message-sent"),
    path("check/mailbox/files/<uuid:document>/", mailbox.download, name="download"),
    path("check/mailbox/agreement/", mailbox.agree, name="agree"),
    path("check/mailbox/noted/", mailbox.agreement_noted, name="agreement-noted"),
    path("check/mailbox/withdraw/", mailbox.withdraw, name="withdraw"),
    path("check/mailbox/withdrawn/", mailbox.withdrawn, name="withdrawn"),
    path("check/close/", mailbox.close, name="close"),
    path("check/closed/", mailbox.closed, name="closed"),
]
