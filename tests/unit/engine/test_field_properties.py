# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields that nobody changes, sets or sees, and objects inside an object, from options to the tenant."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.reconcile import (
    Converged,
    converge,
    make_plan,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.repository import Store
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import (
    InvalidInput,
    RequestError,
    UnexpectedAnswer,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.accounted import uncarried
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.compound import PortRanges, TextSet
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.kind import Kind
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.metadata import COMPUTED, RECORDED
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.nested_list import NestedList
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.options import (
    argument_spec,
    wrong_options,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import ReferenceTo
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import (
    Choice,
    Name,
    Text,
    WholeNumber,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.secret import Hidden, Secret
from support.clients import World
from support.scripted import Answer, Received
from support.toys import ToyServer

SENTINEL = "zq8-sentinel"
LIST = "credential"
CREDENTIAL = Resource(
    kind=Kind("privileged credential", LIST),
    key="pra_credential",
    fields=(
        Field("name", "name", Name()),
        Field("description", "description", Text(longest=20)),
        Field("type", "credentialType", Choice("PASSWORD", "KEY", missing="PASSWORD"), is_immutable=True),
        Field("password", "password", Secret()),
        Field("fingerprint", "fingerprint", Text(), is_computed=True),
        Field("hosts", "hosts", TextSet(folds_case=True), is_always_sent=True),
        Field("ports", "tcpPortRange", PortRanges(), formerly="tcpPortRanges"),
        Field(
            "apps",
            "appsDto",
            NestedList(
                "domain",
                Field("domain", "domain", Name()),
                Field("port", "applicationPort", WholeNumber(1, 65536, 1, missing=443), required=True),
                Field("group", "groupId", ReferenceTo("app_connector_group"), label="groupName"),
                Field("cname", "cname", Text(), is_computed=True),
            ),
        ),
    ),
    metadata=RECORDED,
    read_only=COMPUTED,
)
Open = Callable[..., Client]
Warnings = list[str]


class Server(ToyServer):
    """The same, which refuses writes and repeats them in words if it ``echoes``."""

    echoes = False

    def _obey(self, received: Received) -> Answer:
        if self.echoes and received.method != "GET":
            secret = json.loads(received.body).get("password")
            said = "%s %s" % ("x" * 290, secret)
            return Answer(400, json.dumps({"id": "invalid.input", "reason": said, "params": [secret]}))
        return super()._obey(received)

    @property
    def sent(self) -> dict[str, Any]:
        """The body of the last write."""
        (*_others, last) = [one for one in self.received if one.method in ("POST", "PUT")]
        found: dict[str, Any] = json.loads(last.body)
        return found

    @property
    def stored(self) -> dict[str, Any]:
        (found,) = self.lists[LIST].values()
        return found


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        server.lists[LIST] = {}
        server.add("appConnectorGroup", id="31", name="Berlin")
        server.add("appConnectorGroup", id="32", name="Paris")
        yield server


@pytest.fixture
def warnings(world: World) -> Warnings:
    return world.warnings


@pytest.fixture
def settings_of(server: Server) -> Callable[..., Settings]:
    return server.settings


def run(client: Client, **options: Any) -> Converged:
    given = {"state": "present", "name": "A", **options}
    wrong = wrong_options(CREDENTIAL, given)
    if wrong:
        raise InvalidInput(wrong)
    return converge(Store(client, CREDENTIAL), given)


def bring_about(connect: Open, **options: Any) -> Converged:
    """Run for real what check mode has foretold, and once more, which changes nothing."""
    foretold = run(connect(read_only=True), **options)
    done = run(connect(), **options)
    assert (foretold.changed, foretold.diff) == (done.changed, done.diff)
    assert not run(connect(), **options).changed
    return done


def problems_of(client: Client, **options: Any) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        run(client, **options)
    return refused.value.problems


# -- Secrets ---------------------------------------------------------------------------------------------


def test_a_secret_is_written_with_what_is_created_and_left_alone_from_then_on(
    connect: Open, server: Server, warnings: Warnings
) -> None:
    assert bring_about(connect, password="s3cret").changed
    assert server.stored["password"] == "s3cret"
    assert not run(connect(), password="another").changed
    assert server.writes == ["POST credential"]
    assert "password: was not compared and not written" in warnings[-1]
    assert "Set update_secret=always" in warnings[-1]


def test_a_secret_is_written_in_every_run_where_that_is_asked_for(
    connect: Open, server: Server, warnings: Warnings
) -> None:
    server.add(LIST, name="A", password="old")
    for _run in range(2):
        found = run(connect(), password="s3cret", update_secret="always")
        assert found.changed
        assert found.diff == {
            "before": {"name": "A", "password": None},
            "after": {"name": "A", "password": "(a secret, which is never shown)"},
        }
    assert server.sent["password"] == "s3cret"
    assert "password: was written without knowing whether it changed" in warnings[-1]


def test_what_answers_show_of_a_secret_is_not_written_back(connect: Open, server: Server) -> None:
    server.add(LIST, name="A", password="********", other="stays")
    run(connect(), description="x")
    assert "password" not in server.sent
    assert server.sent["other"] == "stays"


def test_a_secret_is_an_option_that_is_not_logged() -> None:
    spec = argument_spec(CREDENTIAL)
    assert spec["password"] == {"type": "str", "no_log": True}
    assert spec["update_secret"] == {
        "type": "str",
        "choices": ["on_create", "always"],
        "default": "on_create",
    }


def test_a_secret_cannot_be_stored_by_accident() -> None:
    with pytest.raises(TypeError, match="not stored"):
        pickle.dumps(Hidden(SENTINEL))


def everything_said(connect: Open, server: Server) -> Iterator[Any]:
    """Yield whatever is told of a credential by all that can happen to it."""
    secret = {"password": SENTINEL, "update_secret": "always"}
    yield wrong_options(CREDENTIAL, {"password": SENTINEL, "description": "x" * 99, "type": "KEi"})
    yield wrong_options(CREDENTIAL, {"name": "A", "password": [SENTINEL], "update_secret": SENTINEL[:3]})
    server.echoes = True
    with pytest.raises(RequestError) as refused:
        run(connect(), **secret)
    yield refused.value
    server.echoes = False
    yield run(connect(read_only=True), **secret)
    yield run(connect(), **secret, hosts=["a"])
    # The toy shows what was written, as no ZPA should.
    assert server.stored["password"] == SENTINEL
    yield run(connect(), **secret)
    yield run(connect(), password=SENTINEL)
    yield make_plan(Store(connect(), CREDENTIAL), {"state": "present", "name": "A", **secret})._replace(
        current=None
    )
    yield problems_of(connect(), **secret, type="KEY", fingerprint="f")
    server.echoes = True
    with pytest.raises(RequestError) as refused:
        run(connect(), **secret)
    yield refused.value
    server.echoes = False
    server.stored["description"] = ["no text"]
    with pytest.raises(UnexpectedAnswer) as unexpected:
        run(connect(), **secret)
    yield unexpected.value


def test_no_message_of_any_source_shows_a_secret(connect: Open, server: Server, warnings: Warnings) -> None:
    said = [(repr(one), str(one), getattr(one, "__dict__", None)) for one in everything_said(connect, server)]
    assert len(said) == 11
    assert "sentinel" not in repr(said)
    # Nor half of it, where a long text of the API was cut.
    assert SENTINEL[:6] not in repr(said)
    assert warnings
    assert SENTINEL not in repr(warnings)


# -- What nobody changes or sets -------------------------------------------------------------------------


def test_what_zpa_never_changes_is_refused_before_anything_is_written(connect: Open, server: Server) -> None:
    server.add(LIST, name="A", credentialType="KEY")
    assert problems_of(connect(), type="password", description="x") == [
        "type: is 'KEY' and not 'PASSWORD', and ZPA never changes it. Leave it out, or delete the privileged "
        "credential and create it anew."
    ]
    assert server.writes == []
    assert not run(connect(), type="key").changed


def test_what_zpa_never_changes_can_be_chosen_once(connect: Open, server: Server) -> None:
    bring_about(connect, type="KEY")
    assert server.stored["credentialType"] == "KEY"


def test_what_zpa_works_out_is_shown_and_can_be_given_back(connect: Open, server: Server) -> None:
    server.add(LIST, name="A", fingerprint="ab")
    shown = run(connect(), description="x").shown
    assert shown["fingerprint"] == "ab"
    assert not run(connect(), fingerprint="ab").changed
    assert server.sent["fingerprint"] == "ab"


@pytest.mark.parametrize(
    ("there", "told"), [({"fingerprint": "ab"}, ", and has 'ab'"), (None, "")], ids=["there", "new"]
)
def test_what_zpa_works_out_cannot_be_set(
    there: dict[str, str] | None, told: str, connect: Open, server: Server
) -> None:
    if there:
        server.add(LIST, name="A", **there)
    assert problems_of(connect(), fingerprint="cd") == [
        "fingerprint: is 'cd', which nobody can set: ZPA works it out%s. Leave it out." % told
    ]
    assert server.writes == []


def test_what_is_always_sent_is_sent_also_if_nobody_gives_it(connect: Open, server: Server) -> None:
    bring_about(connect)
    assert server.sent["hosts"] == []
    del server.stored["hosts"]
    run(connect(), description="x")
    assert server.sent["hosts"] == []


# -- Ports, in two forms ---------------------------------------------------------------------------------

OBJECTS, FLAT = [{"from": "80", "to": "81"}], ["80", "81"]


def test_ports_are_written_in_one_form(connect: Open, server: Server) -> None:
    server.add(LIST, name="A", tcpPortRange=OBJECTS, tcpPortRanges=FLAT)
    assert not run(connect(), ports=["81", "80", "80-81"]).changed
    run(connect(), ports=["443", "8000-8010", "8011"])
    assert server.sent["tcpPortRange"] == [{"from": "443", "to": "443"}, {"from": "8000", "to": "8011"}]
    assert "tcpPortRanges" not in server.sent


def test_ports_that_stay_go_back_in_one_form(connect: Open, server: Server) -> None:
    server.add(LIST, name="A", tcpPortRange=OBJECTS, tcpPortRanges=FLAT)
    run(connect(), description="x")
    assert server.sent["tcpPortRange"] == OBJECTS
    assert "tcpPortRanges" not in server.sent


def test_ports_are_cleared_in_both_forms(connect: Open, server: Server) -> None:
    server.add(LIST, name="A", tcpPortRange=OBJECTS, tcpPortRanges=FLAT)
    bring_about(connect, ports=[])
    assert server.sent["tcpPortRange"] == server.sent["tcpPortRanges"] == []


def test_ports_that_stay_go_back_in_the_written_form_where_the_other_came_alone(
    connect: Open, server: Server
) -> None:
    server.add(LIST, name="A", tcpPortRanges=["80", "81", "82", "90"])
    run(connect(), description="x")
    assert server.sent["tcpPortRange"] == [{"from": "80", "to": "81"}, {"from": "82", "to": "90"}]
    assert "tcpPortRanges" not in server.sent


def test_an_answer_with_the_older_form_alone_is_understood(connect: Open, server: Server) -> None:
    server.add(LIST, name="A", tcpPortRanges=FLAT)
    assert run(connect()).shown["ports"] == ["80-81"]


def test_what_is_no_port_is_told_with_its_place(connect: Open) -> None:
    assert problems_of(connect(), ports=["80", "90-80", "0", "http"]) == [
        "ports[%d]: '%s' is no port and no range of ports. Give a number from 1 to 65535, or two of them "
        "such as '8000-8010', the lower one first." % row
        for row in ((1, "90-80"), (2, "0"), (3, "http"))
    ]


# -- Objects inside an object ----------------------------------------------------------------------------


def app(domain: str, **more: Any) -> dict[str, Any]:
    return {"domain": domain, **more}


THERE = {"id": "9", "domain": "a.example", "applicationPort": "80", "groupId": "31", "new": "x", "cname": "c"}


def test_names_are_looked_up_inside_a_list(connect: Open, server: Server) -> None:
    found = bring_about(connect, apps=[app("b", port=80, group="Paris"), app("a", port=81, group="31")])
    assert server.sent["appsDto"] == [
        {"domain": "a", "applicationPort": "81", "groupId": "31"},
        {"domain": "b", "applicationPort": "80", "groupId": "32"},
    ]
    assert found.shown["apps"][1] == {"domain": "b", "port": 80, "group": "Paris", "cname": ""}


def test_an_entry_keeps_its_id_and_what_no_option_says(connect: Open, server: Server) -> None:
    server.add(LIST, name="A", appsDto=[THERE])
    bring_about(connect, apps=[app("new", port=1), app("a.example", port=8080)])
    assert server.sent["appsDto"] == [
        {**THERE, "applicationPort": "8080"},
        {"domain": "new", "applicationPort": "1"},
    ]


def test_what_an_entry_leaves_out_stays(connect: Open, server: Server) -> None:
    server.add(LIST, name="A", appsDto=[THERE])
    assert not run(connect(), apps=[app("a.example")]).changed
    run(connect(), apps=[app("a.example", group="Paris")])
    assert server.sent["appsDto"] == [{**THERE, "groupId": "32"}]


def test_a_list_that_is_given_is_the_whole_list_and_one_that_is_not_stays(
    connect: Open, server: Server
) -> None:
    server.add(LIST, name="A", appsDto=[THERE, {"id": "10", "domain": "b", "applicationPort": "1"}])
    run(connect(), description="x")
    assert server.sent["appsDto"][0] == THERE
    run(connect(), apps=[app("b")])
    assert [entry["id"] for entry in server.sent["appsDto"]] == ["10"]
    run(connect(), apps=[])
    assert server.sent["appsDto"] == []


def test_what_is_shown_of_entries_can_be_given_back(connect: Open, server: Server) -> None:
    server.add(LIST, name="A", appsDto=[THERE])
    shown = run(connect()).shown["apps"]
    assert shown == [{"domain": "a.example", "port": 80, "group": "Berlin", "cname": "c"}]
    assert not run(connect(), apps=shown).changed


@pytest.mark.parametrize(
    ("apps", "problem"),
    [
        ([app("a", port=80), {"port": 81}], "apps[1].domain: is missing. It tells one entry from another."),
        ([app("a"), app("a")], "apps[1].domain: is that of apps[0] as well. Say it once."),
        ([app("a", port=0)], "apps[0].port: 0 is not a number from 1 to 65535."),
        ([app("a")], "apps[0].port: is missing. ZPA creates none without it."),
        (
            [app("a", port=1, group=" ")],
            "apps[0].group: is empty. Give a name or an id, or leave the option out.",
        ),
        (
            [app("a", port=1, cname="x")],
            "apps[0].cname: is 'x', which nobody can set: ZPA works it out. Leave it out.",
        ),
    ],
)
def test_what_is_wrong_inside_is_told_with_its_path(
    apps: list[dict[str, Any]], problem: str, connect: Open, server: Server
) -> None:
    assert problem in problems_of(connect(), apps=apps)
    assert server.writes == []


def test_a_name_that_nothing_has_is_told_with_its_path(connect: Open) -> None:
    (problem,) = problems_of(connect(), apps=[app("a", port=1, group="Pari")])
    assert problem.startswith("apps[0].group: no App Connector group has the name or id 'Pari'.")


def test_what_no_option_says_of_an_entry_is_told() -> None:
    assert uncarried(CREDENTIAL, {"id": "1", "appsDto": [THERE]}) == {"appsDto[].new": ""}


def test_options_of_entries_are_part_of_the_argument_spec() -> None:
    assert argument_spec(CREDENTIAL)["apps"] == {
        "type": "list",
        "elements": "dict",
        "options": {
            "domain": {"type": "str"},
            "port": {"type": "int"},
            "group": {"type": "str"},
            "cname": {"type": "str"},
        },
    }
