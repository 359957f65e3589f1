"""Whole journeys of patients, told in given, when and then, through the public door on both databases."""
