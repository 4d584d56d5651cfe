"""What a release is and whether to ask: pure Python, no Home Assistant, no I/O, no clock."""
