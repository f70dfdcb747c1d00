"""Ways out of the house: one interface, three implementations, none of which logs an address or a word."""
