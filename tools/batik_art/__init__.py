"""Draws batik pictures: repeating motifs, dyed cloth, product shots and workshop scenes."""
