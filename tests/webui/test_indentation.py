"""What of a template's white space reaches a page."""

from __future__ import annotations

from jinja2 import Environment

from bluezone.webui import Unindented


def rendered(source: str, **facts: object) -> str:
    return Environment(autoescape=True, trim_blocks=True, extensions=[Unindented]).from_string(source).render(**facts)


def test_a_page_has_no_indentation():
    source = "<ul>\n  {% for one in all %}\n    <li>\n      {{ one }}\n    </li>\n  {% endfor %}\n</ul>"

    assert "<ul>\n <li>\n1\n</li>\n <li>\n2\n</li>\n</ul>" == rendered(source, all=[1, 2])


def test_white_space_never_goes_altogether():
    source = "<input\n  {% if a %}required{% endif %}\n  {% if b %}hidden{% endif %}\n>{{ a }}  {{ b }}"

    assert "<input\nrequired hidden>1 2" == rendered(source, a=1, b=2)


def test_what_somebody_typed_keeps_its_lines_and_spaces():
    source = "<textarea>\n{{ typed -}}\n</textarea>"

    assert "<textarea>\na\n\n  b  c\n</textarea>" == rendered(source, typed="a\n\n  b  c\n")
