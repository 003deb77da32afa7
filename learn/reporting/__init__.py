"""What HR and inspectors ask: reads everything, changes nothing."""
