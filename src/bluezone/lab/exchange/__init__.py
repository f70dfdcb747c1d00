"""What an exchange bears and what an observer of its line learns: load, guesses, windows, cover and intervals."""
