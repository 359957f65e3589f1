"""The tests: the book of the pathway, journeys of its three users, then a mirror of the package."""
