"""The application that ``--app`` or ``FLASK_APP`` names, as ``shop.flask_app:app``.

``shop run`` gives this to its server when it was started through another application than
``shop.wsgi``: a server takes ``module:attribute``, Flask also takes factories and file names.
"""

from __future__ import annotations

import os

from flask.cli import ScriptInfo

app = ScriptInfo(app_import_path=os.environ.get("FLASK_APP")).load_app()
