"""From upload to published class: one folder per step, and the thin shell that runs them."""
