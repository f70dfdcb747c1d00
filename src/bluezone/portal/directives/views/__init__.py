"""Pages of the rollout, one file a subject: parse, call, render."""
