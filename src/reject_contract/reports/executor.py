"""Who ran it, where a CI system says so: what Allure shows as the executor."""

from __future__ import annotations

from collections.abc import Mapping

SYSTEMS = {
    "GITHUB_ACTIONS": (
        "github", "GitHub Actions", "{GITHUB_WORKFLOW} #{GITHUB_RUN_NUMBER}", "{GITHUB_RUN_NUMBER}",
        "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}",
    ),
    "GITLAB_CI": ("gitlab", "GitLab CI", "{CI_JOB_NAME} #{CI_PIPELINE_IID}", "{CI_PIPELINE_IID}", "{CI_JOB_URL}"),
    "TF_BUILD": (
        "azure", "Azure Pipelines", "{BUILD_DEFINITIONNAME} {BUILD_BUILDNUMBER}", "{BUILD_BUILDID}",
        "{SYSTEM_COLLECTIONURI}{SYSTEM_TEAMPROJECT}/_build/results?buildId={BUILD_BUILDID}",
    ),
    "JENKINS_URL": ("jenkins", "Jenkins", "{JOB_NAME} #{BUILD_NUMBER}", "{BUILD_NUMBER}", "{BUILD_URL}"),
}  # fmt: skip
"""By the variable that only this system sets: type, name, the run's name, number and page, each of its variables."""


def of(environment: Mapping[str, str]) -> dict[str, object]:
    """The content of executor.json; empty where no system is known, without what it leaves unsaid."""
    for sign, (kind, name, run, number, page) in SYSTEMS.items():
        if environment.get(sign):
            title, url, order = (_filled(pattern, environment) for pattern in (run, page, number))
            count = int(order) if order.isdecimal() else 0
            found = {"name": name, "type": kind, "buildName": title, "buildUrl": url, "buildOrder": count}
            return {key: value for key, value in found.items() if value}
    return {}


def _filled(pattern: str, environment: Mapping[str, str]) -> str:
    try:
        return pattern.format_map(environment)
    except KeyError:
        return ""
