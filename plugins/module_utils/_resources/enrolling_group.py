# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What App Connector groups and service edge groups have in common: machines enroll in both. Private.

"Configuring App Connector Groups Using API", and TestServiceEdgeGroup.yaml of the vendor's Python SDK.
"""

from __future__ import annotations

from .._schema.fields import Field
from .._schema.handed import Handed, HandedTexts
from .._schema.reference_types import ReferenceTo
from .._schema.scalars import Bool, Choice, Coordinate, CountryCode, Id, Name, Text, WholeNumber

DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
QUARTER_OF_AN_HOUR, DAY = 900, 86400
# What follows from the coordinates. Recorded: an update that leaves these out loses the last two as well.
OF_PLACE = ("geoLocationId", "city", "cityCountry", "countryCode")
# What is of the version profile. Recorded: answers to creations lack most of it, a name that is sent is
# ignored.
OF_VERSION_PROFILE = frozenset(
    ("upgradePriority", "version", "versionProfileName", "versionProfileVisibilityScope")
)


def identity_and_place(machines: str) -> tuple[Field, ...]:
    """Return what a group is called and where its machines are. ``machines``: what people call these."""
    return (
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        # Documented as enabled unless said otherwise; a group made without the key is disabled.
        Field("enabled", "enabled", Bool(), create_default=True),
        Field(
            "latitude",
            "latitude",
            Coordinate(90),
            required=True,
            echoes=OF_PLACE,
            text="Where the %s are, in degrees north." % machines,
            shown="Degrees north.",
        ),
        Field(
            "longitude",
            "longitude",
            Coordinate(180),
            required=True,
            echoes=OF_PLACE,
            text="Where the %s are, in degrees east." % machines,
            shown="Degrees east.",
        ),
        Field(
            "location",
            "location",
            Text(can_be_empty=False),
            required=True,
            text="Where the %s are, in words." % machines,
        ),
        Field(
            "country_code",
            "countryCode",
            CountryCode(),
            derived_from=("latitude", "longitude"),
            in_body=False,
            text="The country.",
            shown="The country of the coordinates, as ZPA works it out.",
        ),
    )


def upgrades(machines: str) -> tuple[Field, ...]:
    """Return when its machines update their software."""
    return (
        Field(
            "upgrade_day",
            "upgradeDay",
            Choice(*DAYS, missing="SUNDAY"),
            create_default="SUNDAY",
            text="The day on which %s of the group try to update their software." % machines,
        ),
        Field(
            "upgrade_time_in_secs",
            "upgradeTimeInSecs",
            WholeNumber(0, DAY, QUARTER_OF_AN_HOUR, missing=66600),
            create_default=66600,
            text="The time of that day, in seconds after midnight. A quarter of an hour is 900, half past "
            "six in the evening V(66600).",
        ),
    )


def version(machines: str) -> tuple[Field, ...]:
    """Return to which software they update."""
    return (
        Field(
            "override_version_profile",
            "overrideVersionProfile",
            Bool(),
            create_default=False,
            text="Whether O(version_profile) decides which software %s update to. If V(false), "
            "ZPA chooses the version profile." % machines,
            shown="Whether the group has a version profile of its own.",
        ),
        Field(
            "version_profile",
            "versionProfileId",
            ReferenceTo("version_profile"),
            label="versionProfileName",
            needs="override_version_profile",
            text="the version profile, for example V(Default), V(Previous Default) or V(New Release).\n"
            "M(zerotrust.zpa.zpa_reference_info) lists the version profiles of a tenant.",
            shown="the version profile of the group.",
        ),
    )


IN_DR_MODE = Field(
    "use_in_dr_mode",
    "useInDrMode",
    Bool(),
    create_default=False,
    text="Whether the %s is for disaster recovery.",
)


def enrollment(machines: str, machine: str, certificate: str, association: str) -> tuple[Field, ...]:
    """Return with what its machines enroll. ``certificate``: the stock one, by name.

    Some tenants refuse every creation and update without it, by the older name of the field
    (zscaler/terraform-provider-zpa#650, #677). Clients of the vendor send this one then.

    ``association``: what paths call such groups. Of user codes the sources know one path each, and one key:
    zscaler/zscaler-sdk-python has the first path and ``userCodes``, zscaler/zscaler-sdk-go the second one and
    ``user_codes``, and the vendor's collection for Postman the second path. What is answered to the question
    for their status models alone tell.
    """
    usercodes = "%s/usercodes" % association
    return (
        Field(
            "enrollment_cert",
            "enrollmentCertId",
            ReferenceTo("enrollment_cert"),
            refused_as=("signingCertId",),
            if_asked=certificate,
            text="the enrollment certificate, V(%s) on most tenants. %s that enroll by "
            "OAuth need one.\n"
            "Some tenants ask for it always, and refuse to create or update a group without it."
            % (certificate, machines[0].upper() + machines[1:]),
            shown="the enrollment certificate.",
        ),
        Field(
            "user_codes",
            "userCodes",
            HandedTexts(),
            in_body=False,
            handed=Handed(
                paths=("associationType/" + usercodes, usercodes),
                keys=("userCodes", "user_codes"),
                owner="componentGroupId",
                asked="/status",
                owners=("zcomponentId",),
                called=("userCode", "code"),
                needs="enrollment_cert",
            ),
            text="User codes of %(machines)s that wait to enroll by OAuth, as they do where ZPA takes no "
            "provisioning keys any more. Each %(machine)s shows its code when it first starts, and "
            "joins the group once the code is given here.\n"
            "Codes are good once and for a short time: they belong into the task that enrolls and not "
            "into data that stays. No answer of ZPA lists them. A code of which ZPA says that this group was "
            "given it already is left alone. Where ZPA does not say so, every run gives it again and reports "
            "a change, and ZPA may refuse it.\n"
            "ZPA is asked for that by a C(POST), and so not in check mode: there all codes for a group that "
            "exists count as new, and a warning says so.\n"
            "The group needs an enrollment certificate. Where it has none and O(enrollment_cert) is omitted, "
            "V(%(certificate)s) is looked up and sent."
            % {"machines": machines, "machine": machine, "certificate": certificate},
        ),
    )


SITE = Field(
    "site_id",
    "siteId",
    Id(),
    echoes=("siteName",),
    text="The ID of the site to which the %s belongs.",
)
