"""Whom the directive is put to: organisations, the selectors over them, and the list of reports to expect."""
