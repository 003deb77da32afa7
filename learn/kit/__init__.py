"""What a bakery's web shop could use as it stands: the kit knows nothing about learning."""
