# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of options about application segments, of the releases of other tools that the guides are about."""

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

# By the file of the guide and by the module, resource or class there.
OF_SEGMENTS: Final = {
    "guide_migration_zpacloud.rst": {
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
    "guide_migration_terraform.rst": {
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
    "guide_migration_pyzscaler.rst": {
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
}
