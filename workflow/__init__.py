"""casepath: a persisted state machine for diagnostic pathways."""
