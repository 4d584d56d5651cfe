"""Add up several pytest runs: what was skipped and why, and one closing line.

usage: python scripts/summary.py REPORT.xml...
"""

from collections import Counter
from pathlib import Path
import sys
from xml.etree import ElementTree as ET

counts: Counter[str] = Counter()
reasons: Counter[str] = Counter()
seconds = 0.0
for report in sys.argv[1:]:
    for suite in ET.fromstring(Path(report).read_text(encoding="utf-8")).iter(
        "testsuite"
    ):
        seconds += float(suite.get("time", 0))
        for case in suite.iter("testcase"):
            skipped = case.find("skipped")
            if case.find("failure") is not None:
                counts["failed"] += 1
            elif case.find("error") is not None:
                counts["errors"] += 1
            elif skipped is None:
                counts["passed"] += 1
            elif skipped.get("type") == "pytest.xfail":
                counts["xfailed"] += 1
            else:
                counts["skipped"] += 1
                reasons[skipped.get("message", "no reason given")] += 1

for reason, number in sorted(reasons.items()):
    print(f"skipped {number}: {reason}")
# In pytest's order and words.
if counts["errors"] == 1:
    counts["error"] = counts.pop("errors")
order = ("failed", "passed", "skipped", "xfailed", "error", "errors")
result = ", ".join(f"{counts[name]} {name}" for name in order if counts[name])
print(f" {result or 'no tests ran'} in {seconds:.2f}s ".center(80, "="))
sys.exit(not counts["passed"])
