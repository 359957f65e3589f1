"""What happens when things go wrong at the worst moment, and how it is judged."""
