"""Work on accounts: hiring, roles, invitations for what was lost, sign-ins as lines of the audit, and their pages."""
