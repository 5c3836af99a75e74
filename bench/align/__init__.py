"""Simulated studio recordings with a known truth, and what the aligner and its peers make of them."""
