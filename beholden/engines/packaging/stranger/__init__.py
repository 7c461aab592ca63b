"""What a stranger is handed to check a package: standard library only, joined into one file by `handing`."""
