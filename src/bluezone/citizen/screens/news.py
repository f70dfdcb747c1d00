"""News and guidance, from the signed configuration: plain text, in the owner's language, newest first."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath

from bluezone.citizen.links import is_trusted
from bluezone.citizen.pages import page
from bluezone.citizen.phone import Phone, ThePhone


@get("/news")
async def news(phone: ThePhone) -> Response[str]:
    configuration = phone.device.feed.configuration
    articles = sorted(configuration.news, key=lambda article: -article.issued_s)
    return page(
        phone,
        "news.html",
        articles=[(article, phone.local(article.issued_s * 1000).date()) for article in articles],
        links=[link for link in configuration.links if is_trusted(link.url)],
        of=lambda texts: in_language(phone, texts),
    )


@get("/news/{number:str}")
async def article(phone: ThePhone, number: FromPath[str]) -> Response[str]:
    found = next((one for one in phone.device.feed.configuration.news if one.id == number), None)
    if found is None:
        return page(phone, "refused.html", status=404, reason="missing")
    return page(
        phone,
        "news_article.html",
        heading=in_language(phone, found.title),
        paragraphs=[part.strip() for part in in_language(phone, found.text).split("\n") if part.strip()],
        date=phone.local(found.issued_s * 1000).date(),
    )


def in_language(phone: Phone, texts: dict[str, str]) -> str:
    """The text in the owner's language, else in Vietnamese, else in whichever there is."""
    chosen = texts.get(phone.preferences.language) or texts.get("vi")
    return chosen or next(iter(texts.values()), "")


ROUTES = (news, article)
