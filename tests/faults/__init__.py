"""What goes wrong at a site, done on purpose: cameras that misbehave, processes that are killed, disks that fill."""
