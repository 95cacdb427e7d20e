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
public = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("how-it-works/", views.how_it_works, name="how-it-works"),
    path("how-it-works/<slug:name>.svg", views.drawing_of, name="drawing"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("contact/", views.contact, name="contact"),
    path("easy-read/", views.easy_read, name="easy-read"),
    path("bsl/", views.bsl, name="bsl"),
    path("translation/", views.translation, name="translation"),
]
