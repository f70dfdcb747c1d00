"""The demo: an exchange, a portal and a crowd of phones, joined into one story."""
