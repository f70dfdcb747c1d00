"""National figures of an invented country, asked of DuckDB and of Spark: the answers have to be the same."""
