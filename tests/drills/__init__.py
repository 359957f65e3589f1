"""What an operator must be able to do, done for real: back up, restore, upgrade, let another server take over."""
