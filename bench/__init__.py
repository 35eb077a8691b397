"""Measuring: ``make bench`` loads a large shop into PostgreSQL and prints requests per second."""
