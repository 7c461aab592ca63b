"""Addresses of the door: pages, and the only addresses footage leaves by."""

from __future__ import annotations

from django.urls import path

from beholden.site.access.web import media, views

urlpatterns = [
    path("wall", views.wall, name="wall"),
    path("duty", views.choose_duty, name="duty"),
    path("duty/end", views.end_duty, name="duty_end"),
    path("play", views.play, name="play"),
    path("register", views.register, name="register"),
    path("register.xlsx", views.register_sheet, name="register_sheet"),
    path("register.pdf", views.register_paper, name="register_paper"),
    path("register/<int:number>", views.entry, name="entry"),
    path("media/play/<str:token>/index.m3u8", media.playlist, name="media_playlist"),
    path("media/play/<str:token>/init/<int:segment>.mp4", media.init, name="media_init"),
    path("media/play/<str:token>/<int:segment>/<int:first>-<int:last>.m4s", media.part, name="media_part"),
    path("media/snapshot/<str:token>.jpg", media.snapshot, name="media_snapshot"),
]
