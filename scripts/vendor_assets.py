#!/usr/bin/env python3
"""Bring the design system's prebuilt files into ``src/candour/web/static/vendor`` and list them.

Run ``python scripts/vendor_assets.py`` after changing a version below. It needs npm, and takes the packages from
whatever registry npm is set up for. What is changed on the way, and why:

* ``@font-face`` and the name *GDS Transport* go: that typeface is licensed for gov.uk services only;
* the crest goes: the crown belongs to gov.uk services, and this office is independent;
* addresses of images become relative, and source maps (not shipped) are no longer named;
* of the Ministry of Justice's package only the style sheet and its icons are taken. Its script writes
  ``innerHTML``, which Trusted Types refuse; none of our components needs it.

The packages' own examples (``fixtures.json``) are kept, trimmed, for the tests that hold our components to them.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from candour.web import vendored  # noqa: E402  the path above makes it importable from a bare checkout

GOVUK = ("govuk-frontend", "6.6.0", "MIT")
MOJ = ("@ministryofjustice/frontend", "11.1.0", "MIT")
FIXTURES = ROOT / "src/candour/web/tests/fixtures/govuk-frontend.json"
COMPONENTS = (
    "back-link", "breadcrumbs", "button", "checkboxes", "date-input", "details", "error-message", "error-summary",
    "exit-this-page", "fieldset", "file-upload", "hint", "input", "inset-text", "label",
    "notification-banner", "pagination", "panel", "password-input", "phase-banner", "radios", "select",
    "service-navigation", "skip-link", "summary-list", "table", "tag", "task-list", "textarea", "warning-text",
)  # fmt: skip
SYSTEM_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif'
MIT = """Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
COPYRIGHT = {  # the packages leave their LICENSE file out; these lines are their repositories'
    GOVUK: "Copyright (C) 2017 Crown Copyright (Government Digital Service)",
    MOJ: "Copyright (c) 2021 dxw\nCopyright (c) Crown Copyright (Ministry of Justice)",
}


def unpack(package: tuple[str, str, str], into: Path) -> Path:
    """Fetch a package with npm and unpack it; the folder that holds its files."""
    name, version, _ = package
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{name}@{version}"], cwd=into, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    folder = into / packed.removesuffix(".tgz")
    with tarfile.open(into / packed) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def calmed(css: str, images: str) -> str:
    """A style sheet without typeface, crest and source map, its images relative to ``images``."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", SYSTEM_FONTS)
    css = re.sub(r"url\(/assets/images/govuk-crest\.svg\)", "none", css)
    css = re.sub(r"url\(/assets/images/([^)]*)\)", rf"url({images}/\1)", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    left = re.search(r"GDS Transport|crest\.|/assets/", css)
    if left:
        raise SystemExit(f"The style sheet still names {left[0]}: read it again")
    return css.strip() + "\n"


def _one_example_a_line(version: str, examples: dict[str, list[dict[str, object]]]) -> str:
    """JSON that a reviewer can compare line by line."""
    parts = [
        f' "{component}": [\n'
        + ",\n".join("  " + json.dumps(example, separators=(",", ":"), ensure_ascii=False) for example in listed)
        + "\n ]"
        for component, listed in examples.items()
    ]
    joined = ",\n".join(parts)
    return f'{{"version": "{version}", "components": {{\n{joined}\n}}}}\n'


def main() -> None:
    """Write the folder anew, then its list and the trimmed examples."""
    origin: dict[str, tuple[str, str, str]] = {}

    def put(path: str, content: str, package: tuple[str, str, str]) -> None:
        target = vendored.FOLDER / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
        origin[path] = package

    with tempfile.TemporaryDirectory() as temporary:
        govuk = unpack(GOVUK, Path(temporary)) / "dist" / "govuk"
        moj = unpack(MOJ, Path(temporary)) / "moj"
        shutil.rmtree(vendored.FOLDER, ignore_errors=True)
        put("govuk-frontend/govuk-frontend.min.css", calmed((govuk / "govuk-frontend.min.css").read_text(), "."), GOVUK)
        script = re.sub(r"//# sourceMappingURL=.*", "", (govuk / "govuk-frontend.min.js").read_text())
        put("govuk-frontend/govuk-frontend.min.js", script.strip() + "\n", GOVUK)
        put("moj-frontend/moj-frontend.min.css", calmed((moj / "moj-frontend.min.css").read_text(), "images"), MOJ)
        named = set(
            re.findall(r"url\(images/([^)]*)\)", (vendored.FOLDER / "moj-frontend/moj-frontend.min.css").read_text())
        )
        for image in sorted(named):
            put(f"moj-frontend/images/{image}", (moj / "assets" / "images" / image).read_text(), MOJ)
        for folder, package in (("govuk-frontend", GOVUK), ("moj-frontend", MOJ)):
            put(f"{folder}/LICENSE", f"The MIT License (MIT)\n\n{COPYRIGHT[package]}\n\n{MIT}", package)
        examples = {
            component: [
                {"name": example["name"], "options": example["options"], "html": example["html"]}
                for example in json.loads((govuk / "components" / component / "fixtures.json").read_text())["fixtures"]
            ]
            for component in COMPONENTS
        }
    FIXTURES.parent.mkdir(parents=True, exist_ok=True)
    FIXTURES.write_text(_one_example_a_line(GOVUK[1], examples), encoding="utf-8")
    files = [
        {"path": path, "sha256": vendored.digest(vendored.FOLDER / path), "package": name, "version": version,
         "licence": licence}
        for path, (name, version, licence) in sorted(origin.items())
    ]  # fmt: skip
    vendored.LIST.write_text(json.dumps({"files": files}, indent=1) + "\n", encoding="utf-8")
    print(f"{len(files)} files in {vendored.FOLDER.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
