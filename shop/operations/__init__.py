"""What operators do: verify, back up, restore, export. Reads across every domain."""
