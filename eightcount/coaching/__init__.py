"""Who words a result: the runtime's own words, or a multimodal model that is asked over HTTP and checked.

A coach is given a sheet and, where it wants them, pictures of both dancers at the weakest steps. It must
not score, nor let a model say anything of parts and counts that are not there. Pictures leave this machine
only to the address of the settings, and only where there is one.
"""

from eightcount.coaching.answers import BY_MODEL
from eightcount.coaching.built_in import built_in_words
from eightcount.coaching.choosing import coach_of
from eightcount.coaching.moments import weakest_moments
from eightcount.coaching.port import Coach, KeyFrames, Moment, Pictures

__all__ = [
    "BY_MODEL",
    "Coach",
    "KeyFrames",
    "Moment",
    "Pictures",
    "built_in_words",
    "coach_of",
    "weakest_moments",
]
