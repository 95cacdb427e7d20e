"""The page where somebody proves afresh who they are (see ``accounts.api``)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candour.contexts.accounts import api, passkeys
from candour.contexts.accounts.forms import CodeForm
from candour.contexts.accounts.operations import sign_in as operations
from candour.contexts.accounts.views import signing
from candour.kernel.people.models import Person
from candour.web.entrance import SIGNED_IN, entrance


@entrance(doors=signing.STAFF, to=SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def step_up(request: Any) -> HttpResponse:
    """Show the passkey (or, at delivery, a code), then go on to where one was going."""
    if request.method != "POST":
        return api.ask_page(
            request, target=signing.safe_address(request, request.GET.get("next", "/account/")), again=False
        )
    target = signing.safe_address(request, request.POST.get(api.OWN + "target", ""), "/account/")
    again = request.POST.get(api.OWN + "again") == "yes"
    person = Person.objects.get(pk=request.actor.person_id)
    code = CodeForm(request.POST, prefix="step_up") if api.OWN + "code" in request.POST else None
    method = ""
    if code is not None:
        if code.is_valid() and passkeys.is_code_right(person, code.cleaned_data["code"]):
            method = "code"
        elif code.is_valid():
            code.add_error("code", _("That code is not right. Use the newest one"))
    elif settings.DEMONSTRATION and person.is_synthetic:
        method = "demonstration"
    elif passkeys.is_proved(person, request.POST.get(api.OWN + "credential", "")):
        method = "passkey"
    if not method:
        operations.record_refusal(email=person.email, door=request.door, reason="step_up", at=request.now)
        return api.ask_page(request, target=target, again=again, code=code, trouble=code is None)
    request.session.mark_stepped_up()
    operations.record_step_up(actor=request.actor, door=request.door, method=method, at=request.now)
    return HttpResponseRedirect(target, preserve_request=again)
