"""Addresses of the shell, for each door's own list."""

from __future__ import annotations

from django.urls import path

from candour.web import home, notifications, views

public = [
    path("healthz", views.healthz, name="healthz"),
    path("leave/", views.leave, name="leave"),
]
staff = [
    path("", home.home, name="home"),
    path("notifications/", notifications.notices, name="notifications"),
    path("healthz", views.healthz, name="healthz"),
    path("still-here/", views.still_here, name="still-here"),
    path("find/", views.find, name="find"),
]
office = [*staff, path("jobs/", notifications.listed_jobs, name="jobs")]
