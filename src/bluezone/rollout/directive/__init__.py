"""The signed letter as data: read from one file that an office can copy, and shown as one table."""
