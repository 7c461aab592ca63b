"""What both sides stand on: people, systems, evidence."""
