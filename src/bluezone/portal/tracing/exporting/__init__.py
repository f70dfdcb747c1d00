"""An outbreak on its way out: what leaves and for whom (`rows`), as which files (`files`), and when two say so
(`releases`)."""
