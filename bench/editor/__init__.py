"""How fast the beat editor opens on a prepared class, and whether it drops frames."""
