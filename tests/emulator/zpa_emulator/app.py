# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From HTTP to resources and back: routing, tokens, rate limits, faults, the log."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

from aiohttp import web

from . import (
    certificates,
    enrolment,
    inspection,
    inspection_catalog,
    isolation,
    lookups,
    machines,
    microtenants,
    policy_routes,
    portals,
    pra,
    provisioning,
    ranges,
    receivers,
    segment_routes,
    users,
)
from .calls import Call, answer_by, line_of
from .errors import Refusal, not_found, refuse, throttled, unauthorized
from .provisioning import Keys
from .resources import Resource
from .rule_types import Rules
from .rules import APPLICATION, RESOURCES
from .seeds import tenant_of
from .segments import Segments
from .site_rules import PROVISIONING_KEYS
from .state import DEFAULT_MICROTENANT, MICROTENANTS, Fault, LogEntry, Quirks, Tenant, Throttle
from .tokens import Tokens

ONEAPI_PREFIX = "/zpa"
ROOTS = {
    "v1": "/mgmtconfig/v1/admin/customers/%s/",
    "v2": "/mgmtconfig/v2/admin/customers/%s/",
    "cbi": "/cbiconfig/cbi/api/customers/%s/",
    "waap": "/waap-pra-config/v1/admin/customers/%s/",
}
LEGACY_SIGN_IN, ONEAPI_SIGN_IN = "/signin", "/oauth2/v1/token"
CONTROL = "/_emulator"
CUT = object()
# What a row of rules alone does not describe, and the endpoints beside those of rows.
CLASSES: dict[str, type[Resource]] = {
    APPLICATION.path: Segments,
    **{rules.path: Keys for rules in PROVISIONING_KEYS},
    **machines.CLASSES,
    **certificates.CLASSES,
    **pra.CLASSES,
    **portals.CLASSES,
    **inspection.CLASSES,
    **isolation.CLASSES,
    **ranges.CLASSES,
    **receivers.CLASSES,
    **users.CLASSES,
    MICROTENANTS: microtenants.Microtenants,
}
ROUTES = (
    *policy_routes.ROUTES,
    *segment_routes.ROUTES,
    *provisioning.ROUTES,
    *enrolment.ROUTES,
    *machines.ROUTES,
    *microtenants.ROUTES,
    *certificates.ROUTES,
    *users.ROUTES,
    *inspection.ROUTES,
    *inspection_catalog.ROUTES,
    *pra.ROUTES,
    *receivers.ROUTES,
    *lookups.ROUTES,
)


