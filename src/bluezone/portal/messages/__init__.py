"""Messages to people: by which outlet they leave, what became of them, and who wants none."""
