"""How a day is read that somebody typed, where a browser has no calendar of its own: the same in both languages.

Django looks for `formats` in a folder a language (FORMAT_MODULE_PATH). Without these it reads the month first, so that
11/10 would be kept as the tenth of November.
"""

DAYS_AS_TYPED = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
"""As a calendar sends them, and as people in Viet Nam write them; a year of two digits may be a day."""
