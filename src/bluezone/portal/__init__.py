"""The authority's desk: people, places, organisations and the lists and papers that offices work with."""
