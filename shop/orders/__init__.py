"""What was agreed: orders and their parts."""