class Api:
    """All tenants of one emulator, and what answers their requests."""

    def __init__(self, on_log: Callable[[LogEntry], None] = lambda entry: None) -> None:
        self.tenants: dict[str, Tenant] = {}
        self.tokens = Tokens()
        self._on_log = on_log

    def add(self, tenant: Tenant) -> Tenant:
        self.tenants[tenant.customer_id] = tenant
        return tenant

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path.startswith(CONTROL):
            return await self._control(request)
        raw = (await request.read()).decode("utf-8", "replace")
        entry = LogEntry(
            request.method,
            request.path,
            dict(request.query),
            None,
            user_agent=request.headers.get("User-Agent", ""),
        )
        form = dict(parse_qsl(raw)) if entry.is_token_request else {}
        tenant = self._tenant_of(request.path, form)
        fault = tenant.fault_for("%s %s" % (request.method, request.path)) if tenant else None
        if tenant:
            tenant.log.append(entry)
        if fault:
            entry.fault = fault.kind
            await asyncio.sleep(0 if fault.kind == "late" else fault.seconds)
        refusal = self._fault_refusal(fault, tenant, request)
        try:
            if refusal:
                raise refusal
            if fault and fault.kind == "cut_before":
                answer: Any = CUT
            elif entry.is_token_request:
                answer = self._token(request.path, form, tenant)
            else:
                entry.body = _json(raw)
                answer = self._resource(request, entry, tenant)
            status, body, headers = answer if isinstance(answer, tuple) else (0, None, {})
        except Refusal as refused:
            status, body, headers = refused.status, refused.body, refused.headers
        if fault and fault.change:
            status, body = fault.change(status, body)
        if fault and fault.kind in ("cut_before", "cut_after"):
            status = 0
        entry.status = status
        self._on_log(entry)
        if fault and fault.kind == "late":
            await asyncio.sleep(fault.seconds)
        return await _respond(request, status, body, headers, fault)

    def _tenant_of(self, path: str, form: dict[str, str]) -> Tenant | None:
        if form:
            client_id = form.get("client_id", "")
            owners = (tenant for tenant in self.tenants.values() if client_id in tenant.clients)
            return next(owners, None)
        parts = path.split("/")
        if "customers" not in parts[:-1]:
            return None
        return self.tenants.get(parts[parts.index("customers") + 1])

    def _fault_refusal(
        self, fault: Fault | None, tenant: Tenant | None, request: web.Request
    ) -> Refusal | None:
        if fault and fault.kind == "throttle":
            return throttled(fault.retry_after)
        if fault and fault.kind == "status":
            headers = {"retry-after": fault.retry_after} if fault.retry_after else {}
            return Refusal(fault.status, fault.body if fault.body is not None else {}, headers)
        if fault and fault.kind == "expired":
            self.tokens.revoke(_bearer(request))
        is_token_request = request.path.endswith((LEGACY_SIGN_IN, ONEAPI_SIGN_IN))
        if tenant and tenant.throttle and not is_token_request:
            seconds = tenant.throttle.seconds_to_wait(request.method != "GET", time.monotonic())
            return throttled("%ds" % seconds) if seconds else None
        return None

    def _token(self, path: str, form: dict[str, str], tenant: Tenant | None) -> Any:
        oneapi = path.endswith(ONEAPI_SIGN_IN)
        return 200, self.tokens.sign_in(tenant, form, oneapi), {}

    def _resource(self, request: web.Request, entry: LogEntry, tenant: Tenant | None) -> Any:
        oneapi = request.path.startswith(ONEAPI_PREFIX + "/")
        path = request.path[len(ONEAPI_PREFIX) :] if oneapi else request.path
        grant = self.tokens.grant(_bearer(request))
        if grant is None or grant.oneapi != oneapi:
            raise unauthorized(oneapi)
        if tenant is None or grant.client_id not in tenant.clients:
            raise refuse("access.denied", "The API client has no access to this customer.", status=403)
        version, tail = _split(path, tenant.customer_id)
        rules, object_id = _row(request.method, version, tail)
        given = request.query.get("microtenantId")
        microtenant = None if rules and not rules.scoped else _microtenant(given, tenant, request.method)
        line = line_of(request.method, path, tenant.customer_id)
        call = Call(tenant, line, dict(request.query), entry.body, microtenant)
        answer = answer_by(ROUTES, call)
        if answer is not None:
            return answer
        if rules is None:
            raise not_found()
        resource = CLASSES.get(rules.path, Resource)(tenant, rules, microtenant)
        return _operation(resource, rules, request, version, unquote(object_id), entry.body)

    async def _control(self, request: web.Request) -> web.Response:
        """The emulator's own endpoints; see the README."""
        parts = request.path[len(CONTROL) :].strip("/").split("/")
        body = await request.json() if request.can_read_body else {}
        if parts == ["health"]:
            return web.json_response({"customers": sorted(self.tenants)})
        if parts == ["customers"] and request.method == "POST":
            return web.json_response({"customer_id": self.add(tenant_of(body)).customer_id}, status=201)
        if parts == ["enrolments"] and request.method == "POST":
            return self._enrolment(body)
        tenant = self.tenants.get(parts[1]) if len(parts) == 3 and parts[0] == "customers" else None
        if tenant is None:
            raise web.HTTPNotFound()
        if (request.method, parts[2]) == ("GET", "log"):
            return web.json_response(tenant.dump_log())
        if (request.method, parts[2]) == ("DELETE", "log"):
            tenant.log.clear()
        elif (request.method, parts[2]) == ("POST", "faults"):
            tenant.faults.append(Fault(**body))
        elif (request.method, parts[2]) == ("PUT", "quirks"):
            tenant.quirks = Quirks(**body)
        elif (request.method, parts[2]) == ("PUT", "rate_limits"):
            tenant.throttle = Throttle() if body.get("enabled") else None
        else:
            raise web.HTTPNotFound()
        return web.Response(status=204)

    def _enrolment(self, body: dict[str, Any]) -> web.Response:
        """Let a machine enrol, or show a code."""
        try:
            if "provisioning_key" in body:
                key = body.pop("provisioning_key")
                return web.json_response(enrolment.enrol(self.tenants.values(), key, **body), status=201)
            tenant = self.tenants[body["customer_id"]]
            code = enrolment.show_code(tenant, body.get("association_type", "CONNECTOR_GRP"))
            return web.json_response({"user_code": code}, status=201)
        except Refusal as refused:
            return web.json_response(refused.body, status=refused.status)


