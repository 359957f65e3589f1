"""Every entry keeps to the deployment its database began with, so that no chain breaks by an environment variable."""

from __future__ import annotations

from tests.interfaces.cli.conftest import CommandLine


def test_a_database_keeps_the_deployment_it_began_with(casepath_on_both: CommandLine) -> None:
    casepath_on_both.environment["CASEPATH_DEPLOYMENT"] = "trust.example"
    case = casepath_on_both.opened()
    del casepath_on_both.environment["CASEPATH_DEPLOYMENT"]
    assert casepath_on_both("report", case, "name_fault", "part=brake").status == 0
    assert casepath_on_both("audit", "verify").status == 0


def test_another_deployment_is_refused_before_anything_is_recorded(casepath_on_both: CommandLine) -> None:
    case = casepath_on_both.opened()
    casepath_on_both.environment["CASEPATH_DEPLOYMENT"] = "trust.example"
    ran = casepath_on_both("report", case, "name_fault", "part=brake")
    assert ran.status == 2
    assert "belongs to the deployment local, and CASEPATH_DEPLOYMENT names another" in ran.err
