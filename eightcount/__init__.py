"""The command line: a client of the HTTP API, and the starter of server, workers and embedded parts."""

#: As pyproject.toml says; there it cannot be asked for where the package is not installed.
VERSION = "0.1.0"
