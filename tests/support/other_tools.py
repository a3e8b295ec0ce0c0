# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of options and methods, of the releases of other tools that the guides are about."""

from __future__ import annotations

from typing import Final

_SEGMENT = """
    bypass_type description domain_names double_encrypt enabled fqdn_dns_check health_check_type
    health_reporting icmp_access_type id inspect_traffic_with_zia ip_anchored is_cname_enabled
    microtenant_id name passive_health_enabled segment_group_id select_connector_close_to_app
    server_group_ids state tcp_keep_alive tcp_port_range tcp_port_ranges udp_port_range
    udp_port_ranges use_in_dr_mode
"""
_CONFIG = (
    _SEGMENT
    + """
    app_types application_port application_protocol apps_config common_apps_dto domain
"""
)
_RESOURCE = """
    bypass_type config_space description domain_names double_encrypt enabled fqdn_dns_check
    health_check_type health_reporting icmp_access_type ip_anchored is_cname_enabled
    is_incomplete_dr_config name passive_health_enabled segment_group_id
    select_connector_close_to_app server_groups tcp_keep_alive tcp_port_range tcp_port_ranges
    udp_port_range udp_port_ranges use_in_dr_mode
"""
_SCHEDULE = "customer_id delete_disabled enabled frequency frequency_interval id"
_ENROLLED = "description enabled id ids microtenant_id name state"
_PLACE = """
    city_country country_code description enabled id is_public latitude location longitude microtenant_id
    name override_version_profile upgrade_day upgrade_time_in_secs version_profile_id
"""
_GRACE = "grace_distance_enabled grace_distance_value grace_distance_value_unit"
_APPROVAL = "days email_ids end_time end_time_cron start_time start_time_cron working_hours"
_CREDENTIAL = "credential_type description name passphrase password private_key user_domain"
# Of both clients of Python; the SDK calls it ``interval`` and ``disabled`` where it documents them.
_GROUP_OF_EDGES = """
    country_code enabled group_id is_public latitude location longitude name override_version_profile
    service_edge_ids trusted_network_ids upgrade_day upgrade_time_in_secs version_profile
"""

_RECEIVER = """
    audit_message conditions config connector_groups description enabled entry_values filter format lhs
    lss_host lss_port name object_type operands operator policy_rule_resource rhs source_log_type use_tls
    values
"""

