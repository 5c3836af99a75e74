"""Do scores mean something? Real dances as classes, performers of known quality, peers on the same data.

Simulated is only how well somebody dances; what is danced is real. Nothing here ships to a device.
"""
