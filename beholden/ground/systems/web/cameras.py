"""Pages of Cameras: add one on one page, look at it, change it, take it out of use."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.ground.people.web.doors import signed_in
from beholden.ground.systems import credentials, permissions, probing, queries, services, wording
from beholden.ground.systems.models import Camera, System
from beholden.ground.systems.web.forms import CameraForm, ReasonForm
from beholden.ground.systems.web.views import blame, visible_system
from beholden.ground.systems.wording import Refused


@never_cache
@sensitive_post_parameters("password")
@signed_in
@require_http_methods(["GET", "POST"])
def add_camera(request: HttpRequest, code: str) -> HttpResponse:
    """Address, user name, password; 检测 says what is there, 保存 records it."""
    system = visible_system(request, code)
    permissions.require_change(request.user, system)
    form = CameraForm(request.POST or None)
    finding = None
    if request.method == "POST" and form.is_valid():
        password = _password(request, form)
        if request.POST.get("do") == "probe":
            finding = _look(form, password or "")
        elif (made := _save_new(request, system, form, password)) is not None:
            messages.success(request, _("设备“%(name)s”已添加，两秒内开始录像。") % {"name": made.name})
            return HttpResponseRedirect(reverse("systems:system", args=[system.code]))
    return _form_page(request, form, system, None, finding)


@never_cache
@sensitive_post_parameters("password")
@signed_in
@require_http_methods(["GET", "POST"])
def change_camera(request: HttpRequest, code: str) -> HttpResponse:
    """The same page for a camera there is; an empty password means the old one."""
    camera = visible_camera(request, code)
    permissions.require_change(request.user, camera.system)
    form = CameraForm.of(camera, request.POST or None)
    finding = None
    if request.method == "POST" and form.is_valid():
        password = _password(request, form)
        if request.POST.get("do") == "probe":
            finding = _look(form, _known_password(camera, form) if password is None else password)
        elif _save_change(request, camera, form, password):
            messages.success(request, _("已保存，两秒内按新的设置录像。"))
            return HttpResponseRedirect(reverse("systems:camera", args=[camera.code]))
    return _form_page(request, form, camera.system, camera, finding)


@never_cache
@sensitive_post_parameters("password")
@signed_in
@require_POST
def probe_new(request: HttpRequest, code: str) -> HttpResponse:
    """Only the finding, for htmx: the page with all that was typed stays as it is."""
    system = visible_system(request, code)
    permissions.require_change(request.user, system)
    return _finding_part(request, CameraForm(request.POST), None)


@never_cache
@sensitive_post_parameters("password")
@signed_in
@require_POST
def probe_known(request: HttpRequest, code: str) -> HttpResponse:
    """As `probe_new`, for a camera whose password is known."""
    camera = visible_camera(request, code)
    permissions.require_change(request.user, camera.system)
    return _finding_part(request, CameraForm(request.POST), camera)


@never_cache
@signed_in
@require_GET
def camera(request: HttpRequest, code: str) -> HttpResponse:
    """One camera: what it is, how it does, who changed what."""
    return _camera_page(request, visible_camera(request, code), ReasonForm())


@signed_in
@require_POST
def stop_camera(request: HttpRequest, code: str) -> HttpResponse:
    """Take it out of use, with a reason."""
    found = visible_camera(request, code)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.stop_camera(request.user, found, note=form.cleaned_data["note"])
        except Refused as refused:
            blame(form, refused)
        else:
            messages.success(request, _("设备已停用，已有录像仍保存到期满。"))
            return HttpResponseRedirect(reverse("systems:camera", args=[found.code]))
    permissions.require_change(request.user, found.system)
    return _camera_page(request, found, form)


@signed_in
@require_POST
def resume_camera(request: HttpRequest, code: str) -> HttpResponse:
    """Take it back into use."""
    found = visible_camera(request, code)
    try:
        services.resume_camera(request.user, found)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("设备已启用，两秒内开始录像。"))
    return HttpResponseRedirect(reverse("systems:camera", args=[found.code]))


def visible_camera(request: HttpRequest, code: str) -> Camera:
    """The camera of this code, or 404 when there is none for this person."""
    found = queries.cameras_visible_to(request.user).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _camera_page(request: HttpRequest, found: Camera, form: ReasonForm) -> HttpResponse:
    own = permissions.may_change(request.user, found.system)
    context = {
        "camera": found,
        "live": queries.live_states([found])[0],
        "may_change": own,
        "versions": found.versions.select_related("by").order_by("-number")[:20] if own else [],
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "systems/camera.html", context, status=422 if form.errors else 200)


def _password(request: HttpRequest, form: CameraForm) -> str | None:
    """What was typed now, else what was typed a step ago, else None: as before."""
    typed: str = form.cleaned_data["password"]
    return typed or probing.kept_password(request.user, form.cleaned_data["kept_password"])


def _known_password(found: Camera, form: CameraForm) -> str:
    """The camera's own password, told to the camera's own host only."""
    try:
        address = wording.camera_address(form.cleaned_data["url"])[0]
    except Refused:
        return ""
    return credentials.password(found) if wording.same_place(found.url, address) else ""


def _look(form: CameraForm, password: str) -> probing.Finding:
    data = form.cleaned_data
    return probing.look(data["url"], data["username"], password, data["transport"], form.trust())


def _save_new(request: HttpRequest, system: System, form: CameraForm, password: str | None) -> Camera | None:
    data = form.cleaned_data
    try:
        seen = probing.kept_finding(data["probed"], data["url"], data["username"])
        return services.add_camera(request.user, system, form.fields_of(password), probe=seen)
    except Refused as refused:
        blame(form, refused)
        return None


def _save_change(request: HttpRequest, found: Camera, form: CameraForm, password: str | None) -> bool:
    data = form.cleaned_data
    try:
        seen = probing.kept_finding(data["probed"], data["url"], data["username"])
        fields = form.fields_of(password)
        services.change_camera(request.user, found, fields, seen_version=data["seen_version"], probe=seen)
    except Refused as refused:
        blame(form, refused)
        return False
    return True


def _form_page(
    request: HttpRequest, form: CameraForm, system: System, found: Camera | None, finding: probing.Finding | None
) -> HttpResponse:
    """The form as it was typed; a password goes back sealed and only as "there is one"."""
    if form.is_bound:
        typed: QueryDict = form.data.copy()
        secret = typed.get("password") or probing.kept_password(request.user, typed.get("kept_password", "")) or ""
        typed["kept_password"] = probing.keep_password(request.user, secret)
        if finding is not None:
            typed["probed"] = finding.proof
        form.data = typed
    context = {
        "form": form,
        "system": system,
        "camera": found,
        "finding": finding,
        "password_kept": bool((form.is_bound and form.data.get("kept_password")) or (found and found.password)),
    }
    return render(request, "systems/camera_form.html", context, status=422 if form.errors else 200)


def _finding_part(request: HttpRequest, form: CameraForm, found: Camera | None) -> HttpResponse:
    form.fields["name"].required = False
    if form.is_valid():
        password = _password(request, form)
        known = _known_password(found, form) if found is not None else ""
        finding = _look(form, known if password is None else password)
    else:
        sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
        finding = probing.Finding(None, " ".join(sentences[:1]))
    return render(request, "systems/finding.html", {"finding": finding, "swap": True})
