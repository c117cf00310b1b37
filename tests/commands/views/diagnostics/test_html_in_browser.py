"""The page in a real browser, if there is one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sample_diagnostics import make_sample_report

from nlptk.commands.views.diagnostics import make_renderer

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)
PROBE = """<script>
window.addEventListener("load", () => {
  const wide = [...document.querySelectorAll("svg.chart rect")]
    .filter(one => one.getBoundingClientRect().width > 0);
  const p = document.createElement("p");
  p.id = "probe";
  p.textContent = `charts=${document.querySelectorAll("svg.chart").length} bars=${wide.length}`
    + ` marks=${document.querySelectorAll("mark").length}`
    + ` resources=${performance.getEntriesByType("resource").length}`;
  document.body.append(p);
});
</script></body>"""


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
def test_page_loads_without_errors_and_its_plots_are_there(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    text = make_renderer("html")(make_sample_report())
    page.write_text(text.replace("</body>", PROBE), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0"]
    done = subprocess.run(
        [str(BROWSER), *options, f"--user-data-dir={tmp_path / 'p'}", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    assert not [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    probe = re.search(r"charts=(\d+) bars=(\d+) marks=(\d+) resources=(\d+)", done.stdout)
    assert probe is not None, done.stderr
    charts, bars, marks, resources = map(int, probe.groups())
    assert charts == 5  # codes, unknown words, one layer, two kinds of lengths
    assert bars >= 15
    assert marks == 2
    assert resources == 0
