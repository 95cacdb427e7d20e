"""Addresses of transfers at the delivery door. A step's address holds its name from the procedure."""

from __future__ import annotations

from django.urls import path

from candour.contexts.pathway.views import transfer_board, transfers

app_name = "transfers"

urlpatterns = [
    path("transfers/", transfers.listed, name="list"),
    path("transfers/board/", transfer_board.board, name="board"),
    path("transfers/<str:reference>/", transfers.transfer, name="transfer"),
    path("transfers/<str:reference>/<slug:name>/", transfers.step, name="step"),
]
