"""Addresses of accounts at the doors where people sign in. Views that a door does not have answer 404 there."""

from __future__ import annotations

from django.urls import path

from candour.contexts.accounts.views import account, enrolment, organisations, people, provider, sign_in, step_up

app_name = "accounts"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/second-step/", sign_in.second_step, name="second_step"),
    path("sign-in/demonstration/", sign_in.demonstration, name="demonstration"),
    path("sign-in/provider/", provider.begin, name="provider_begin"),
    path("sign-in/provider/go/", provider.go, name="provider_go"),
    path("sign-in/provider/callback/", provider.callback, name="provider_callback"),
    path("sign-in/provider/finish/", provider.finish, name="provider_finish"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("enrol/<str:token>/", enrolment.begin, name="enrol"),
    path("enrol/<str:token>/passkey/", enrolment.passkey, name="enrol_passkey"),
    path("enrol/<str:token>/codes/", enrolment.codes, name="enrol_codes"),
    path("enrol/<str:token>/provider/", provider.enrol, name="enrol_provider"),
    path("step-up/", step_up.step_up, name="step_up"),
    path("account/", account.account, name="account"),
    path("account/passkeys/add/", account.add_passkey, name="add_passkey"),
    path("account/codes/add/", account.add_codes, name="add_codes"),
    path("account/passkeys/<int:number>/remove/", account.remove_authenticator, name="remove_authenticator"),
    path("account/provider/link/", provider.link, name="link_provider"),
    path("account/provider/remove/", provider.unlink, name="unlink_provider"),
    path("account/password/", account.change_password, name="change_password"),
    path("account/language/", account.set_language, name="set_language"),
    path("account/sign-out-everywhere/", account.sign_out_everywhere, name="sign_out_everywhere"),
    path("people/", people.people, name="people"),
    path("people/roles/<uuid:holding_id>/end/", people.end_role, name="end_role"),
    path("people/roles/<uuid:holding_id>/cover/", people.cover, name="cover"),
    path("people/cover/<uuid:cover_id>/end/", people.end_cover, name="end_cover"),
    path("people/organisations/", organisations.organisations, name="organisations"),
    path("people/organisations/add/", organisations.add, name="add_organisation"),
    path("people/organisations/<uuid:organisation_id>/", organisations.organisation, name="organisation"),
    path("people/in/<uuid:organisation_id>/invite/", people.invite, name="invite"),
    path("people/in/<uuid:organisation_id>/<uuid:person_id>/", people.person, name="person"),
    path("people/in/<uuid:organisation_id>/<uuid:person_id>/role/", people.give_role, name="give_role"),
    path("people/in/<uuid:organisation_id>/<uuid:person_id>/new-link/", people.renew, name="renew"),
]
