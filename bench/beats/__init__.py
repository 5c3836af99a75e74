"""How good proposed beats and slow playback are: beside librosa on music of known grids, and by clicks."""
