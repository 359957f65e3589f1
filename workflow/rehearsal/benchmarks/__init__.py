"""The benchmarks: how fast casepath is here, on this machine, told so that somebody else can repeat it.

They know nothing of any patient, and nothing but the command line knows them.
"""
