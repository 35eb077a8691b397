"""Getting a parcel to the buyer: weights, rates, destinations, promised days, parcels."""
