"""The quality scale is answered in full, each exemption with its reason."""

import pytest

from .written_code import read_yaml

RULES = read_yaml("quality_scale.yaml")["rules"]
ALL = frozenset(
    """action-exceptions action-setup appropriate-polling async-dependency brands common-modules
    config-entry-unloading config-flow config-flow-test-coverage dependency-transparency devices
    diagnostics discovery discovery-update-info docs-actions docs-conditions
    docs-configuration-parameters docs-data-update docs-examples docs-high-level-description
    docs-installation-instructions docs-installation-parameters docs-known-limitations
    docs-removal-instructions docs-supported-devices docs-supported-functions docs-triggers
    docs-troubleshooting docs-use-cases dynamic-devices entity-category entity-device-class
    entity-disabled-by-default entity-event-setup entity-translations entity-unavailable
    entity-unique-id exception-translations has-entity-name icon-translations inject-websession
    integration-owner log-when-unavailable parallel-updates reauthentication-flow
    reconfiguration-flow repair-issues runtime-data stale-devices strict-typing
    test-before-configure test-before-setup test-coverage unique-config-entry""".split()
)


def test_every_rule_is_answered() -> None:
    assert set(RULES) == ALL


@pytest.mark.parametrize("rule", sorted(ALL))
def test_an_answer_is_one(rule: str) -> None:
    answer = RULES[rule]
    said = {"status": answer} if isinstance(answer, str) else answer
    assert said["status"] in {"done", "exempt"}
    assert said["status"] == "done" or said["comment"]
