"""Settings, URLs and the ASGI entry; nothing else."""
