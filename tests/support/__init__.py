"""Real servers on loopback for contract tests, end-to-end tests, the demo and the benchmarks."""
