"""Files people hand in: told by their content what they are, bounded, kept once under their hash, given out to save."""

from beholden.ground.uploads.media import ENDINGS, PAPERS, PICTURES, VIDEOS, media_type, named
from beholden.ground.uploads.shelves import MB, Kept, Shelf, Takes, papers

__all__ = [
    "ENDINGS",
    "MB",
    "PAPERS",
    "PICTURES",
    "VIDEOS",
    "Kept",
    "Shelf",
    "Takes",
    "media_type",
    "named",
    "papers",
]
