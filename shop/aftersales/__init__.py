"""What comes after the sale: parcels, refunds, letters, receipts, reviews."""
