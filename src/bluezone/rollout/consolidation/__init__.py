"""From many reports to one: sums that open to their parts, deadlines and chasing, approval level by level."""
