"""The one place that starts parts and joins them: services, phones, drills, the demo, with clock, chance and folders.

Law: only this room reads a clock and draws from the system's randomness; every other room is handed them. Nothing here
parses an argument or prints: commands (`bluezone.cli`) and measurements (`bluezone.lab`) ask, hand in what a line is
told to, and get values or a `RefusedError`. Its modules are its face, imported late, so that `--help` stays instant.
"""
