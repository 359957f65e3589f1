"""What happened: entries, projections, protected texts; CaseBook and unit_of_work are the only door for writing."""
