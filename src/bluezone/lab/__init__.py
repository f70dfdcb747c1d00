"""Measurements and fits: what `bluezone bench` and `bluezone proximity` run, and what docs/performance.md quotes.

Law: a measurement takes plain values and returns its figures; commands parse and print them. It stands on `joining` for
clock, chance and running services, and refuses figures of a part that did not do its work. Nothing but commands imports
this room: no service and no phone ever depends on how it is measured. Its modules are its face, imported late.
"""
