"""Settings and addresses: what differs between installations, and between doors."""
