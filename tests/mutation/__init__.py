"""The shipped pathway changed for the worse in every single place, to see that each change turns something red."""
