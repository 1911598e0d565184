"""The project's own measurements: ratios to a peer, a limit or a smaller scale in the same run."""
