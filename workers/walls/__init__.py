"""The walls around a process that reads files which strangers made: no other file, no network, no stranger's
process, bounded memory, CPU time and disk.

Two rings. `namespaces` builds an empty machine around the process with bubblewrap, where the kernel lets it;
`shut_in` is what the process does to itself before it touches a file, with Landlock, seccomp and resource
limits, which need no privilege and hold in a container too. `proof` tries them. Must not know what a step is.
"""
