"""Addresses of the systems room."""

from __future__ import annotations

from django.urls import path

from beholden.ground.systems.web import cameras, views

app_name = "systems"

urlpatterns = [
    path("systems", views.systems, name="list"),
    path("systems/new", views.add_system, name="add"),
    path("systems/<str:code>", views.system, name="system"),
    path("systems/<str:code>/change", views.change_system, name="change"),
    path("systems/<str:code>/state", views.state, name="state"),
    path("systems/<str:code>/cameras/new", cameras.add_camera, name="add_camera"),
    path("systems/<str:code>/cameras/probe", cameras.probe_new, name="probe_new"),
    path("cameras/<str:code>", cameras.camera, name="camera"),
    path("cameras/<str:code>/change", cameras.change_camera, name="change_camera"),
    path("cameras/<str:code>/probe", cameras.probe_known, name="probe_known"),
    path("cameras/<str:code>/stop", cameras.stop_camera, name="stop_camera"),
    path("cameras/<str:code>/resume", cameras.resume_camera, name="resume_camera"),
]
