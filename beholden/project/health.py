"""What a machine asks: alive, ready, figures. No names, no addresses, nothing about people."""

from __future__ import annotations

import hmac
import ipaddress
import shutil
import time
from collections import Counter

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beholden import __version__
from beholden.engines.video.recorder import status as recorder
from beholden.ground.evidence import queries as evidence
from beholden.ground.evidence.services import LogUnavailable
from beholden.project.figures import Figure, text


@never_cache
@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_GET
def ready(request: HttpRequest) -> JsonResponse:
    """200 when looks can be registered (database and log), else 503. The recorder is told, and fails nothing:

    it may run on another machine, and footage of yesterday can be seen without it.
    """
    found = {"database": _database(), "log": _log()}
    status = 200 if all(answer == "ok" for answer in found.values()) else 503
    found["recorder"] = "ok" if recorder.read(settings.DATA) is not None else "silent"
    return JsonResponse(found, status=status)


@never_cache
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: from this machine itself, or with BEHOLDEN_METRICS_TOKEN as bearer token."""
    if not _may_read(request):
        return HttpResponse(status=403)
    return HttpResponse(text(_figures()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    # behind a proxy everybody would seem to come from this machine
    address = request.META.get("REMOTE_ADDR", "")
    try:
        return ipaddress.ip_address(address).is_loopback and "X-Forwarded-For" not in request.headers
    except ValueError:
        return False


def _figures() -> list[Figure]:
    figures = [Figure("beholden_info", "gauge", "Version that runs.", {"version": __version__}, 1)]
    status = recorder.read(settings.DATA)
    figures.append(
        Figure("beholden_recorder_up", "gauge", "1 while the recorder reports.", {}, int(status is not None))
    )
    if status is not None:
        age = max(0.0, time.time() - status["at_us"] / 1e6)
        figures.append(Figure("beholden_recorder_age_seconds", "gauge", "Age of its last report.", {}, round(age, 3)))
        states = Counter(camera["state"] for camera in status["cameras"].values())
        for state in ("connecting", "recording", "lost", "stopped"):
            figures.append(Figure("beholden_cameras", "gauge", "Cameras by state.", {"state": state}, states[state]))
        lost = sum(camera["lost"] for camera in status["cameras"].values())
        figures.append(Figure("beholden_packets_lost", "gauge", "Packets missing in the runs of now.", {}, lost))
    try:
        figures.append(
            Figure("beholden_log_entries", "counter", "Entries of the access log.", {}, evidence.head().size)
        )
        figures.append(Figure("beholden_log_up", "gauge", "1 while the log takes entries.", {}, 1))
    except LogUnavailable:
        figures.append(Figure("beholden_log_up", "gauge", "1 while the log takes entries.", {}, 0))
    disk = shutil.disk_usage(settings.DATA)
    figures.append(Figure("beholden_disk_free_bytes", "gauge", "Free bytes where footage lies.", {}, disk.free))
    figures.append(Figure("beholden_disk_bytes", "gauge", "Size of that file system.", {}, disk.total))
    return figures


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "ok"
    except DatabaseError:
        return "down"


def _log() -> str:
    try:
        evidence.head()
        return "ok"
    except LogUnavailable:
        return "down"
