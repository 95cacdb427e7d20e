"""The public form by which anybody refers a person, and the code with which they come back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.forms import answers
from candour.contexts.pathway.forms.code import CodeField
from candour.web.forms import Form
from candour.web.paged import Page, Paged

_PAGE = "pathway/public/refer/page.html"
_WHY, _YOU = "pathway/public/refer/why.html", "pathway/public/refer/you.html"

FORM = Paged(
    (
        Page("who", answers.Person, _PAGE),
        Page("finding", answers.Finding, _PAGE),
        Page("where", answers.Where, _PAGE),
        Page("why", answers.Why, _WHY),
        Page("what-happened", answers.Event, _PAGE),
        Page("online", answers.Online, _PAGE),
        Page("contacts", answers.Contacts, _PAGE),
        Page("threats", answers.Threats, _PAGE),
        Page("needs", answers.Needs, _PAGE),
        Page("who-knows", answers.Safeguarding, _PAGE),
        Page("told", answers.TheyWereTold, _PAGE),
        Page("fear", answers.Fear, _PAGE),
        Page("you", answers.You, _YOU),
    )
)


class Open(Form):
    """The code that shows where a referral stands."""

    title = _("Come back with your code")
    code = CodeField()


class Confirm(Form):
    """The code typed back, to see that it was copied without a mistake. Nobody has to."""

    code = CodeField(required=False)
