"""Finding, covering, checking: the order of things from footage to a film in which nobody is known (R21, R22).

What was found is a list of numbered tracks; covering and checking can be done again with another plan, without finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from beholden.engines.redaction import audit, masks, sound
from beholden.engines.redaction.decoding import Altered, Damaged, Film, Part, Picture, Plane, plain
from beholden.engines.redaction.detectors import Detector
from beholden.engines.redaction.encoding import Encoder, Scratch
from beholden.engines.redaction.motion import Watcher
from beholden.engines.redaction.plan import Blank, Box, Kind, Plan, Purpose, Track
from beholden.engines.redaction.text import writing
from beholden.engines.redaction.tracks import Alive, Follower, around, common_area, grown, near, numbered, outermost

EVERY: Final = 3  # pictures between two looks for faces
EVERY_DRAFT: Final = 5
LEAST: Final = 0.2  # the score from which a face is covered; the audit asks for more before it calls one left over
ROUNDS: Final = 3
_HURRIED: Final = 2  # pictures between two looks while a lot changes
_RESTS_S: Final = 0.5  # all of a picture is looked at so often; between, only what changed
_TEXT_S: Final = 0.5
_PHASES: Final = (2, 4, 1)  # of the audit's rounds: pictures between those the finder looks at
_SHIFT_S: Final = 0.0015  # tracks.json keeps milliseconds
_ACROSS: Final = (24, 16, 10)  # blocks of a whole picture side by side, coarser each round

# "finding", "covering" or "checking", the second of the film that is done, the round
Step = Callable[[str, float, int], None]


@dataclass(slots=True)
class Finding:
    """What was found in a film, ``pictures`` long, where its sources stand in it and where it is blank."""

    tracks: tuple[Track, ...]
    parts: tuple[Part, ...]
    pictures: int
    blanks: tuple[Blank, ...] = ()


@dataclass(slots=True)
class Checked:
    """What the audits saw. ``left`` above zero: the film must not be published."""

    looked: int = 0
    left: int = 0
    repaired: int = 0
    rounds: int = 0
    tracks: tuple[Track, ...] = ()
    pictures: int = field(default=0, repr=False)
    blanks: tuple[Blank, ...] = ()


def find(film: Film, detector: Detector | None, kinds: frozenset[Kind], draft: bool, step: Step) -> Finding:
    """Look through the film. Without ``kinds`` pictures are only counted.

    Raises Missing, Damaged, NoPicture, DetectorFailed.
    """
    finder, count = _Finder(detector, kinds, EVERY_DRAFT if draft else EVERY), 0
    for picture in film.pictures():
        count += 1
        if kinds:
            finder.take(picture)
        step("finding", picture.at_s, 1)
    return Finding(numbered(finder.tracks()), tuple(film.parts), count, tuple(film.blanks))


class _Finder:
    def __init__(self, detector: Detector | None, kinds: frozenset[Kind], every: int) -> None:
        self._detector, self._every = detector, every
        self._followers = {kind: Follower(kind) for kind in sorted(kinds)}
        self._watcher = Watcher()
        self._since, self._again = 0, True
        self._looked_s = self._read_s = -10.0
        self._faces: list[Box] = []

    def take(self, picture: Picture) -> None:
        """Look at the next picture as closely as it needs."""
        at_s = picture.at_s
        if picture.blank:
            self._watcher.lose()
            self._ended()
            return
        self._watcher.take(at_s, picture.luma)
        self._since += 1
        if self._watcher.cut:
            self._ended()
        if self._watcher.cut or self._again or self._since >= self._every or self._hurried:
            self._look(picture)
        if Kind.TEXT in self._followers and (self._watcher.cut or at_s - self._read_s >= _TEXT_S):
            self._read_s = at_s
            self._followers[Kind.TEXT].see(at_s, writing(picture.luma))

    def _ended(self) -> None:
        for follower in self._followers.values():
            follower.cut()

    @property
    def _hurried(self) -> bool:
        return self._since >= _HURRIED and self._watcher.fast

    def tracks(self) -> Iterator[Track]:
        """All that was followed."""
        for follower in self._followers.values():
            yield from follower.tracks()

    def _look(self, picture: Picture) -> None:
        at_s = picture.at_s
        lately = not self._watcher.cut and at_s - self._looked_s < _RESTS_S
        rests = lately and self._watcher.still
        self._since = 0
        if Kind.MOTION in self._followers:
            self._followers[Kind.MOTION].see(at_s, self._watcher.moving())
        if Kind.FACE not in self._followers or self._detector is None:
            return
        if not rests:
            part = self._watcher.changed() if lately else None
            part, elsewhere = _beside(part, self._faces) if part else (None, [])
            found = self._detector.find(picture.planes(), LEAST, part)
            self._faces = [*elsewhere, *(one.box for one in found if not any(near(one.box, box) for box in elsewhere))]
            self._looked_s = self._looked_s if part else at_s
            self._watcher.mark()
        self._again = self._followers[Kind.FACE].see(at_s, self._faces) and not rests


def _beside(part: Box, faces: Sequence[Box]) -> tuple[Box, list[Box]]:
    """The part with every face that reaches into it, and the faces outside, where nothing changed."""
    elsewhere = list(faces)
    while reaching := [box for box in elsewhere if common_area(grown(box, 0.25), part) > 0]:
        elsewhere = [box for box in elsewhere if box not in reaching]
        for box in reaching:
            part = around(part, grown(box, 0.25))
    return part, elsewhere


def make(
    film: Film, plan: Plan, finding: Finding, detector: Detector, scratch: Callable[[], Scratch], step: Step,
    notice: Plane | None = None,
) -> tuple[Scratch | None, Checked]:  # fmt: skip
    """Cover and check until nothing is left: the film, or None, and what the audits saw with the tracks they added.

    Raises Missing, Damaged, DetectorFailed, OSError (ENOSPC).
    """
    checked, guilty = Checked(tracks=finding.tracks), set[int]()
    for number in range(1, ROUNDS + 1):
        checked.rounds = number
        file = scratch()
        try:
            covered, uncovered = _chosen(plan, checked.tracks)
            checked.pictures, checked.blanks = _cover(film, plan, covered, finding, file, number, step, notice)
            report = audit.look(
                file, detector, covered, uncovered, _PHASES[number - 1], guilty, partial(_checking, step, number)
            )
        except BaseException:
            file.close()
            raise
        guilty |= report.guilty
        checked.looked += report.looked
        checked.left = len(report.left)
        if not report.left:
            return file, checked
        file.close()
        if number < ROUNDS:
            checked.repaired += len(report.left)
            checked.tracks += numbered(report.left, max((track.number for track in checked.tracks), default=0))
    return None, checked


def _checking(step: Step, number: int, at_s: float) -> None:
    step("checking", at_s, number)


def _chosen(plan: Plan, tracks: Sequence[Track]) -> tuple[list[Track], list[Track]]:
    """What is covered, and what a reviewer uncovered."""
    kinds = plan.purpose.kinds
    covered = [one for one in tracks if one.kind in kinds and one.number not in plan.uncovered]
    return covered, [one for one in tracks if one.number in plan.uncovered]


def _cover(
    film: Film, plan: Plan, covered: Sequence[Track], finding: Finding, file: Scratch, number: int, step: Step,
    notice: Plane | None,
) -> tuple[int, tuple[Blank, ...]]:  # fmt: skip
    encoder, alive, count = Encoder(file, film.width, film.height, plan.sound), Alive(covered), 0
    sounds = sound.frames(film.sources, finding.parts) if plan.sound else iter(())
    heard: Any = next(sounds, None)
    for picture in film.pictures():
        while heard is not None and heard.time <= picture.at_s:
            encoder.sound(heard)
            heard = next(sounds, None)
        # what decodes now and did not when it was looked for, nobody looked at
        seen = not picture.blank and not _blank(finding.blanks, picture.at_s)
        planes = picture.planes() if seen else plain(film.width, film.height)
        if seen:
            _mask(planes, picture.at_s, plan, alive, number)
        if notice is not None:
            masks.stamp(planes, notice)
        encoder.picture(planes, picture.at_s)
        count += 1
        step("covering", picture.at_s, number)
    while heard is not None:
        encoder.sound(heard)
        heard = next(sounds, None)
    encoder.finish()
    _same(film, finding)
    return count, _together((*finding.blanks, *film.blanks))


def _blank(blanks: Iterable[Blank], at_s: float) -> bool:
    return any(one.from_s - _SHIFT_S <= at_s < one.to_s for one in blanks)


def _same(film: Film, finding: Finding) -> None:
    """The film is as long as when it was looked through: tracks are where they were. Raises Damaged."""
    for number, (part, before) in enumerate(zip(film.parts, finding.parts, strict=True)):
        if abs(part.at_s - before.at_s) > _SHIFT_S or abs(part.seconds - before.seconds) > _SHIFT_S:
            raise (Altered if number in film.altered else Damaged)(number, 0.0)


def _together(blanks: Iterable[Blank]) -> tuple[Blank, ...]:
    """In order, without what overlaps."""
    found: list[Blank] = []
    for one in sorted(blanks, key=lambda blank: blank.from_s):
        if found and found[-1].source == one.source and one.from_s <= found[-1].to_s:
            last = found.pop()
            one = Blank(one.source, last.from_s, max(last.to_s, one.to_s), last.altered or one.altered)
        found.append(one)
    return tuple(found)


def _mask(planes: Plane, at_s: float, plan: Plan, alive: Alive, number: int) -> None:
    if plan.purpose is Purpose.MOSAIC:
        masks.mosaic(planes, _ACROSS[number - 1])
        return
    covered = alive.at(at_s)
    for box in outermost(box for track, box in covered if not track.solid):
        masks.cover(planes, box)
    for box in outermost(box for track, box in covered if track.solid):
        masks.cover(planes, box, 1)
    for polygon in plan.polygons:
        if polygon.from_s <= at_s <= polygon.to_s:
            masks.cover_polygon(planes, polygon)
