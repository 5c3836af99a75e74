"""The commands, one file for each group. A command reads its arguments, calls, and says what came of it."""
