from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from typer.testing import CliRunner

from corrobora.case import Case
from corrobora.cli.program import app
from corrobora.errors import CorroboraError
from corrobora.serve import demo
from corrobora.sharing import Approvals, ConsentQueue, Outbox, SharingDesk
from corrobora.store import check
from serve.browser import NOW, opened, token

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with Case.open(path, clock=lambda: NOW, fast=True) as case:
        demo.play(case, clock=lambda: NOW)
    return path


def test_the_story_has_partners_a_suspension_and_a_recall(played: Path) -> None:
    with Case.open(played, clock=lambda: NOW) as case:
        desk = SharingDesk(case, clock=lambda: NOW)
        box = Outbox(desk)
        states = {one.agreement.id: one.state for one in desk.agreements()}
        assert states == {
            "harbour-ew": "suspended", "lagoon-policy": "active", "upland-access": "draft",
        }  # fmt: skip
        assert not box.held("harbour-ew")
        assert len(box.held("lagoon-policy")) > 20
        answers = [one.state for one in box.recalls("harbour-ew")]
        assert answers.count("acknowledged") == 3
        assert set(answers) == {"acknowledged", "queued"}
        assert len(desk.consents()) == 1
        assert desk.two_persons
        assert [(p.proposal.task, p.state) for p in Approvals(desk).proposals()] == [
            ("recall", "open")
        ]
        assert [one.state for one in ConsentQueue(desk).requests()] == ["asked"]
    assert check(played).clean


def test_every_page_of_the_demo_opens(played: Path) -> None:
    with opened(played) as client:
        assert client.get("/?format=json").json()["counts"]["reports"] == 19
        for address in ("/", "/timeline", "/brief", "/sharing", "/sharing/harbour-ew",
                        "/sharing/harbour-ew/recall", "/sharing/lagoon-policy/preview/policy",
                        "/proposals", "/consents", "/journal?verify=1"):  # fmt: skip
            assert client.get(address).status_code == 200, address


def test_what_waits_in_the_demo_can_be_done_by_a_second_person(
    played: Path, tmp_path: Path
) -> None:
    path = tmp_path / "demo.db"
    shutil.copy(played, path)
    shutil.copy(f"{played}.head", f"{path}.head")
    with opened(path) as client:
        waits = client.get("/proposals?format=json").json()["open"][0]
        address = f"/proposals/{waits['id']}"
        assert client.get(f"{address}?format=json").json()["changes_number"] > 10
        fields = {"token": token(client), "by": waits["by"], "confirm": "yes"}
        assert client.post(f"{address}/approve", data=fields).status_code == 403
        fields["by"] = "B. Diop"
        assert client.post(f"{address}/approve", data=fields).status_code == 303
        assert client.get(f"{address}?format=json").json()["proposal"]["state"] == "approved"
        assert client.get("/sharing/lagoon-policy?format=json").json()["recalls_number"] > 10


def test_the_demo_is_not_mixed_with_a_case_that_holds_something(played: Path) -> None:
    with Case.open(played, clock=lambda: NOW) as case, pytest.raises(CorroboraError, match="mixed"):
        demo.play(case, clock=lambda: NOW)


def test_the_demo_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    seen: list[Any] = []

    def run(application: Any, **_: Any) -> None:
        room = application.state.room
        seen.append((room.store.home.file, room.store.counts().events))
        room.store.close()

    monkeypatch.setattr(uvicorn, "run", run)
    monkeypatch.setattr(demo, "play", lambda case, clock: case.update())
    done = CliRunner().invoke(app, ["serve", "--demo", "--fast"])
    assert done.exit_code == 0, done.output
    assert seen[0][0].parent.parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_the_samples_are_put_where_the_installed_package_looks_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        wheel = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]
    (source, target), *others = wheel["force-include"].items()
    assert not others
    assert demo.sample_reports() == ROOT / source
    installed = tmp_path / "site-packages"
    (installed / target).mkdir(parents=True)
    monkeypatch.setattr(demo, "files", lambda _: installed / "corrobora" / "serve")
    assert demo.sample_reports() == installed / target
    (installed / target).rmdir()
    assert demo.sample_reports() is None
