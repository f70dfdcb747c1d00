"""Door posts: who went in and out, sealed to the health unit before it is sent, and counts by the hour for others."""