def _row(method: str, version: str, tail: str) -> tuple[Rules | None, str]:
    """Return the rules that a path behind the customer is about, and the id in it, if any.

    The path of a resource may have slashes itself; an id has none.
    """
    rows = _rows(_family(version))
    path, _slash, object_id = tail.rpartition("/")
    if method == "POST" and tail in rows.creations:
        return rows.creations[tail], ""
    return (rows.lists[tail], "") if tail in rows.lists else (rows.lists.get(path), object_id)


class _Rows(NamedTuple):
    """The rules of one API, by the paths of lists and by those of creations that have another one."""

    lists: dict[str, Rules]
    creations: dict[str, Rules]


@cache
def _rows(family: str) -> _Rows:
    own = [rules for rules in RESOURCES.values() if _family(rules.version) == family]
    return _Rows(
        {rules.path: rules for rules in own}, {rules.created_at: rules for rules in own if rules.created_at}
    )


def _family(version: str) -> str:
    """The API that versions are of."""
    return {"v1": "mgmtconfig", "v2": "mgmtconfig"}.get(version, version)


def _operation(
    resource: Resource, rules: Rules, request: web.Request, version: str, object_id: str, body: Any
) -> tuple[int, Any, dict[str, str]]:
    method = request.method
    is_own = version == rules.version
    if method == "GET" and not object_id and version in rules.list_versions:
        return 200, resource.everything() if rules.is_bare else resource.page(dict(request.query)), {}
    if method == "GET" and object_id == "summary" and rules.has_summary and is_own:
        return 200, resource.summary(dict(request.query)), {}
    if method == "GET" and object_id and rules.single and is_own:
        return 200, resource.get(object_id), {}
    if not rules.writable:
        raise not_found()
    bodies = rules.bodies
    if method == "POST" and not object_id and is_own and rules.creatable:
        created = resource.create(body)
        if bodies:
            return 200, _part(created, bodies.created), {}
        return (rules.created_status, created, {}) if created else (204, None, {})
    if method == "PUT" and object_id:
        resource.update(object_id, body, version)
        return (200, _part(resource.stored(object_id), bodies.updated), {}) if bodies else (204, None, {})
    if method == "DELETE" and object_id and is_own and rules.deletable:
        resource.delete(object_id, dict(request.query))
        return (200, {"message": bodies.deleted}, {}) if bodies else (204, None, {})
    raise not_found()


def _part(entry: dict[str, Any], keys: tuple[str, ...] | None) -> dict[str, Any]:
    return entry if keys is None else {key: entry[key] for key in keys}


def _split(path: str, customer_id: str) -> tuple[str, str]:
    """Return the API version and what follows the customer in a path, or nothing if it is another API."""
    for version, root in ROOTS.items():
        if path.startswith(root % customer_id):
            return version, path[len(root % customer_id) :]
    return "", ""


def _microtenant(given: str | None, tenant: Tenant, method: str) -> str | None:
    """The microtenant of a request; None for all, which null and an empty value mean."""
    if given is None:
        all_of_them = tenant.quirks.absent_means_all and method == "GET"
        return None if all_of_them else DEFAULT_MICROTENANT
    if given in ("", "null"):
        return None
    if given not in tenant.microtenants:
        raise refuse("invalid.resource.argument", "One or more input fields microtenantId are not valid.")
    return given


def _bearer(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _json(raw: str) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        raise refuse("bad.request", "The provided request is invalid") from None


async def _respond(
    request: web.Request, status: int, body: Any, headers: dict[str, str], fault: Fault | None
) -> web.StreamResponse:
    if status == 0:
        return _cut(request)
    kind = fault.kind if fault else ""
    if kind == "text" or isinstance(body, str):
        text = str(fault.body if kind == "text" and fault else body)
        return web.Response(status=status, text=text, content_type="text/html", headers=headers)
    if body is None:
        return web.Response(status=status, headers=headers)
    data = json.dumps(body, indent=1).encode()
    # As recorded: only answers that are not errors name the character set.
    content_type = "application/json;charset=utf-8" if status < 300 else "application/json"
    response = web.Response(status=status, body=data, headers={**headers, "Content-Type": content_type})
    if kind == "truncated":
        partial = web.StreamResponse(status=status, headers={"Content-Type": "application/json"})
        partial.content_length = len(data)
        await partial.prepare(request)
        await partial.write(data[: len(data) // 2])
        return _cut(request)
    return response


def _cut(request: web.Request) -> web.StreamResponse:
    """Break the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
