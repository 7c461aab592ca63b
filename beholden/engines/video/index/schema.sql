-- The index of footage. Everything here is also in the files (docs/know/recording.md, invariant 3): the file may be
-- thrown away and is then made again. Times are integer microseconds since the Unix epoch, UTC; sizes are bytes.

CREATE TABLE camera (
  -- 1-based, handed out in order of appearance. The upper part of segment.id.
  id INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 4194303),

  -- The folder's name under footage/: a key by segments.names.is_key. Here once, not in millions of rows.
  name TEXT NOT NULL UNIQUE,

  -- The lower part of the next segment.id. Only grows, so that an id in a link never comes to mean another file.
  next INTEGER NOT NULL DEFAULT 1,

  -- Invariant: >= end_us - start_us of every segment of the camera. Bounds how far a search must look back, because
  -- after a step of the clock segments may overlap and the one that begins last need not be the one that covers.
  longest_us INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE segment (
  -- camera << 40 | counter: rows of one camera lie together in the table though a hundred cameras write in turn.
  id INTEGER PRIMARY KEY,

  camera INTEGER NOT NULL REFERENCES camera (id),

  -- One unbroken connection to the camera, 32 hex; seq counts its files from 0.
  run TEXT NOT NULL,
  seq INTEGER NOT NULL CHECK (seq >= 0),

  start_us INTEGER NOT NULL,

  -- NULL while the file is open, or since a crash until salvage. Segments of one run touch exactly.
  end_us INTEGER CHECK (end_us >= start_us),

  -- Why the time before has no footage; '' when this file continues the one before. A reason, or 'start'.
  after TEXT NOT NULL,

  -- 'next' or a reason; '' exactly while end_us is NULL.
  ended TEXT NOT NULL CHECK ((ended = '') = (end_us IS NULL)),

  -- <YYYY-MM-DD>/<HHMMSS>[-n].mp4 under footage/<camera.name>/, UTC; the rest of the path would repeat in every row.
  name TEXT NOT NULL,

  -- Size of the closed file. Invariant: with end_us, the file exists and has this size and this hash.
  bytes INTEGER NOT NULL,

  -- Video samples (access units).
  samples INTEGER NOT NULL,

  -- segments.chunks.root of the whole file, and of the file before in the run (NULL for the first of a run).
  root BLOB CHECK (length(root) = 32),
  previous BLOB CHECK (length(previous) = 32),

  -- RTP packets missing; the camera's clock less ours by RTCP, NULL when the camera never said.
  lost INTEGER NOT NULL,
  clock_offset_us INTEGER,

  -- Length of ftyp + moov, the init segment, at the start of the file.
  init_bytes INTEGER NOT NULL
) STRICT;

-- Lists, coverage and the first step of a seek read this and never the row: 30 days of a camera are 43,200 neighbours.
CREATE INDEX segment_cover ON segment (camera, start_us, end_us, bytes, after, ended);

-- The few files that are open, or were when the power went.
CREATE INDEX segment_open ON segment (camera, start_us) WHERE end_us IS NULL;

-- Read only while somebody plays: a kilobyte a segment that lists must not drag along.
CREATE TABLE playing (
  segment INTEGER PRIMARY KEY REFERENCES segment (id) ON DELETE CASCADE,

  -- index.fragments.pack: offsets, times and key flags of the fragments.
  fragments BLOB NOT NULL
) STRICT;

-- Files that are to be unlinked or already are. Each file is in exactly one of segment and garbage, so that a crash
-- between the row and the unlink leaves neither a row without a file nor a file without a row.
CREATE TABLE garbage (
  -- Relative to the data folder.
  path TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
