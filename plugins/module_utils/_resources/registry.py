# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds that are managed, beside policy rules. Pure and private to this collection.

Only what is about a whole tenant imports this: a module for one object would import every description.
"""

from __future__ import annotations

import typing as t

from .._policy.lss_config import LSS_CONFIG
from .._schema.resource import Resource
from .app_connector import APP_CONNECTOR
from .app_connector_group import APP_CONNECTOR_GROUP
from .application_segment import APPLICATION_SEGMENT
from .application_server import APPLICATION_SERVER
from .browser_access_certificate import BROWSER_ACCESS_CERTIFICATE
from .c2c_ip_range import C2C_IP_RANGE
from .connector_schedule import CONNECTOR_SCHEDULE
from .emergency_access_user import EMERGENCY_ACCESS_USER
from .inspection_custom_control import INSPECTION_CUSTOM_CONTROL
from .inspection_profile import INSPECTION_PROFILE
from .isolation_banner import ISOLATION_BANNER
from .isolation_certificate import ISOLATION_CERTIFICATE
from .isolation_profile import ISOLATION_PROFILE
from .microtenant import MICROTENANT
from .pra_approval import PRA_APPROVAL
from .pra_console import PRA_CONSOLE
from .pra_credential import PRA_CREDENTIAL
from .pra_credential_pool import PRA_CREDENTIAL_POOL
from .pra_portal import PRA_PORTAL
from .private_cloud_group import PRIVATE_CLOUD_GROUP
from .provisioning_key import PROVISIONING_KEY
from .segment_group import SEGMENT_GROUP
from .server_group import SERVER_GROUP
from .service_edge import SERVICE_EDGE
from .service_edge_group import SERVICE_EDGE_GROUP
from .user_portal import USER_PORTAL
from .user_portal_link import USER_PORTAL_LINK

# A new kind is one more here. What does not refer to each other is written in this order, and deleted the
# other way: what has enrolled in a group goes before the group.
MANAGED: tuple[Resource, ...] = (
    MICROTENANT,
    SEGMENT_GROUP,
    APP_CONNECTOR_GROUP,
    SERVICE_EDGE_GROUP,
    PRIVATE_CLOUD_GROUP,
    PROVISIONING_KEY,
    CONNECTOR_SCHEDULE,
    APP_CONNECTOR,
    SERVICE_EDGE,
    APPLICATION_SERVER,
    SERVER_GROUP,
    BROWSER_ACCESS_CERTIFICATE,
    APPLICATION_SEGMENT,
    PRA_PORTAL,
    PRA_CONSOLE,
    PRA_CREDENTIAL,
    PRA_CREDENTIAL_POOL,
    PRA_APPROVAL,
    ISOLATION_BANNER,
    ISOLATION_CERTIFICATE,
    ISOLATION_PROFILE,
    INSPECTION_CUSTOM_CONTROL,
    INSPECTION_PROFILE,
    USER_PORTAL,
    USER_PORTAL_LINK,
    C2C_IP_RANGE,
    EMERGENCY_ACCESS_USER,
    LSS_CONFIG,
)


def in_write_order(resources: t.Sequence[Resource]) -> list[Resource]:
    """Return kinds with what is referred to before what refers to it, otherwise in the order given.

    Deletions go the other way. Objects of one kind that refer to each other have no order here. Raises
    ValueError where kinds refer to each other in a circle.
    """
    waiting, found = list(resources), []
    while waiting:
        left = {resource.key for resource in waiting}
        free = [resource for resource in waiting if not resource.refers_to & (left - {resource.key})]
        if not free:
            raise ValueError("Kinds that refer to each other have no order: %s." % ", ".join(sorted(left)))
        found.append(free[0])
        waiting.remove(free[0])
    return found
