"""Views that try the middleware: each says in its name what it does."""

from __future__ import annotations

from typing import Any

from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refusal, Refused
from candour.web.entrance import ANYONE, SIGNED_IN, entrance, roles

seen: dict[str, Any] = {}


def write() -> None:
    with connection.cursor() as cursor:
        cursor.execute("create table if not exists web_try (n int)")
        cursor.execute("insert into web_try values (1)")


@entrance(doors=Door, to=ANYONE)
def with_database(request: HttpRequest) -> HttpResponse:
    seen.update(in_transaction=connection.in_atomic_block, actor=request.actor, now=request.now)  # type: ignore[attr-defined]
    write()
    return HttpResponse("written")


@entrance(doors=Door, to=ANYONE, database=False)
def without_database(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nothing opened")


@entrance(doors=Door, to=ANYONE, database=False, cacheable=True)
def content(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the same for everybody")


@entrance(doors=Door, to=ANYONE)
def writes_then_fails(request: HttpRequest) -> HttpResponse:
    write()
    raise ValueError("half done")


@entrance(doors=Door, to=ANYONE)
def writes_then_answers_500(request: HttpRequest) -> HttpResponse:
    write()
    return HttpResponse(status=500)


@entrance(doors=Door, to=ANYONE)
def writes_then_finds_nothing(request: HttpRequest) -> HttpResponse:
    write()
    raise Http404


@entrance(doors=Door, to=ANYONE)
def database_goes_away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the database system is shutting down")


@entrance(doors=Door, to=ANYONE)
def is_refused(request: HttpRequest) -> HttpResponse:
    write()
    raise Refused((Refusal("wrong_state", "It is closed.", "Open it again first."), Refusal("wrong_role", "Not you.")))


@entrance(doors=Door, to=ANYONE)
def writes_the_same_twice(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("create unique index on web_try (n)")
    write()
    write()
    return HttpResponse("twice")


@entrance(doors=Door, to=ANYONE)
def breaks_another_rule(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("alter table web_try add check (n > 5)")
    write()
    return HttpResponse("against a rule")


@entrance(doors=Door, to=ANYONE)
def streams(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter(["a", "b"]))


@entrance(doors=Door.OFFICE, to=SIGNED_IN)
def signed_in(request: HttpRequest) -> HttpResponse:
    return HttpResponse("known")


@entrance(doors=Door.OFFICE, to=roles("auditor"))
def auditor(request: HttpRequest) -> HttpResponse:
    return HttpResponse("auditor")


@entrance(doors=Door.DELIVERY, to=ANYONE, database=False)
def other_door(request: HttpRequest) -> HttpResponse:
    return HttpResponse("delivery")


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("who may?")


@entrance(doors=Door, to=ANYONE, database=False)
def reads_the_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


urlpatterns = [
    path("with/", with_database),
    path("without/", without_database),
    path("content/", content),
    path("fails/", writes_then_fails),
    path("answers-500/", writes_then_answers_500),
    path("finds-nothing/", writes_then_finds_nothing),
    path("away/", database_goes_away),
    path("refused/", is_refused),
    path("twice/", writes_the_same_twice),
    path("rule/", breaks_another_rule),
    path("streams/", streams),
    path("signed-in/", signed_in),
    path("auditor/", auditor),
    path("other-door/", other_door),
    path("undeclared/", undeclared),
    path("form/", reads_the_form),
]
handler400 = "candour.web.problems.bad_request"
handler403 = "candour.web.problems.forbidden"
handler404 = "candour.web.problems.not_found"
handler500 = "candour.web.problems.server_error"
