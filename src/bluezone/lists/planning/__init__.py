"""What would be stored, before anything is: records and findings as one frozen plan, applied whole or not at all."""
