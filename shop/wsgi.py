"""The stand-alone service, also in an installed wheel: ``flask --app shop.wsgi shop run``.

Any WSGI server can serve ``shop.wsgi:app``.
"""

from __future__ import annotations

from shop import create_app
from shop.cli import group

app = create_app()
app.cli.add_command(group)
