"""What a portal counts of its work by day and commune, for a province or a ministry that reads many portals."""
