"""The catalogue: listings, stock, prices, pictures, and how buyers find them."""
