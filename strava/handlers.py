"""What the connection listens to."""
