"""What a cut line leaves behind: clashes to decide, and what changed while away."""
