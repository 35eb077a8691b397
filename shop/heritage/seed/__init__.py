"""The reference data that a fresh shop starts with, and how it is brought in.

The JSON files keep facts, sources and confidence as they were collected. ``load`` may be called
at every start: it adds what is new, follows the files where nobody changed a row, and never
touches a row that staff edited.
"""

from __future__ import annotations

from shop.heritage.seed.loading import Loaded, load

__all__ = ["Loaded", "load"]
