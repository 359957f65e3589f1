"""What should happen: the model of a pathway, its loader, its prover and its describer; pure, knowing no clinic."""
