"""Beats as files of other worlds: JAMS for those who measure music, MIDI for those who make it.

Reading is as strict as that of the class pack's own files (`eightcount_runtime.classpack.beat_files`): a file
that is none gives one sentence. What is read is not checked here.
"""
