"""What we know of one case: actors, times, entries and the folded case file; pure values without any I/O."""
