"""What an operator does with a portal as a whole: make it ready, back it up, erase what was kept long enough."""
