"""Fill a small believable site: a unit, its people, four moving cameras, officers, strangers who must see nothing.

  beholden demo --run                    set up, start cameras and Beholden, print the accounts
  beholden demo --data /srv/try          only fill; `beholden up` starts it
  beholden demo --county                 with a county of 200 units, filings in every state
  beholden demo --links                  new one-time links for every demo account

No account has a password before its link is used. Doing it again changes nothing that is there.
"""

from __future__ import annotations

import argparse
import ipaddress
import json
import os
import secrets
import socket
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beholden.cli import UsageError, up
from beholden.cli.children import Child, Family

if TYPE_CHECKING:
    from beholden.ground.people.models import Account, Organisation
    from beholden.ground.systems.models import System

CLIPS = Path(__file__).resolve().parents[2] / "deploy" / "demo"
CAMERA_USER = "demo"
COUNTY, OTHER_COUNTY = "130203", "650502"

# code -> name, kind, division
ORGANISATIONS = {
    "mall": ("城南商场有限公司", "managing", COUNTY),
    "police": ("路北区公安分局", "authority", COUNTY),
    "school": ("天山北路第三小学", "managing", OTHER_COUNTY),
    "police2": ("伊州区公安分局", "authority", OTHER_COUNTY),
}
# user name, name, role, organisation
PEOPLE = (
    ("guard", "王敏", "guard", "mall"),
    ("manager", "李国强", "manager", "mall"),
    ("county", "张伟", "county_officer", "police"),
    ("guard2", "赵丽", "guard", "school"),
    ("manager2", "孙建华", "manager", "school"),
    ("county2", "马晓东", "county_officer", "police2"),
)
CAMERAS = (
    ("01 正门广场", "正门雨棚下，朝向广场"),
    ("02 室内连廊", "二层连廊东端，朝西"),
    ("03 停车场", "地面停车场出口立杆"),
    ("04 后勤通道", "西侧外墙，朝向卸货区"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `beholden demo`."""
    add = parser.add_argument
    add("--run", action="store_true", help="start the cameras and Beholden too")
    add("--county", action="store_true", help="200 units more, with filings in every state, due and overdue")
    add("--links", action="store_true", help="new one-time links for every demo account")
    add("--port", type=int, default=8000, help="port of the web, 0 for a free one (8000)")
    add("--host", default="127.0.0.1", help="address the web listens on (127.0.0.1)")
    add("--data", metavar="DIR", help="data folder (BEHOLDEN_DATA, else ./data)")
    add("--clips", metavar="DIR", type=Path, default=CLIPS, help="clips that the cameras show (deploy/demo)")
    add("--workers", type=int, default=min(2, os.cpu_count() or 1), help="web processes (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """Fill, and with --run start. Raises UsageError with one sentence."""
    data = up.data_folder(args.data)
    allow_loopback()
    (data / "run").mkdir(mode=0o700, exist_ok=True)
    if not args.run:
        notes = remembered(data) or {"camera_port": up.free_port("127.0.0.1", 0)}
        lines = up.set_up(data, partial(fill, data, notes, again=args.links, county=args.county))
        say(f"http://{up.shown(args.host)}:{args.port}", lines)
        return 0
    clips = clips_in(args.clips)
    locks = [up.take_lock(data, part) for part in up.parts_of(",".join(up.PARTS))]
    port = up.free_port(args.host, args.port)
    address = f"http://{up.shown(args.host)}:{port}"
    up.lead_paper_to(address)
    notes = {"camera_port": camera_port(remembered(data))}
    lines = up.set_up(data, partial(fill, data, notes, again=args.links, county=args.county))
    family = Family([cameras(clips, notes["camera_port"], data)], keep_open=locks)
    family.start()
    family.until(lambda: listens(notes["camera_port"]), up.READY_SECONDS)
    up.run_parts(family, list(up.PARTS), data, args, port, lambda: say(address, lines))
    return family.watch()


def allow_loopback() -> None:
    """The demo's cameras live on this machine, where cameras of a real site never are."""
    from beholden.project import environment

    name = "BEHOLDEN_CAMERA_NETWORKS"
    given = environment.text(name)
    words = given.replace(",", " ").split() if given else ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
    home = ipaddress.ip_network("127.0.0.0/8")
    if not any(word == str(home) for word in words):
        os.environ.pop(f"{name}_FILE", None)
        os.environ[name] = ",".join([*words, str(home)])


def clips_in(folder: Path) -> list[Path]:
    """The clips the cameras show. Raises UsageError when there is none."""
    found = sorted(path for path in folder.glob("*.m[pk][4v]") if path.is_file())
    if not found:
        raise UsageError(f"beholden demo: there is no clip (*.mp4, *.mkv) in {folder}; give a folder with --clips")
    return found


def cameras(clips: Sequence[Path], port: int, data: Path) -> Child:
    """The emulated cameras as a child process."""
    words = [sys.executable, "-m", "beholden.cli", "camera", *map(str, clips), "--cameras", str(len(CAMERAS))]
    words += ["--port", str(port), "--user", CAMERA_USER, f"--password={camera_password(data)}"]  # it may begin with -
    return Child("cameras", words, quiet=True)


def camera_password(data: Path) -> str:
    """The password of the emulated cameras, made once for this data folder."""
    from beholden.engines import sealing

    path = data / "secrets" / "demo-camera"
    return sealing.load_or_make(path, lambda: secrets.token_urlsafe(12).encode()).decode()


def camera_port(notes: dict[str, Any] | None) -> int:
    """The port the cameras had the last time, when it is free, else a new one."""
    try:
        return up.free_port("127.0.0.1", int(notes["camera_port"]) if notes else 0)
    except UsageError:
        return up.free_port("127.0.0.1", 0)


def listens(port: int) -> bool:
    """True once the cameras answer."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def remembered(data: Path) -> dict[str, Any] | None:
    """What an earlier demo in this folder noted, or None."""
    try:
        found = json.loads((data / "demo.json").read_text(encoding="utf-8"))
        return {"camera_port": int(found["camera_port"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def fill(data: Path, notes: dict[str, Any], *, again: bool, county: bool = False) -> list[list[str]]:
    """Make what is missing; returns a line an account: user name, name, role, unit, path of its link or "".

    Raises UsageError when the folder holds an installation that is no demo.
    """
    from beholden.cli import county as many
    from beholden.ground.people.models import Account
    from beholden.ground.people.services import first_start
    from beholden.site.recordings.services import publish_roster

    if Account.objects.exists() and remembered(data) is None:
        raise UsageError(f"beholden demo: {data} holds a real installation; give another folder with --data")
    (data / "demo.json").write_text(json.dumps(notes), encoding="utf-8")
    first_start()
    accounts = _people(_organisations())
    _site(accounts["manager"], notes["camera_port"], camera_password(data))
    _declare(accounts["manager2"], "第三小学视频系统", "迎宾大道 36 号", OTHER_COUNTY)
    publish_roster()
    order = [user for user, *_rest in PEOPLE]
    everybody = [accounts[user] for user in order]
    if county:
        _county(accounts["county"], accounts["manager"])
    others = Account.objects.exclude(username__in=order).exclude(username__startswith=many.PREFIX)
    everybody += others.order_by("pk")  # the county's managers get their links from the system administrator
    return [_line(account, again) for account in everybody if account.is_active]


def _county(officer: Account, manager: Account) -> None:
    from django.utils import timezone

    from beholden.cli import county as many
    from beholden.cli import county_dossiers

    def tell(done: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r  {done} units ")

    county_dossiers.fill(manager, timezone.now())
    if many.fill(timezone.now(), officer, tell=tell) and sys.stderr.isatty():
        sys.stderr.write("\n")


def _organisations() -> dict[str, Organisation]:
    from beholden.ground.people.models import Organisation
    from beholden.ground.people.services import create_organisation

    found = {}
    for code, (name, kind, division) in ORGANISATIONS.items():
        there = Organisation.objects.filter(name=name).first()
        found[code] = there or create_organisation(None, name=name, kind=kind, division=division)
    return found


def _people(organisations: dict[str, Organisation]) -> dict[str, Account]:
    from beholden.ground.people.models import Account
    from beholden.ground.people.services import create_account

    found = {}
    for username, name, role, where in PEOPLE:
        there = Account.objects.filter(username=username).first()
        found[username] = there or create_account(
            None, username=username, name=name, role=role, organisation=organisations[where]
        )
    return found


def _declare(manager: Account, name: str, address: str, division: str) -> System:
    from beholden.ground.systems.services import SystemFields, add_system

    assert manager.organisation is not None
    there = manager.organisation.systems.first()
    fields = SystemFields(name, division, "op_crowd", address)
    return there or add_system(manager, manager.organisation, fields)


def _site(manager: Account, port: int, password: str) -> None:
    """The mall's System and its four cameras; cameras that a person has pointed elsewhere are left alone."""
    from beholden.ground.systems.services import CameraFields, add_camera, change_camera
    from beholden.ground.systems.wording import Refused

    system = _declare(manager, "城南商场视频系统", "建设南路 118 号", COUNTY)
    ours = system.cameras.filter(url__startswith="rtsp://127.0.0.1:", username=CAMERA_USER)
    there = {camera.url.rpartition("/")[2]: camera for camera in ours}
    empty = not system.cameras.exists()
    try:
        for number, (name, position) in enumerate(CAMERAS, 1):
            url = f"rtsp://127.0.0.1:{port}/{number}"
            camera = there.get(str(number))
            if camera is None and empty:
                add_camera(manager, system, CameraFields(name, url, CAMERA_USER, password, position))
            elif camera is not None and camera.url != url:
                kept = CameraFields(camera.name, url, camera.username, password, camera.position, camera.place_category)
                change_camera(manager, camera, kept, note="演示摄像机换了端口")
    except Refused as refused:
        raise UsageError(f"beholden demo: {refused}") from refused


def _line(account: Account, again: bool) -> list[str]:
    from beholden.ground.people.services import issue_setup_link

    wanted = again or not account.has_usable_password()
    path = f"/set-up/{issue_setup_link(None, account)}" if wanted else ""
    where = account.organisation.name if account.organisation else ""
    return [account.username, account.name, str(account.get_role_display()), where, path]


def say(address: str, lines: Sequence[Sequence[str]]) -> None:
    """The accounts, each with its one-time link."""
    write = sys.stdout.write
    write("演示账号：打开链接设置密码，每个链接只能用一次，72 小时内有效\n")
    write("Demo accounts: open the link to set a password; each works once, for 72 hours\n")
    for username, name, role, where, path in lines:
        who = f"{name}（{role}{'，' + where if where else ''}）"
        write(f"  {username:<9} {address}{path}  {who}\n" if path else f"  {username:<9} 已设置密码  {who}\n")
    if any(not path for *_rest, path in lines):
        write("忘记密码 / forgotten a password: beholden demo --links\n")
    sys.stdout.flush()
