"""Who works here: staff, their roles and where they stand, and the permission table that says what a role may do."""
