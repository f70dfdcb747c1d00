"""What a guide says, and where: its words that are the screen's, its pages, and the pictures that are taken of them."""

from __future__ import annotations

from pathlib import Path

from bluezone.portal import guides as room
from bluezone.portal.guides.guide import Guide, Part, shown_words
from scripts.take_guide_pictures import PICTURES

STATIC = Path(str(room.__file__)).parent / "static"


def taken_pictures() -> dict[str, bool]:
    """By their names, whether each is taken of a desk's screen."""
    return {one.name: one.is_wide for one in PICTURES}


def words_of(part: Part) -> set[str]:
    """Of the screen, in both of the guide's languages."""
    return {word for step in part.steps for said in (step.vi, step.en) for word in shown_words(said)}


def words_of_troubles(guide: Guide) -> set[str]:
    both = [sentence for one in guide.troubles for sentence in (one.seen, one.do)]
    return {word for sentence in both for said in (sentence.vi, sentence.en) for word in shown_words(said)}
