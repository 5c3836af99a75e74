"""The class pack, format 1: values, the files that hold them, and the rules by which they are believed.

`docs/classpack.md` of the project is the same format in words. Nothing here opens a socket, reads a clock or
knows a server. Import the noun that you need: `beats`, `beat_files`, `beat_checks`, `poses`, `features`,
`routine`, `manifest`, `announced`, `channel`, `shelf`, `verify`, `diff`.
"""
