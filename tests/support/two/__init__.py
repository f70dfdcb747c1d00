"""What takes two: promises as games, and one person who plays every sequence of acts against each (docs/drills.md)."""
