"""A browser without a window, where there is one: what it makes of a page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--virtual-time-budget=9000",
)  # fmt: skip
POLICY = re.compile('<meta http-equiv="Content-Security-Policy"[^>]*>')
RUN = """<script>axe.run().then(found => {
  const result = document.createElement("pre");
  result.id = "axe";
  result.textContent = JSON.stringify({passes: found.passes.length, violations: found.violations.map(
    each => [each.impact, each.id, each.nodes[0].html])});
  document.body.replaceChildren(result);
});</script></body>"""


def executable() -> str:
    """The browser; skips the test where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no chromium here to open the page in")
    return found


def accessibility(page: Path, folder: Path, *, dark: bool) -> dict[str, Any]:
    """What axe finds on a copy of the page, which is allowed to run its script: passes and violations."""
    browser = executable()
    if not AXE.exists():
        pytest.skip("axe-core is not installed (with Node 20 or later: npm ci)")
    script = AXE.read_text(encoding="utf-8").replace("</script", "<\\/script")
    text = POLICY.sub("", page.read_text(encoding="utf-8")).replace("</body>", f"<script>{script}</script>{RUN}")
    copy = folder / "with-axe.html"
    copy.write_text(text, encoding="utf-8")
    scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
    done = subprocess.run(
        [browser, *QUIET, scheme, f"--user-data-dir={folder / 'profile'}", "--dump-dom", copy.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    match = re.search(r'<pre id="axe">(.*?)</pre>', done.stdout, re.S)
    assert match, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(match[1])
    return found
