"""Coaching programmes, cohorts, and how far each workshop came."""
