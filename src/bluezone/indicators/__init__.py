"""National figures: what portals count of their work, made safe to hand on, and read together from many portals.

Counts come in and a parquet file goes out under a stated schema; many such files answer the same questions on DuckDB
and on Spark. Here is no person and no Django: what is counted of whom, the portal's own room of this name knows
(docs/operating/indicators.md).
"""
