"""Encrypted cameras: the manager pins what the probe told or names an authority; what is not verified is shown so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from beholden.engines.video import emulator
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems import credentials, services
from beholden.ground.systems.models import Camera
from beholden.ground.systems.services import CameraFields, Refused
from beholden.ground.systems.tests.declared import declare_camera, declare_system
from beholden.ground.systems.tests.test_pages_of_systems import browser, form
from tests.clips import clip

PIN = "ab" * 32


def test_a_manager_pins_the_certificate_the_probe_told(cast: Cast, settings: Any) -> None:
    settings.CAMERA_NETWORKS = ["127.0.0.0/8"]
    system = declare_system(cast.manager)
    client = browser(cast.manager)
    address = reverse("systems:add_camera", args=[system.code])
    with emulator.serve([clip("h264-small")], tls=True) as cameras:

        def post(do: str, **chosen: str) -> str:
            return client.post(address, form(url=cameras.urls[0], do=do, **chosen)).content.decode()

        assert "检测成功" in post("probe")
        told = post("probe", trusted="sha256")
        found = re.search(r"证书没有通过核验：SHA-256 ([0-9a-f]{64})", told)
        assert found, told
        spaced = ":".join(re.findall("..", found[1].upper()))
        assert "检测成功" in post("probe", trusted="sha256", fingerprint=spaced)
        assert "证书没有通过核验" in post("probe", trusted="ca")  # nobody vouches for a certificate it signed itself
        assert "证书指纹应为 64 位十六进制" in post("save", trusted="sha256")
        assert not Camera.objects.exists()
        post("save", trusted="sha256", fingerprint=spaced)
    camera = Camera.objects.get()
    assert camera.trust == f"sha256:{found[1]}"
    page = client.get(reverse("systems:camera", args=[camera.code])).content.decode()
    assert "固定指纹" in page
    assert found[1] in page
    change = client.get(reverse("systems:change_camera", args=[camera.code])).content.decode()
    assert found[1] in change
    assert camera.versions.get().fields["trust"] == camera.trust


def test_what_is_not_verified_is_shown_as_such(cast: Cast) -> None:
    system = declare_system(cast.manager)
    plain = declare_camera(cast.manager, system)
    private = declare_camera(cast.manager, system, url="rtsps://192.168.1.12/1")
    client = browser(cast.guard)
    assert "证书核验" not in client.get(reverse("systems:camera", args=[plain.code])).content.decode()
    assert "不能确认对方就是这台摄像机" in client.get(reverse("systems:camera", args=[private.code])).content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"url": "rtsp://192.168.1.9/1", "trust": "ca"}, "只用于 rtsps"),
        ({"url": "rtsps://192.168.1.9/1", "trust": "ca", "transport": "udp"}, "请选择 TCP"),
        ({"url": "rtsps://192.168.1.9/1", "trust": "sha256:12"}, "64 位十六进制"),
        ({"url": "rtsps://192.168.1.9/1", "trust": "anybody"}, "64 位十六进制"),
    ],
)
def test_what_cannot_be_verified_is_refused(cast: Cast, given: dict[str, str], sentence: str) -> None:
    system = declare_system(cast.manager)
    with pytest.raises(Refused, match=sentence):
        services.add_camera(cast.manager, system, CameraFields(name="01", **given))
    assert not Camera.objects.exists()
    camera = declare_camera(cast.manager, system)
    with pytest.raises(IntegrityError), transaction.atomic():
        Camera.objects.filter(pk=camera.pk).update(trust=given["trust"] if given["trust"] != "ca" else "CA")


def test_the_sites_own_authorities_are_named_to_the_recorder(settings: Any) -> None:
    settings.CAMERA_CA = ""
    assert [credentials.trust(kept) for kept in ("", "ca", f"sha256:{PIN}")] == ["", "ca:", f"sha256:{PIN}"]
    settings.CAMERA_CA = "/etc/site-ca.pem"
    assert credentials.trust("ca") == "ca:/etc/site-ca.pem"
