"""The batch renderer: finds every picture, draws what is missing, leaves the rest alone."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from tools.batik_art import render_demo
from tools.batik_art.motifs import MOTIFS


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data with one listing and one artisan; drawing is replaced by a small plain picture."""
    data, pictures = tmp_path / "data", tmp_path / "pictures"
    data.mkdir()
    entry = {"file": "leaf-1.webp", "draw": {"shot": "kain", "motif": "daun-ulin"}, "alt": {}}
    scene = {"file": "artisan-1.webp", "draw": {"scene": "tools", "motif": "telang"}, "alt": {}}
    (data / "listings.json").write_text(json.dumps({"listings": [{"pictures": [entry]}]}))
    (data / "artisans.json").write_text(json.dumps({"artisans": [{"pictures": [scene]}]}))
    monkeypatch.setattr(render_demo, "DATA", data)
    monkeypatch.setattr(render_demo, "PICTURES", pictures)
    monkeypatch.setattr(render_demo, "draw_bytes", _plain)
    monkeypatch.setattr(render_demo.os, "nice", lambda _: 0)
    return tmp_path


def _plain(draw: dict[str, str]) -> bytes:
    if draw["motif"] == "unknown":
        raise KeyError("unknown")
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "WEBP")
    return buffer.getvalue()


def test_pictures_and_swatches_are_drawn_once(folders: Path) -> None:
    assert render_demo.main([]) == 0

    names = {path.name for path in (folders / "pictures").glob("*.webp")}
    assert names == {"leaf-1.webp", "artisan-1.webp", *(f"motif-{motif}.webp" for motif in MOTIFS)}

    (folders / "pictures" / "leaf-1.webp").write_bytes(b"kept")
    assert render_demo.main([]) == 0
    assert (folders / "pictures" / "leaf-1.webp").read_bytes() == b"kept"


def test_a_changed_description_is_drawn_again(folders: Path) -> None:
    render_demo.main(["--only", "leaf*"])
    picture = folders / "pictures" / "leaf-1.webp"
    picture.write_bytes(b"old")
    entry = {"file": "leaf-1.webp", "draw": {"shot": "lipat", "motif": "daun-ulin"}}
    (folders / "data" / "listings.json").write_text(json.dumps([entry]))

    render_demo.main(["--only", "leaf*"])

    assert picture.read_bytes() != b"old"
    assert not (folders / "pictures" / "artisan-1.webp").exists()


def test_what_cannot_be_drawn_is_named_and_fails(
    folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = {"file": "ghost-1.webp", "draw": {"shot": "kain", "motif": "unknown"}}
    (folders / "data" / "listings.json").write_text(json.dumps([entry]))

    assert render_demo.main(["--only", "ghost*"]) == 1

    assert "ghost-1.webp  cannot be drawn" in capsys.readouterr().out
    assert not (folders / "pictures" / "ghost-1.webp").exists()


def test_every_motif_has_a_swatch_palette() -> None:
    assert set(render_demo.SWATCH_PALETTES) == set(MOTIFS)
