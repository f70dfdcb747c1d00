"""Hamlets, which a commune keeps itself: no national table has them."""
