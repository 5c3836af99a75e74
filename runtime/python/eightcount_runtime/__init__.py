"""What ships to clients of Eightcount: the class pack and what a device does with it.

Needs numpy and the standard library, and `cryptography` where a channel is followed, for its signatures;
imports nothing of the authoring server. `classpack` is the format (values and their files, no network);
`scoring` judges a practice against it; `device` follows a channel and keeps the last good copy.
"""

__version__ = "0.2.0"

#: What this runtime can do, as `min_runtime` of a manifest counts it: one number that rises when a pack may
#: ask for something that older runtimes lack. 1 plays packs, 2 scores practice by the routine's parameters.
RUNTIME_LEVEL = 2
