"""What an officer's hands do on the phone, each tap counted, and what they wait for."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field

from django.utils import timezone
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections.models import Inspection
from beholden.registry.inspections.tests.made import planned

HOME = "/inspections/phone"


def visit_today(cast: Cast, **changed: object) -> Inspection:
    """A general inspection of the mall, planned for this very day."""
    now = timezone.now()
    return planned(cast, now=now, scheduled_on=timezone.localdate(now), **changed)


def picture(colour: str = "navy", size: tuple[int, int] = (64, 48)) -> bytes:
    """A real photo of one colour."""
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, "JPEG")
    return kept.getvalue()


def photo(name: str, content: bytes) -> dict[str, object]:
    """A file as the camera gives it."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


@dataclass
class Hands:
    """One officer's phone. ``taps`` counts every touch of the screen."""

    page: Page
    taps: int = field(default=0)

    def open(self) -> None:
        """Open the phone's page; its worker takes hold, so that it can open again without a network."""
        self.page.goto(HOME)
        expect(self.page.get_by_role("heading", name="我的检查")).to_be_visible()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")

    def tap(self, what: Locator) -> None:
        """Touch it."""
        what.click()
        self.taps += 1

    def button(self, name: str) -> None:
        """Touch a button by its words."""
        self.tap(self.page.get_by_role("button", name=name, exact=True))

    def enter(self, visit: Inspection) -> None:
        """Open a visit from the list of the day."""
        self.tap(self.page.locator(f"a.visit-card[href='#/v/{visit.code}']"))

    def begin(self, first: int = 1) -> None:
        """Show who we are, and begin; ``first`` is the first item of the visit."""
        expect(self.page.get_by_role("button", name="开始检查", exact=True)).to_be_visible()  # `all` waits for nothing
        for box in self.page.get_by_role("checkbox").all():
            self.tap(box)
        self.button("开始检查")
        expect(self.page.get_by_role("heading", name=f"第 {first} 项", exact=True)).to_be_visible()

    def violated(self, item: int, words: str) -> None:
        """This item is not as it should be, and how."""
        expect(self.page.get_by_role("heading", name=f"第 {item} 项", exact=True)).to_be_visible()
        self.button("不符合")
        self.page.get_by_label("情况", exact=True).fill(words)
        self.button("保存结果")
        expect(self.page.get_by_role("heading", name=f"第 {item} 项", exact=True)).to_have_count(0)

    def conform(self, item: int) -> None:
        """Item by item, all is as it should be."""
        expect(self.page.get_by_role("heading", name=f"第 {item} 项", exact=True)).to_be_visible()
        self.button("符合")
        expect(self.page.get_by_role("heading", name=f"第 {item} 项", exact=True)).to_have_count(0)

    def recording(self, reference: str = "执法仪 A-0013 20261121_0001.MP4") -> None:
        """Name the body camera's recording."""
        self.tap(self.page.get_by_label("录像编号（设备号和文件名）"))
        self.page.get_by_label("录像编号（设备号和文件名）").fill(reference)
        self.button("记下编号")

    def sign(self, row: int, name: str = "") -> None:
        """Sign by hand in the nth row of signers."""
        self.tap(self.page.locator(".signers li").nth(row).get_by_role("link", name="签名"))
        if name:
            self.tap(self.page.get_by_label("签名人姓名"))
            self.page.get_by_label("签名人姓名").fill(name)
        pad = self.page.locator("canvas.pad")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        mouse = self.page.mouse
        mouse.move(box["x"] + 40, box["y"] + 40)
        mouse.down()
        for step in range(1, 9):
            mouse.move(box["x"] + 40 + step * 25, box["y"] + 40 + (step % 3) * 30)
        mouse.up()
        self.taps += 1
        self.button("确认签名")
        expect(self.page.get_by_role("heading", name="签名和结束")).to_be_visible()

    def everybody_signs(self) -> None:
        """Both officers and the unit."""
        self.sign(0)
        self.sign(1)
        self.sign(2, "李经理")

    def close(self) -> None:
        """End the visit."""
        self.button("结束检查，出具笔录")

    def waits(self, count: int) -> None:
        """The bar says how many are to go."""
        expect(self.page.locator("#phone-bar .outbox")).to_contain_text(f"待发送 {count} 项")

    def all_sent(self) -> None:
        """The bar says that nothing waits."""
        expect(self.page.locator("#phone-bar .outbox")).to_contain_text("已全部发送")

    @staticmethod
    def sha256(content: bytes) -> str:
        """As the record cites it."""
        return hashlib.sha256(content).hexdigest()
