"""What the portal erases when its time is over. `rules` says what and when; `services` runs them and leaves a line."""
