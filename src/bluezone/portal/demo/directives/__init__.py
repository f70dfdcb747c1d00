"""A rollout to show: the district's directive of August 2020 with invented people, figures and pictures."""
