"""An exchange: its first keys, its store, its clock, and the two listeners of its service."""
