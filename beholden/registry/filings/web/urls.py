"""Addresses of the filings room."""

from __future__ import annotations

from django.urls import path

from beholden.registry.filings.web import cameras, decisions, export, files, records, tasks, window

app_name = "filings"

urlpatterns = [
    path("filings", records.filings, name="list"),
    path("filings/list.xlsx", export.table, name="table"),
    path("filings/new", records.start, name="start"),
    path("filings/exempt", records.exempt, name="exempt"),
    path("filings/<str:code>", records.filing, name="filing"),
    path("filings/<str:code>/unit", tasks.unit, name="unit"),
    path("filings/<str:code>/system", tasks.system, name="system"),
    path("filings/<str:code>/agent", tasks.agent, name="agent"),
    path("filings/<str:code>/check", tasks.check, name="check"),
    path("filings/<str:code>/cameras", cameras.cameras, name="cameras"),
    path("filings/<str:code>/cameras/new", cameras.add, name="add_camera"),
    path("filings/<str:code>/cameras/<int:number>", cameras.change, name="camera"),
    path("filings/<str:code>/withdraw", records.withdraw, name="withdraw"),
    path("filings/<str:code>/change", records.change, name="change"),
    path("filings/<str:code>/cease", records.cease, name="cease"),
    path("filings/<str:code>/accept", decisions.accept, name="accept"),
    path("filings/<str:code>/ask", decisions.ask, name="ask"),
    path("filings/<str:code>/allow", decisions.allow, name="allow"),
    path("filings/<str:code>/archive", decisions.archive, name="archive"),
    path("filings/<str:code>/receive", window.receive_again, name="receive"),
    path("filings/<str:code>/agent/reveal", decisions.reveal, name="reveal"),
    path("filings/<str:code>/letter.pdf", files.letter, name="letter"),
    path("filings/<str:code>/sign.pdf", files.sign, name="sign"),
    path("filings/<str:code>/documents/<str:document>", files.document, name="document"),
    path("filings/<str:code>/files/<str:file>", files.attachment, name="file"),
    path("attachments/<str:token>", files.opened, name="opened"),
    path("window", window.window, name="window"),
    path("remits", window.remits, name="remits"),
]
