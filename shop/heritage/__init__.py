"""The craft: motif registry, techniques, materials, regions, and the rules of the canon."""