# By the file of the guide, by the kind here, and by the module, resource or class there.
OPTIONS: Final[dict[str, dict[str, dict[str, str]]]] = {
    "guide_migration_zpacloud.rst": {
        "application_segment": {
            "zpa_application_segment": _SEGMENT
            + """
                adp_enabled bypass_on_reauth match_style policy_style tcp_protocols udp_protocols
                weighted_load_balancing
            """,
            "zpa_application_segment_ba_v2": _CONFIG
            + """
                allow_options certificate_id certificate_managed_by_zscaler ext_domain
                ext_domain_name ext_label portal trust_untrusted_cert
            """,
            "zpa_application_segment_inspection": _CONFIG
            + """
                adp_enabled allow_options certificate_id trust_untrusted_cert
            """,
            "zpa_application_segment_pra": _CONFIG
            + """
                connection_security
            """,
            "zpa_application_segment_multimatch_bulk": """
                application_ids match_style microtenant_id
            """,
            "zpa_application_segment_weightedlb_config": """
                application_id application_name application_to_server_group_mappings id
                microtenant_id passive weight weighted_load_balancing
            """,
        },
        "provisioning_key": {
            "zpa_provisioning_key": "component_id id key_type max_usage microtenant_id name state",
        },
        "app_connector": {"zpa_app_connector_controller": _ENROLLED},
        "service_edge": {"zpa_service_edge_controller": _ENROLLED},
        "connector_schedule": {"zpa_connector_assistant_schedule": _SCHEDULE + " state"},
        "service_edge_group": {
            "zpa_service_edge_groups": _PLACE
            + _GRACE
            + """
                state trusted_network_ids use_in_dr_mode
            """,
        },
        "pra_portal": {
            "zpa_pra_portal_controller": """
                certificate_id description domain enabled id microtenant_id name state
                user_notification user_notification_enabled
            """,
        },
        "lss_config": {"zpa_lss_config_controller": _RECEIVER + " id microtenant_id state"},
        "pra_console": {
            "zpa_pra_console_controller": """
                description enabled icon_text id microtenant_id name pra_application_id
                pra_portal_ids state
            """,
        },
        "pra_credential": {
            "zpa_pra_credential_controller": _CREDENTIAL
            + """
                id microtenant_id state update_secret user_name
            """,
        },
        "pra_credential_pool": {
            "zpa_pra_credential_pool": "credential_ids credential_type id microtenant_id name state",
        },
        "pra_approval": {
            "zpa_pra_approval": _APPROVAL + " application_ids id microtenant_id state time_zone",
        },
    },
    "guide_migration_terraform.rst": {
        "application_segment": {
            "zpa_application_segment": _RESOURCE
            + """
                api_protection_enabled bypass_on_reauth inspect_traffic_with_zia match_style
                microtenant_id policy_style segment_group_name share_to_microtenants
                weighted_load_balancing zpn_er_id
            """,
            "zpa_application_segment_browser_access": _RESOURCE
            + """
                allow_options app_id application_port application_protocol certificate_id
                clientless_apps cname domain ext_domain ext_label microtenant_id segment_group_name
                trust_untrusted_cert zpn_er_id
            """,
            "zpa_application_segment_inspection": _RESOURCE
            + """
                adp_enabled app_id app_types application_port application_protocol apps_config
                auto_app_protect_enabled bypass_on_reauth certificate_id common_apps_dto domain
                inspect_app_id policy_style tcp_protocols trust_untrusted_cert udp_protocols
            """,
            "zpa_application_segment_pra": _RESOURCE
            + """
                app_id app_types application_port application_protocol apps_config bypass_on_reauth
                common_apps_dto connection_security domain microtenant_id pra_app_id zpn_er_id
            """,
            "zpa_application_segment_multimatch_bulk": """
                application_ids match_style
            """,
            "zpa_application_segment_weightedlb_config": """
                application_id application_name application_to_server_group_mappings id
                microtenant_id name passive weight weighted_load_balancing
            """,
        },
        "provisioning_key": {
            "zpa_provisioning_key": """
                app_connector_group_id app_connector_group_name association_type enabled
                enrollment_cert_id ip_acl max_usage microtenant_id name provisioning_key ui_config
                usage_count zcomponent_id zcomponent_name
            """,
        },
        "connector_schedule": dict.fromkeys(
            ("zpa_app_connector_assistant_schedule", "zpa_service_edge_assistant_schedule"),
            _SCHEDULE.removesuffix(" id"),
        ),
        "service_edge_group": {
            "zpa_service_edge_group": _PLACE.replace(" id ", " ")
            + _GRACE
            + """
                city enrollment_cert_id exclusive_for_business_continuity service_edges
                trusted_networks use_in_dr_mode user_codes version_profile_name
                version_profile_visibility_scope
            """,
        },
        "microtenant": {
            "zpa_microtenant_controller": """
                criteria_attribute criteria_attribute_values description enabled name
                privileged_approvals_enabled user
            """,
        },
        "pra_portal": {
            "zpa_pra_portal_controller": """
                approval_reviewers certificate_id description domain enabled ext_domain
                ext_domain_name ext_domain_translation ext_label microtenant_id name
                user_notification user_notification_enabled user_portal_gid
            """,
        },
        "lss_config": {"zpa_lss_config_controller": _RECEIVER + " action id policy_rule_id policy_set_id"},
        "pra_console": {
            "zpa_pra_console_controller": """
                description enabled icon_text microtenant_id name pra_application pra_portals
            """,
        },
        "pra_credential": {"zpa_pra_credential_controller": _CREDENTIAL + " microtenant_id username"},
        "pra_credential_pool": {
            "zpa_pra_credential_pool": "credential_type credentials microtenant_id name",
        },
        "pra_approval": {
            "zpa_pra_approval_controller": _APPROVAL + " applications microtenant_id status timezone",
        },
    },
    "guide_migration_pyzscaler.rst": {
        "application_segment": {
            "pyZscaler": """
                bypass_type clientless_app_ids config_space default_idle_timeout default_max_age
                description domain_names double_encrypt enabled force_delete health_check_type
                health_reporting ip_anchored is_cname_enabled name passive_health_enabled
                segment_group_id server_group_ids tcp_ports udp_ports
            """,
            "zscaler-sdk-python": """
                adp_enabled application_group application_ids application_to_server_group_mappings
                bypass_on_reauth bypass_type clientless_app_ids common_apps_dto description
                domain_names double_encrypt enabled extranet_enabled force_delete fqdn_dns_check
                health_check_type health_reporting hide_dependencies icmp_access_type ip_anchored
                is_cname_enabled match_style microtenant_id name passive_health_enabled
                segment_group_id select_connector_close_to_app server_group_dtos server_group_ids
                share_to_microtenants target_microtenant_id target_segment_group_id
                target_server_group_id tcp_keep_alive tcp_port_range tcp_port_ranges udp_port_range
                udp_port_ranges weighted_load_balancing
            """,
        },
        "provisioning_key": {
            "pyZscaler": "component_id enabled enrollment_cert_id key_id key_type max_usage name",
            "zscaler-sdk-python": """
                component_id enrollment_cert_id key_id key_type max_usage microtenant_id name
                zcomponent_id
            """,
        },
        "app_connector": {
            "pyZscaler": "connector_id connector_ids description enabled name search",
            "zscaler-sdk-python": "connector_id connector_ids description enabled name search",
        },
        "service_edge": {
            "pyZscaler": "description enabled name search service_edge_id service_edge_ids",
            "zscaler-sdk-python": "description enabled name search service_edge_id service_edge_ids",
        },
        "connector_schedule": {
            "zscaler-sdk-python": """
                customer_id delete_disabled disabled enabled frequency frequency_interval interval
                scheduler_id
            """,
        },
        "service_edge_group": {
            "pyZscaler": _GROUP_OF_EDGES,
            "zscaler-sdk-python": _GROUP_OF_EDGES + _GRACE + " enrollment_cert_id microtenant_id",
        },
        "microtenant": {
            "zscaler-sdk-python": """
                criteria_attribute criteria_attribute_values description enabled microtenant_id name
                privileged_approvals_enabled
            """,
        },
        "pra_portal": {
            "zscaler-sdk-python": """
                approval_reviewers certificate_id description domain enabled name user_notification
                user_notification_enabled
            """,
        },
        "lss_config": {
            "zscaler-sdk-python": """
                app_connector_group_ids description enabled filter_status_codes log_stream_content lss_host
                lss_port name policy_name policy_rules source_log_format source_log_type use_tls
            """
        },
        "pra_console": {
            "zscaler-sdk-python": """
                consoles description enabled icon_text name pra_application_id pra_portal_ids
            """,
        },
        "pra_credential": {"zscaler-sdk-python": _CREDENTIAL + " user_name username"},
        "pra_credential_pool": {"zscaler-sdk-python": "credential_ids credential_type credentials name"},
        "pra_approval": {
            "zscaler-sdk-python": "application_ids email_ids end_time start_time status working_hours",
        },
    },
}
# The methods of the SDK for the connector side, microtenants and privileged remote access, by the class.
METHODS: Final = {
    "app_connectors": """
        bulk_delete_connectors delete_connector get_connector list_connectors update_connector
    """,
    "app_connector_schedule": "add_connector_schedule get_connector_schedule update_connector_schedule",
    "microtenants": """
        add_microtenant delete_microtenant get_microtenant get_microtenant_search
        get_microtenant_summary list_microtenants update_microtenant
    """,
    "oauth2_user_code": "add_provisioning_key verify_oauth2_user_code",
    "lss": """
        add_lss_config delete_lss_config get_client_types get_config list_configs update_lss_config
    """,
    "pra_approval": """
        add_approval delete_approval expired_approval get_approval list_approval update_approval
    """,
    "pra_console": """
        add_bulk_console add_console delete_console get_console get_console_portal list_consoles
        update_console
    """,
    "pra_credential": """
        add_credential credential_move delete_credential get_credential list_credentials
        update_credential
    """,
    "pra_credential_pool": """
        add_credential_pool delete_credential_pool get_credential_pool get_credential_pool_info
        list_credential_pool update_credential_pool
    """,
    "pra_portal": "add_portal delete_portal get_portal list_portals update_portal",
    "provisioning": """
        add_provisioning_key delete_provisioning_key get_provisioning_key
        get_provisioning_key_by_zcomponent list_provisioning_keys update_provisioning_key
    """,
    "service_edge_group": """
        add_service_edge_group delete_service_edge_group get_service_edge_group
        list_service_edge_groups update_service_edge_group
    """,
    "service_edge_schedule": """
        add_service_edge_schedule get_service_edge_schedule update_service_edge_schedule
    """,
    "service_edges": """
        bulk_delete_service_edges delete_service_edge get_service_edge list_service_edges
        update_service_edge
    """,
}
