"""What the room `documents` says about papers and files, as a sentence in the reader's language.

It speaks plain English and knows no catalogue. Its sentences stand here once more, so that the catalogue has them; one
that carries a name or a number is known by its form. What is not known is said under a general sentence, as it is.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_  # noqa: N812 - the catalogue's own mark

from bluezone.documents.errors import DocumentError
from bluezone.portal.errors import RefusedError

_SENTENCES = frozenset(
    {
        N_("this is no PDF"),
        N_("this is no PDF that can be read"),
        N_("this is no PDF that can be signed"),
        N_("this is neither a PDF nor a DOCX"),
        N_("this is an old .doc or a locked file; save it as .docx without a password"),
        N_("this archive is no DOCX"),
        N_("a page is larger than two metres"),
        N_("the PDF is locked with a password"),
        N_("the DOCX is locked with a password"),
        N_("the DOCX unpacks into more than a document can be"),
        N_("the DOCX declares entities, which documents do not"),
        N_("the signatures of this PDF cannot be read"),
        N_("what the signing tool added cannot be read"),
        N_("the file came back without a signature"),
        N_(
            "the file was written anew, or is another one; sign it with a tool that adds its signature at the end"
        ),
        N_("the file was changed beyond its signatures"),
        N_("a signature was drawn over words of the paper; its place is under the signer's post"),
        N_("a certificate file is smaller than a megabyte"),
        N_("the certificate file does not open: wrong passphrase, or no PKCS#12 file"),
        N_("the certificate file holds no key with its certificate"),
        N_("the key in the certificate file is of a kind that cannot sign papers"),
        N_("the token refuses this PIN; after a few wrong ones it locks itself"),
        N_("a scan is kept as PDF 1.4 or later"),
        N_("the scan does not open"),
        N_("the scan is not in colour: the seal's red and the signature's blue must be seen"),
        N_("the image has no transparent ground"),
        N_("the image is no PNG of at most 2 MB"),
        N_("the image is no PNG that can be read"),
        N_("the text of a document ends with a sentence, not with a table or a title"),
        N_("a letter says whom it is for"),
        N_("a line of a poster or slip is plain composed text"),
        N_("the text does not fit on its page"),
        N_("the code carries too much to be read from this paper"),
        N_("a code is 4 to 24 letters and digits"),
    }
)  # fmt: skip
_FORMS = (
    (r"a (?:paper|scan) has at most (?P<what>\d+) MB", N_("a file of this kind has at most %(what)s MB")),
    (r"the PDF (?:does not open|is broken): .*", N_("the PDF is broken")),
    (r"the DOCX is broken: .*", N_("the DOCX is broken")),
    (r"the certificate of (?P<what>.+) is not valid on .*", N_("the certificate of %(what)s is not valid today")),
    (r"the certificate of (?P<what>.+) was not made for signing", N_("the certificate of %(what)s is not for signing")),
    (r"the token (?P<what>\S+) .*", N_("the token %(what)s does not open, or holds no such key")),
    (r"page (?P<what>\d+) of the scan is not A4 .*", N_("page %(what)s of the scan is not A4 in full size")),
    (r"page (?P<what>\d+) is no scan: .*", N_("page %(what)s is no scan: there is no picture on it")),
    (r"page (?P<what>\d+) was scanned at .*", N_("page %(what)s was scanned at less than 200 dots an inch")),
    (r"the signature of (?P<what>.+) does not hold: its certificate does not lead .*",
     N_("the certificate of %(what)s does not lead to a root that is trusted here")),
    (r"the signature of (?P<what>.+) does not hold: .*", N_("the signature of %(what)s does not hold")),
    (r"the image is not in (?P<what>\w+) ink", N_("a signature's image is blue, a seal's is red")),
    (r"no title stands before a signer's name: (?P<what>.+)", N_("no title stands before a signer's name: %(what)s")),
    (r"(?P<what>\S+) is no symbol of a document: .*", N_("%(what)s is no symbol of a document")),
    (r"the longest line of the poster is too long .*", N_("the longest line is too long to be read from afar")),
    (r"a line of a poster or slip has 1 to (?P<what>\d+) characters",
     N_("a line here has 1 to %(what)s characters")),
    (r"(?P<what>.+) must not be empty", N_("a line is empty that must not be (%(what)s)")),
    (r"(?P<what>.+) is longer than .*", N_("a line is too long (%(what)s)")),
    (r"(?P<what>.+): \d+ to \d+ lines", N_("too few or too many lines (%(what)s)")),
)  # fmt: skip
_PROBLEMS = frozenset(
    {
        N_("the signed part of the file was changed"),
        N_("the signature does not belong to its certificate"),
        N_("it covers only a part of the file"),
        N_("something other than signatures was added after it"),
        N_("its certificate does not lead to a root that is trusted here"),
        N_("its certificate is not valid any more"),
    }
)


def said(error: DocumentError | RefusedError) -> str:
    """The reason as a sentence."""
    return sentence(in_words(str(error), of_ours=isinstance(error, RefusedError)))


def in_words(text: str, *, of_ours: bool = False) -> str:
    """A reason in the reader's language."""
    if text in _SENTENCES or text in _PROBLEMS:
        return gettext(text)
    for form, words in _FORMS:
        if (found := re.fullmatch(form, text, re.DOTALL)) is not None:
            return gettext(words) % {"what": found.groupdict().get("what", "")}
    return gettext(text) if of_ours else gettext("this cannot be done with this file (%(what)s)") % {"what": text}


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
