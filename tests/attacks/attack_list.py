"""Every attack that is refused, and the tests that make it. What is not refused stands in SECURITY.md."""

from __future__ import annotations

from lists import Rows

ACCESS, WALLS = "container/test_container_access.py", "container/test_container_walls.py"
SEATS, COLLECT = "container/test_seats_walls.py", "container/test_seats_collect.py"
COMPOSE, BUNDLE = "container/test_compose_files.py", "container/test_bundle.py"
LAB, NATIVE = "attacks/test_attacks_on_lab.py", "native/test_lab.py"
NAMES, PACKAGES = "attacks/test_attacks_by_names.py", "attacks/test_attacks_by_packages.py"
REPORT, RULES = "unit/judge/test_report_untrusted.py", "unit/pages/test_workflow_rules.py"

# What somebody does; the file under tests/, and the test in it that does it.
ATTACKS: Rows = {
    "no token, a wrong, an empty one": (
        (ACCESS, "test_a_stranger_is_refused"),
        (ACCESS, "test_a_wrong_token_in_the_address_is_refused"),
        (NATIVE, "test_it_answers_with_the_token_and_only_with_it"),
        ("browser/test_browser_token.py", "test_without_the_token_there_is_a_login_page_and_nothing_else"),
    ),
    "the token or the cookie of another lab": (
        (LAB, "test_what_opened_an_earlier_lab_opens_no_later_one"),
        (SEATS, "test_a_token_of_one_seat_opens_no_other"),
    ),
    "the token read from a process, a log, the engine, the address bar": (
        (ACCESS, "test_the_token_is_in_no_process_and_in_nothing_that_the_engine_tells"),
        (NATIVE, "test_the_token_is_in_a_file_of_mode_0600_and_in_no_argument_environment_or_log"),
        ("browser/test_browser_token.py", "test_the_token_does_not_stay_in_the_address"),
    ),
    "from another machine": (
        (ACCESS, "test_the_host_listens_for_it_on_127_0_0_1_alone"),
        (NATIVE, "test_it_listens_on_127_0_0_1_alone"),
        ("native/test_workers.py", "test_nothing_of_it_listens_but_on_this_machine_s_own_address"),
    ),
    "a foreign Host": ((ACCESS, "test_a_foreign_host_is_refused_even_with_the_token"),),
    "a foreign Origin": ((ACCESS, "test_a_websocket_from_a_foreign_page_is_refused_even_with_the_cookie"),),
    "a request from another page (XSRF)": (
        (ACCESS, "test_a_post_with_the_cookie_alone_is_refused_and_with_the_xsrf_token_it_is_not"),
    ),
    "a websocket without the token": ((ACCESS, "test_a_websocket_needs_the_token"),),
    "a path that leads out of work/": (
        (LAB, "test_no_path_leads_out_of_work_even_with_the_token"),
        (LAB, "test_nothing_is_written_outside_of_work"),
    ),
    "a link out of work/, runs/ or HOME, for the host to write through": (
        ("attacks/test_attacks_by_links.py", "test_a_link_is_not_written_through"),
        ("unit/cli/test_files.py", "test_a_link_that_a_learner_left_is_neither_followed_nor_taken_away"),
        ("unit/cli/test_files.py", "test_no_link_is_followed_within_or_at_the_folder_itself"),
    ),
    "a link out of a seat, for make collect to read through": (
        ("unit/workshop/test_gathering.py", "test_no_link_is_followed_neither_of_a_file_nor_of_a_folder_nor_of_a_seat"),
    ),
    "another user of this machine": (
        (LAB, "test_another_user_of_this_machine_reads_no_secret_of_a_lab_that_is_up"),
        ("unit/workshop/test_passwords.py", "test_a_secret_is_nobody_elses_at_any_moment"),
        ("container/test_owners.py", "test_the_token_is_that_user_s_alone"),
    ),
    "out of the container": (
        (WALLS, "test_nothing_in_it_runs_as_root"),
        (WALLS, "test_it_has_no_capability"),
        (WALLS, "test_it_can_gain_no_privilege_and_its_calls_are_filtered"),
        (WALLS, "test_it_shares_nothing_of_the_host"),
        (WALLS, "test_its_root_is_read_only"),
        (WALLS, "test_it_cannot_start_more_processes_than_its_limit"),
    ),
    "a notebook that poses as the probe": (("mutants/test_mutants.py", "test_a_wrong_lab_fails_for_its_reason"),),
    "a notebook that ends its judge, or outlives it": (
        (
            "attacks/test_attacks_by_notebook.py",
            "test_a_notebook_that_ends_the_process_it_was_forked_from_passes_nothing_and_outlives_nothing",
        ),
    ),
    "a notebook that writes in the judge's place (make collect)": (
        (COLLECT, "test_a_notebook_that_is_judged_reaches_no_folder_that_anything_else_relies_on"),
        ("unit/workshop/test_collecting.py", "test_whatever_a_notebook_leaves_in_the_judges_place_is_a_row"),
        (
            "unit/workshop/test_collecting.py",
            "test_what_one_notebook_leaves_in_its_folder_the_next_one_does_not_find",
        ),
    ),
    "a neighbour's seat": (
        (SEATS, "test_a_seats_server_does_not_reach_another_seats_server"),
        (SEATS, "test_signed_in_at_one_seat_another_does_not_open"),
        (SEATS, "test_a_seat_sees_no_file_of_another"),
        (SEATS, "test_a_seat_has_no_node_of_anothers_card_and_cannot_make_one"),
    ),
    "the hub and its proxy, from a seat": (
        (SEATS, "test_a_seat_reaches_the_hubs_api_and_only_what_is_its_own_there"),
        (SEATS, "test_a_seat_does_not_reach_the_proxys_api"),
        (SEATS, "test_a_learner_is_no_administrator"),
    ),
    "guessed passwords": (
        (
            "container/test_seats.py",
            "test_after_five_wrong_passwords_even_the_right_one_has_to_wait_and_other_seats_do_not",
        ),
        ("unit/workshop/test_asking_place.py", "test_a_client_cannot_say_where_it_is"),
    ),
    "markup in a notebook": (
        (REPORT, "test_whatever_a_lab_printed_is_text"),
        (REPORT, "test_nothing_is_fetched_and_nothing_runs"),
        ("unit/pages/test_page_parts.py", "test_no_markup_of_a_notebook_is_obeyed"),
        (COLLECT, "test_the_page_tells_the_same_and_escapes_what_learners_wrote"),
        ("unit/session/test_summary.py", "test_what_a_lab_said_breaks_no_table_and_is_no_markup"),
    ),
    "a hostile value or file name": (
        (NAMES, "test_a_hostile_value_is_a_value"),
        (NAMES, "test_a_file_s_name_that_is_said_back_drives_no_terminal_and_adds_no_line"),
        (
            "native/test_check_copies.py",
            "test_a_learner_s_copy_is_judged_by_its_lab_in_every_detail_and_left_as_it_is",
        ),
        ("unit/session/test_dotenv.py", "test_an_odd_value_is_quoted_as_compose_reads_it"),
        ("unit/workshop/test_fleet_inventory.py", "test_a_name_that_leads_out_of_its_folder_is_refused"),
        ("unit/workshop/test_fleet_page.py", "test_a_machine_cannot_drive_the_terminal"),
    ),
    "a poisoned .env, an overlay that adds privileges": (
        (COMPOSE, "test_a_poisoned_env_and_an_overlay_in_the_checkout_reach_no_verb"),
        (COMPOSE, "test_every_service_has_the_same_walls"),
    ),
    "an image with another digest, or of another content": (
        ("unit/images/test_pins.py", "test_no_file_names_an_image_without_its_digest"),
        ("container/test_registry.py", "test_an_image_under_this_tag_is_refused"),
        ("container/test_registry.py", "test_a_layer_with_other_bytes_is_refused"),
    ),
    "a package with another hash, or of another index": (
        (PACKAGES, "test_another_file_under_a_locked_name_is_refused"),
        ("unit/images/test_rocm_wheels.py", "test_strangers_of_the_same_names_do_not_get_in"),
    ),
    "a bundle that is damaged, or of another image": (
        (BUNDLE, "test_a_damaged_one_is_refused"),
        (BUNDLE, "test_another_image_than_the_named_one_is_taken_back"),
        ("unit/workshop/test_fleet_checkout.py", "test_an_archive_that_leads_out_of_the_folder_is_refused"),
    ),
    "a forged record": (
        ("native/test_verify_forgeries.py", "test_a_forgery_is_named_by_its_own_reason"),
        ("native/test_verify_bad_input.py", "test_what_is_no_record_is_refused_in_two_lines"),
    ),
    "a stranger's pull request on the machine with the GPU": ((RULES, "test_no_rule_is_broken"),),
}
