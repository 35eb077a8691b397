"""Carts and wishlists: what is wanted, before anything is agreed."""
