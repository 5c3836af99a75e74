"""A learner's video scored without a phone: seen by steps, laid on the class, scored by the runtime, told.

`scored` has the order of things. Must not judge by itself, nor guess where a video lies.
"""
