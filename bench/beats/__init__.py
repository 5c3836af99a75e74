"""How good the proposed beats are on music whose grid is known, beside librosa's beat tracker."""
