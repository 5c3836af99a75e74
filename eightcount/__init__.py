"""The command line: a client of the HTTP API, and the starter of server, workers and embedded parts."""
