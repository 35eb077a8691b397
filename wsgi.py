"""The stand-alone service: ``flask --app wsgi shop run``, or any WSGI server on ``wsgi:app``."""

from shop import create_app

app = create_app()
