"""Reading and writing media files for the steps: what a file is, ffmpeg as a limited child, sound as samples.

Uploaded files are hostile until shown otherwise. Nothing here may hand ffmpeg a name it could take for a
URL, let it guess a format, or run it without bounds on time, memory and disk. Nothing here knows a step.
"""
