"""What other rooms may hear from this one. `ground` never calls `site`; `site` listens."""

from __future__ import annotations

from django.dispatch import Signal

# Before a camera is added or taken back into use: sender is the System's class, kwargs system, by.
# A receiver refuses by raising wording.Refused; nothing has been written yet.
camera_wanted = Signal()

# After the commit that changed any camera: kwargs camera. Receivers must not fail the request.
cameras_changed = Signal()
