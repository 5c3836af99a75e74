"""The pose step beside the loop that everybody writes: CPU, speed, error, trembling, seams, memory."""
