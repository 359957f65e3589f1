"""A simulated cohort that walks the shipped pathway through the public door, every rate with its source or its reason.

Nobody in it exists. It decides nothing: what a simulated person reports is accepted or refused like anybody's report.
"""
