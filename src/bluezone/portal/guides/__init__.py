"""Guides of the roles: a day's work, page by page, in words that are the screen's own; read here and on paper."""
