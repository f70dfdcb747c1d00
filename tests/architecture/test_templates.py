"""The linter of the templates: what it refuses, each fault planted once, and what it lets through."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from tests.support.sources import PROJECT


def _linter() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lint_templates", PROJECT / "scripts" / "lint_templates.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LINTER = _linter()
FAULTS = {
    "<p>{% if x %}</p>": "Unexpected end of template",
    "<p>{{ one two }}</p>": "expected token",
    "<p>{% trans n=2 %}a{% pluralize %}b{% endtrans %}</p>": "ngettext says it",
    '<p style="color: red"></p>': "style stands in the page",
    '<p onclick="go()"></p>': "onclick stands in the page",
    '<a href="javascript:go()"></a>': "href is a script",
    "<style>p {}</style>": "<style> stands in the page",
    "<script>go()</script>": "<script> stands in the page",
    "<marquee></marquee>": "<marquee> is no element",
    "<ul><div></div></ul><ol><p><li></li></p></ol>": "<li> in <p>",
    "<table><tr></tr></table>": "<tr> in <table>",
    "<p><div></div></p>": "<div> in <p>, which holds words only",
    "<form><div><form></form></div></form>": "<form> within another",
    '<a href="/"><span><button></button></span></a>': "<button> within another",
    "<div></section></div>": "</section> closes nothing",
    '<input type="text" name="q">': "no label for a input without an id",
    '<label for="p">P</label><input id="q" name="q">': "no label for q",
    '<label for="{{ a }}">A</label><select id="{{ b }}"></select>': "no label for",
}


@pytest.mark.parametrize("source", FAULTS)
def test_a_planted_fault_is_named(source):
    assert any(FAULTS[source] in fault for fault in LINTER.faults_of_page(source))


def test_a_fault_is_named_with_its_line():
    source = "{% if late %}\n  <p>{{ _(\n    'a'\n  ) }}</p>\n{% endif %}\n<p onclick='go()'></p>"

    assert ["6: onclick stands in the page: the policy drops it"] == list(LINTER.faults_of_page(source))


def test_a_line_may_have_120_columns_and_no_more():
    assert ["2: 121 columns, more than 120"] == list(LINTER.faults_of_length("ạ" * 120 + "\n" + "ạ" * 121))


@pytest.mark.parametrize("sign", ["\f", "\v", "\x1c", "\x85", "\u2028"])
def test_no_other_sign_than_its_end_hides_a_line_that_is_too_long(sign):
    assert ["1: 121 columns, more than 120"] == list(LINTER.faults_of_length(f"{'a' * 60}{sign}{'b' * 60}\n"))


@pytest.mark.parametrize(
    "source",
    [
        '<label for="{{ f.id }}">{{ f.label }}</label><input id="{{f.id}}" {% if f.must %}required{% endif %}>',
        '<label><input type="checkbox" name="a"> {{ text }}</label><input type="hidden" name="b">',
        '<input name="q" aria-label="{{ _("Search") }}"><textarea aria-hidden="true"></textarea>',
        '<script src="{{ asset("a.js") }}" defer></script><script type="application/json">{"a": 1}</script>',
        '<li>{{ ngettext("%(num)s <b>", "%(num)s </i>", count) }}</li>{# <div> #}',
        '<svg viewBox="0 0 1 1"><g><path d="M0 0" /></g></svg><br>',
    ],
)
def test_what_is_right_is_let_through(source):
    assert [] == list(LINTER.faults_of_page(source))


def test_every_template_is_looked_at():
    """The check would be green over an empty list."""
    seen = {path.relative_to(PROJECT) for path in LINTER.templates()}

    pages = {path.relative_to(PROJECT) for path in (PROJECT / "src").glob("**/templates/**/*.html")}
    assert pages <= seen
    assert len(pages) > 150
    assert {".typ", ".js", ".html"} == {path.suffix for path in seen}


@pytest.mark.slow
def test_the_templates_of_the_product_have_no_fault():
    pages = [*LINTER.templates(), *LINTER.single_pages()]

    assert [] == [f"{path.relative_to(PROJECT)}:{fault}" for path in pages for fault in LINTER.faults(path)]


def test_a_page_that_is_no_template_is_measured_too(monkeypatch, tmp_path):
    monkeypatch.setattr(LINTER, "SOURCES", tmp_path)
    page = tmp_path / "report.html"
    page.write_text(f"<style>p {{}}</style>\n{'x' * 121}", encoding="utf-8")

    assert [page] == LINTER.single_pages()
    assert ["2: 121 columns, more than 120"] == list(LINTER.faults(page))
