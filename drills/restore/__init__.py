"""A portal and an exchange destroyed and brought back as the guide says, with figures: rows, gigabytes, seconds."""
