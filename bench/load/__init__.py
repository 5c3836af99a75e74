"""Many at once: editors who save beats, uploads, devices that read a channel."""
