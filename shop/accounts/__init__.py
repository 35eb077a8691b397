"""People: signing up, signing in, addresses, roles, consent; and the link to a host's users."""
