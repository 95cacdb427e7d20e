"""Django forms in the design system's markup: what is drawn, what is refused, and that nothing typed is lost."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from django import forms as django_forms
from django.template import engines

from candour.web import forms


class Everything(forms.Form):
    title = "Your connection"
    who = django_forms.ChoiceField(
        label="Who are you?",
        choices=[("", ""), ("parent", "A parent"), ("other", "Somebody else")],
        widget=django_forms.RadioSelect,
    )
    other = forms.LongText(label="Who else", required=False)
    several = django_forms.MultipleChoiceField(
        label="Which bodies",
        choices=[("police", "Police"), ("school", "School")],
        widget=django_forms.CheckboxSelectMultiple,
    )
    story = forms.LongText(label="What happened?", max_length=100, help_text="Leave out names.")
    line = forms.Text(label="Place", required=False, max_length=20)
    when = forms.DateAnswer(label="the day", latest=lambda: date(2026, 11, 23), earliest=date(2015, 7, 1))
    mail = django_forms.EmailField(label="Email", required=False)
    region = django_forms.ChoiceField(label="Region", choices=[("", "Choose"), ("nw", "North West")], required=False)
    agree = django_forms.BooleanField(label="I agree")
    draft = django_forms.CharField(widget=django_forms.HiddenInput, required=False)
    sessions = django_forms.IntegerField(label="How many sessions?", min_value=1, max_value=500, required=False)
    least = django_forms.IntegerField(label="least", min_value=1, required=False)


GOOD: dict[str, Any] = {
    "who": "parent",
    "several": ["police"],
    "story": "It happened.",
    "when_day": "3",
    "when_month": "April",
    "when_year": "2026",
    "agree": "on",
}


def drawn(bound: Any, **wishes: Any) -> str:
    module = engines["pages"].env.get_template("components/forms.html").module  # type: ignore[attr-defined]
    return str(module.field(bound, **wishes))


class TestText:
    def test_takes_out_what_reverses_the_reading_order_and_keeps_what_languages_need(self) -> None:
        form = Everything({**GOOD, "line": "a\u202eb\u2066c\u200fd\u061ce\x07f"})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["line"] == "abc\u200fd\u061cef"

    def test_keeps_lines_and_words_of_every_script(self) -> None:
        form = Everything({**GOOD, "story": "Ünï\r\n  কথা\r完\n😀"})
        assert form.is_valid()
        assert form.cleaned_data["story"] == "Ünï\n  কথা\n完\n😀"

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ("x" * 101, "“What happened?” must be 100 characters or fewer. It is 101 long"),
            ("caf\ufffd", "Some of the characters could not be read"),
            ("a\0b", "has a character in it that cannot be stored"),
            ("   ", "Answer “What happened?”"),
        ],
    )
    def test_says_what_to_do(self, typed: str, says: str) -> None:
        form = Everything({**GOOD, "story": typed})
        assert says in str(form.errors["story"].as_text())

    def test_a_label_keeps_its_capital_where_it_is_quoted(self) -> None:
        class Place(forms.Form):
            town = forms.Text(label="Town or area", max_length=9)

        assert Place({"town": ""}).errors["town"] == ["Enter the town or area"]
        assert Place({"town": "x" * 10}).errors["town"] == [
            "“Town or area” must be 9 characters or fewer. It is 10 long"
        ]

    def test_a_label_that_asks_without_a_question_mark_is_quoted(self) -> None:
        class Leaving(forms.Form):
            who = django_forms.ChoiceField(label="Who left", choices=[("a", "Ann")])
            why = forms.LongText(label="Why you are worried, in your own words")
            day = forms.DateAnswer(label="By which day")

        left = Leaving({"day_day": "31", "day_month": "2", "day_year": "2026"})
        assert left.errors == {
            "who": ["Choose an answer to “Who left”"],
            "why": ["Answer “Why you are worried, in your own words”"],
            "day": ["“By which day” must be a real date"],
        }

    @pytest.mark.parametrize(
        ("name", "typed", "says"),
        [
            ("sessions", "some", "“How many sessions?” must be a whole number from 1 to 500"),
            ("sessions", "2.5", "“How many sessions?” must be a whole number from 1 to 500"),
            ("sessions", "0", "“How many sessions?” must be a whole number from 1 to 500"),
            ("sessions", "501", "“How many sessions?” must be a whole number from 1 to 500"),
            ("least", "few", "Least must be a whole number"),
        ],
    )
    def test_says_which_number(self, name: str, typed: str, says: str) -> None:
        assert Everything({**GOOD, name: typed}).errors[name] == [says]


class TestDateAnswer:
    @pytest.mark.parametrize("month", ["4", "04", "apr", "April"])
    def test_is_a_date(self, month: str) -> None:
        form = Everything({**GOOD, "when_month": month})
        assert form.is_valid()
        assert form.cleaned_data["when"] == date(2026, 4, 3)

    @pytest.mark.parametrize(
        ("parts", "says"),
        [
            (("31", "2", "2026"), "The day must be a real date"),
            (("3", "4", "26"), "The day must be a real date"),
            (("x", "4", "2026"), "The day must be a real date"),
            (("3", "floreal", "2026"), "The day must be a real date"),
            (("99999999999999999999", "4", "2026"), "The day must be a real date"),
            (("3", "", ""), "The day must include a month and a year"),
            (("24", "11", "2026"), "The day must be 23 November 2026 or earlier"),
            (("30", "6", "2015"), "The day must be 1 July 2015 or later"),
            (("", "", ""), "Enter the day"),
        ],
    )
    def test_refuses(self, parts: tuple[str, str, str], says: str) -> None:
        form = Everything({**GOOD, "when_day": parts[0], "when_month": parts[1], "when_year": parts[2]})
        assert form.errors["when"] == [says]
        page = drawn(form["when"])
        for part in parts:
            if part:
                assert f'value="{part}"' in page

    def test_a_question_is_quoted(self) -> None:
        class Asked(forms.Form):
            on = forms.DateAnswer(label="On which day?")

        asked = Asked({"on_day": "31", "on_month": "2", "on_year": "2026"})
        assert asked.errors["on"] == ["“On which day?” must be a real date"]

    def test_empty_is_none_when_optional(self) -> None:
        field = forms.DateAnswer(label="Day", required=False)
        assert field.clean(["", " ", ""]) is None
        assert field.clean(None) is None


class TestDrawing:
    @pytest.mark.parametrize("name", list(Everything.base_fields))
    def test_nothing_typed_is_lost_and_the_error_stands_beside_it(self, name: str) -> None:
        typed = {
            "who": "other", "other": "line one\n    <b>line two</b>\n\n  & three", "several": ["school"],
            "story": "x" * 101, "line": '"quoted" & <b>', "when_day": "31", "when_month": "feb", "when_year": "2026",
            "mail": "not@", "region": "nw", "draft": "kept",
        }  # fmt: skip
        form = Everything(typed)
        assert not form.is_valid()
        page = drawn(form[name])
        shown = unescape(page)
        for error in form.errors.get(name, []):
            assert str(error) in shown
        if name in typed and isinstance(typed[name], str) and name not in {"who", "region"}:
            assert str(typed[name]) in shown
        if name in {"who", "several", "region"}:
            assert page.count("checked") + page.count("selected") == 1

    def test_a_text_of_several_lines_keeps_its_indentation_under_a_choice(self) -> None:
        words = "one\n    two\n  three"
        form = Everything({**GOOD, "who": "other", "other": words})
        page = drawn(form["who"], revealed={"other": form["other"]})
        assert f">{words}</textarea>" in unescape(page)

    def test_a_browser_does_not_eat_a_first_empty_line(self) -> None:
        assert ">\n\none</textarea>" in unescape(drawn(Everything({**GOOD, "other": "\r\none"})["other"]))

    def test_the_question_can_be_the_heading(self) -> None:
        assert "<h1" in drawn(Everything()["who"], heading=True)
        assert "<h1" in drawn(Everything()["story"], heading=True)
        assert "<h1" not in drawn(Everything()["story"])

    def test_hints_by_choice_and_a_divider(self) -> None:
        page = drawn(Everything()["who"], choice_hints={"parent": "Or a carer"}, divider="or", inline=True)
        assert "Or a carer" in page
        assert "govuk-radios__divider" in page
        assert "govuk-radios--inline" in page

    def test_an_empty_choice_is_not_a_radio(self) -> None:
        assert drawn(Everything()["who"]).count('type="radio"') == 2

    def test_a_password_is_never_shown_again(self) -> None:
        class SignIn(forms.Form):
            password = django_forms.CharField(widget=django_forms.PasswordInput)

        assert "secret" not in drawn(SignIn({"password": "secret"})["password"])


class TestSummary:
    def test_every_error_leads_to_a_box_that_is_on_the_page(self) -> None:
        form = Everything({"when_day": "31", "when_month": "2", "when_year": "2026", "mail": "x"})
        page = "".join(drawn(bound) for bound in form)
        errors = forms.summary(form)
        assert len(errors) == 6
        for error in errors:
            assert f'id="{error["href"][1:]}"' in page

    def test_is_empty_for_a_form_not_sent(self) -> None:
        assert forms.summary(Everything()) == []
