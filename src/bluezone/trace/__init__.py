"""Outbreak mathematics: who is how far from a confirmed case, and why (docs/decisions/0026-trace.md).

    Outbreak (persons and exposures as typed arrays) → Tracing (levels F0 to F4, kept up with every edit) → Steps
                                                     → Chains (roots, generations, chains, cycles)

Pure: numbers in, numbers out; names stay with whoever calls. No Django, clock, chance, numerical library, or file but
the regimes that it brings along.
Modules are the face of this room.

- `outbreak` is what is known, `edits` how it changes;
- `levels` keeps everybody's level, and with it the path that gives it;
- `explaining` says why somebody has a level, or has none;
- `supposing` asks what if;
- `chains` looks at the same exposures as a graph: where chains begin, how far each person stands from a beginning;
- `drawing` gives everybody of a chain a spot in a picture of it;
- `reproduction` counts how many each case infected, by the days on which they fell ill;
- `regimes` are rules of a time and a place, `windows` and `quarantine` what they make of days and levels.
"""
