"""The stand-alone service: ``flask --app wsgi shop run``, or any WSGI server on ``wsgi:app``."""

from shop import create_app
from shop.cli import group

app = create_app()
app.cli.add_command(group)
