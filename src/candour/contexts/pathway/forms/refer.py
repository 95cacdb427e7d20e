"""The public form by which anybody refers a person, and the box for the code with which they come back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from candour.contexts.pathway.forms import answers
from candour.web.forms import Form
from candour.web.paged import Page, Paged
from candour.web.receipts import ReceiptField

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


class CodeField(ReceiptField):
    """The code of a referral: a receipt by another name."""

    default_error_messages = {
        "required": _("Enter your code"),
        "length": ngettext_lazy(
            "A code has 22 letters and digits. This has %(count)d",
            "A code has 22 letters and digits. This has %(count)d",
            "count",
        ),
        "character": _("A code has only letters and digits, in groups of four. The letter U is never in one"),
    }

    def __init__(self, **options: object) -> None:
        super().__init__(**{"label": _("Your code"), **options})


class Open(Form):
    """The code that shows where a referral stands."""

    title = _("Come back with your code")
    code = CodeField()


class Confirm(Form):
    """The code typed back, to see that it was copied without a mistake. Nobody has to."""

    code = CodeField(required=False)
