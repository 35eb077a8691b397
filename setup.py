"""Packs the wheel; everything else about the package is in ``pyproject.toml``.

The fonts and the compiled translations are not committed: they are made while the wheel is packed,
so that an installed shop needs neither the font packages nor a compiler of catalogues.
"""

from __future__ import annotations

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).parent / "tools"))

import build_assets


class BuildWithAssets(build_py):
    """Also makes the fonts and catalogues, before the files of the package are gathered."""

    def run(self) -> None:
        """Make the assets in the source tree, then copy the package as usual."""
        build_assets.build(Path(__file__).parent / "shop")
        super().run()


setup(cmdclass={"build_py": BuildWithAssets})
