"""Addresses of the public site, and of the small files that every door answers."""

from __future__ import annotations

from django.urls import path

from candour.contexts.publication import views

every_door = [
    path("robots.txt", views.robots, name="robots"),
    path("security.txt", views.security_text, name="security-text"),
    path(".well-known/security.txt", views.security_text),
    path("favicon.ico", views.favicon, name="favicon"),
]
files = [
    path("ledger/checkpoint/", views.ledger_checkpoint, name="ledger-checkpoint"),
    path("ledger/export/", views.ledger_export, name="ledger-export"),
    path("ledger/verify_ledger.py", views.ledger_verifier, name="ledger-verifier"),
    path("ledger/proof/<slug:digest>/", views.ledger_proof, name="ledger-proof"),
    path("ledger/consistency/<int:size>/", views.ledger_consistency, name="ledger-consistency"),
]
"""What strangers download to check the ledger: the same in every language."""

public = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("how-it-works/", views.how_it_works, name="how-it-works"),
    path("how-it-works/<slug:name>.svg", views.drawing_of, name="drawing"),
    path("ledger/", views.ledger, name="ledger"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("contact/", views.contact, name="contact"),
    path("easy-read/", views.easy_read, name="easy-read"),
    path("bsl/", views.bsl, name="bsl"),
    path("translation/", views.translation, name="translation"),
]
