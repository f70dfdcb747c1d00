"""Premises: shops, markets, offices and whatever else has a door, and the signed codes on their posters."""
