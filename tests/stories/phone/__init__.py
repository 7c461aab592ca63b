"""Stories of an officer's phone: 375 px wide, with and without a network, against a server with its own database."""
