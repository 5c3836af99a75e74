"""What ships to clients of Eightcount: the class pack and what a device does with it.

Needs numpy, cryptography (for signatures) and the standard library, nothing else, and imports nothing of the
authoring server. `classpack` is the format (values and their files, no network); `device` follows a channel
and keeps the last good copy.
"""

__version__ = "0.1.0"

#: What this runtime can do, as `min_runtime` of a manifest counts it: one number that rises when a pack may
#: ask for something that older runtimes lack.
RUNTIME_LEVEL = 1
