"""One file a screen: its routes, the facts that its template needs, and the owner's taps that it carries out."""

from bluezone.citizen.screens import home, language, warnings

ROUTES = (*home.ROUTES, *language.ROUTES, *warnings.ROUTES)

__all__ = ["ROUTES"]
