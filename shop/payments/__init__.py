"""Money in and money back: payments, refunds, and the providers that carry them."""
