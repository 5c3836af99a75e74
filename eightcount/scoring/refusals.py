"""What steps say of the takes that they refuse, said of a learner's video: nobody uploads it, and no song is
asked for. Words only.
"""

import re

#: In this order; what is not here is said as it is.
_SAID = tuple(
    (re.compile(said), instead)
    for said, instead in (
        (r"as MP4 or MOV \(video\) or as WAV, FLAC or MP3 \(sound\)", "as MP4 or MOV"),
        (r"as a plain MP4 or WAV", "as a plain MP4"),
        (r"Cut out the class and upload that\.", "Cut out the practice."),
        (r"Upload the video of the dancer as the take\.", "Name the video of the practice."),
        (r"Upload the video of the dance\.", "Name the video of the practice."),
        (r"Upload the filmed dance\.", "Name the filmed practice."),
        (r"Upload a take that shows the dancer", "Film it so that the dancer is seen"),
        (r"Upload a recording with sound\.", "Record it with sound."),
        (r",? and upload that\b", ""),
        (r"a smaller take or a worker with more memory", "a smaller video or a machine with more memory"),
        (
            r"The server's disk is full\. Make room on it, then start this step",
            "The disk is full. Make room, then try",
        ),
        (r"The disk of the worker", "The disk"),
        (r"\bworker\b", "process"),
        (r"\b[Tt]ake or song\b", "video"),
        (r"\b(the|a|shorter or smaller) take\b", r"\1 video"),
        (r"\bThe take\b", "The video"),
        (r"Build again\.", "Try again."),
    )
)


def of_a_practice(sentence: str) -> str:
    """A step's sentence about a take, as it is told whoever scores a practice."""
    for said, instead in _SAID:
        sentence = said.sub(instead, sentence)
    return sentence
