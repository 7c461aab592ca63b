-- What follows from the log of footage (book.py): thrown away, it is made again from the entries.
-- Times are integer microseconds since the Unix epoch; `place` is an entry's index in the log.

-- How far the log was taken in, and the leaf hash there: another log's book is known by it.
CREATE TABLE IF NOT EXISTS seen (
  one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, leaf TEXT NOT NULL
) STRICT;

-- tip: leaf hash of the camera's last entry. row, full_us: hints about the index, no truth of the log.
CREATE TABLE IF NOT EXISTS camera (
  name TEXT PRIMARY KEY, tip TEXT NOT NULL DEFAULT '', first_us INTEGER, reach_us INTEGER,
  sealed_us INTEGER NOT NULL DEFAULT 0, row INTEGER NOT NULL DEFAULT 0, full_us INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Which files were ever entered: of each run all below `next` but the holes.
CREATE TABLE IF NOT EXISTS run (
  camera TEXT, run TEXT, next INTEGER NOT NULL, PRIMARY KEY (camera, run)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hole (
  camera TEXT, run TEXT, seq INTEGER, PRIMARY KEY (camera, run, seq)
) STRICT, WITHOUT ROWID;

-- The files that are there by the log, and for some days those whose deletion (at gone_us) was entered.
CREATE TABLE IF NOT EXISTS seg (
  camera TEXT, start_us INTEGER, end_us INTEGER, place INTEGER, run TEXT, seq INTEGER, gone_us INTEGER,
  PRIMARY KEY (camera, start_us, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS del (
  camera TEXT, from_us INTEGER, to_us INTEGER, place INTEGER, PRIMARY KEY (camera, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seal (
  camera TEXT, from_us INTEGER, to_us INTEGER, place INTEGER, PRIMARY KEY (camera, from_us, place)
) STRICT, WITHOUT ROWID;

-- Running holds, as their entry says.
CREATE TABLE IF NOT EXISTS hold (hold TEXT PRIMARY KEY, says BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- Which index the rows were read from, and the like.
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, says TEXT NOT NULL) STRICT, WITHOUT ROWID;
