"""How the branches of a practice bear each other, all at once, in a real Chromium."""
