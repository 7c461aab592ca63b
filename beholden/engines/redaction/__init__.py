"""Pictures in which nobody can be known: what could identify is found, covered, looked for again (R21, R22).

No recognition, no identities, no crops: a track is a number and a place in time. Fails closed."""
