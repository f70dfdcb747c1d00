"""What an organisation reports: figures, rates that follow from them, a report's states, and what is wrong with it."""
