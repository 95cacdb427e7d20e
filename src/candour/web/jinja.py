"""The Jinja2 environment that renders every page.

Autoescaping is always on, and no template of ours switches it off; in the tests a name that nobody passed is an
error rather than an empty space. Django's own engine stays behind this one for emails only.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.backends.jinja2 import Jinja2 as DjangoJinja2
from django.templatetags.static import static as plain_static
from django.urls import reverse
from django.utils import timezone, translation
from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, Undefined
from jinja2.utils import missing

from candour.web import dates, forms, languages, navigation

WEB = Path(__file__).resolve().parent
_IN_BRACKETS = re.compile(r"\([^()]*\)")


class Templates(DjangoJinja2):
    """Django's Jinja2 backend, looking only where Candour's own pages are.

    Other people's applications keep templates in Django's language under the same folder name; searching those
    would make Jinja2 stumble over them, so ``APP_DIRS`` stays off and ``candour.web.template_folders`` is the list.
    """

    app_dirname = "templates"


class StrictName(Undefined):
    """In the tests, printing or walking a name that nobody passed is an error; asking whether it is there is not, and
    a missing key of a mapping stays empty, because the design system's macros do both. Outside the tests a forgotten
    name prints nothing: a page with a gap serves better than no page.
    """

    __slots__ = ()

    def _refuse(self) -> None:
        if self._undefined_obj is missing and self._undefined_name not in {None, "undefined"}:
            self._fail_with_undefined_error()

    def __str__(self) -> str:
        self._refuse()
        return ""

    def __iter__(self) -> Iterator[Any]:
        self._refuse()
        return iter(())


def environment(**options: Any) -> Environment:
    """Build the environment. Called once per process by Django's template engine."""
    given: BaseLoader = options.pop("loader")
    strict = getattr(settings, "STRICT_TEMPLATES", False)
    options |= {
        "autoescape": True,
        "undefined": StrictName if strict else Undefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    built = Environment(  # noqa: S701  it is in the options just above
        **options,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        loader=ChoiceLoader(
            [
                given,
                PrefixLoader(
                    {
                        "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
                        "components": FileSystemLoader(WEB / "components"),
                    }
                ),
            ]
        ),
    )
    built.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    built.policies["ext.i18n.trimmed"] = True
    built.globals.update(
        url=url,
        local=languages.local,
        static=static,
        navigation=navigation,
        field_params=forms.params,
        form_errors=forms.summary,
        today=timezone.localdate,
    )
    built.filters.update(
        day=day, month=month, moment=moment, clock=clock, iso=iso, sentence_list=sentence_list, whole=whole
    )
    return built


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a view by name, with its parts."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


@cache
def static(path: str) -> str:
    """The address of a static file with a digest of its content, so that browsers may keep it for a year."""
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(f"no static file {path}")
    return f"{plain_static(path)}?v={hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12]}"


def day(value: date | datetime | None) -> str:
    """``3 April 2026``, in the office's time zone; nothing for None."""
    if value is None:
        return ""
    return dates.written(_local(value))


def month(value: date | None) -> str:
    """``April 2026``; nothing for None."""
    return "" if value is None else dates.written(value, "F Y")


def moment(value: datetime | None) -> str:
    """``3 April 2026 at 2:05pm``, in the office's time zone; nothing for None."""
    if value is None:
        return ""
    local = _local(value)
    return translation.gettext("%(day)s at %(time)s") % {"day": dates.written(local), "time": clock(value)}


def whole(name: str) -> str:
    """A person's name whose part in brackets, often in another script, is not broken over two lines."""
    return _IN_BRACKETS.sub(lambda found: found[0].replace(" ", "\u00a0"), name)


def clock(value: datetime) -> str:
    """``2:05pm``, in the office's time zone."""
    local = _local(value)
    assert isinstance(local, datetime)
    hour = local.hour % 12 or 12
    return f"{hour}:{local.minute:02d}{'pm' if local.hour >= 12 else 'am'}"


def iso(value: date | datetime | None) -> str:
    """The machine's form, for ``<time datetime>``."""
    return "" if value is None else value.isoformat()


def sentence_list(values: Iterable[object]) -> str:
    """``a, b and c``."""
    words = [str(value) for value in values]
    if len(words) < 2:
        return "".join(words)
    return translation.gettext("%(several)s and %(last)s") % {"several": ", ".join(words[:-1]), "last": words[-1]}


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
