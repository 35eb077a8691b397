"""What every part of the shop stands on. Knows nobody above it."""
