"""The demo shop: invented artisans and drawn cloth, loaded once and removable by one command."""
