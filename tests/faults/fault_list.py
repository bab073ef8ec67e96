"""Every fault that is survived, and the tests that make it: its sentence, its status, what survives, how long."""

from __future__ import annotations

from lists import Rows

HERE, SIGNALS = "faults/test_faults_of_the_machine.py", "faults/test_signals.py"
BOXED_SIGNALS = "container/test_container_signals.py"
ENGINE, LIFE = "container/test_container_faults.py", "native/test_lab_life.py"
INPUT, BOXED = "native/test_bad_input.py", "container/test_container_bad_input.py"
MUTANTS, KERNELS = "mutants/test_mutants.py", "native/kernels/test_kernels_alike.py"
KEEPER = "native/kernels/test_kernels_keeper.py"
OWNERS, SEATS = "container/test_owners.py", "container/test_seats_life.py"

# What goes wrong; the file under tests/, and the test in it that makes it go wrong.
FAULTS: Rows = {
    "the engine: not there, silent, gone in the middle of make lab": (
        (BOXED, "test_an_engine_that_is_down"),
        (BOXED, "test_an_engine_that_hangs_does_not_hold_the_verb"),
        (ENGINE, "test_an_engine_that_stops_in_the_middle_is_named_and_the_next_start_works"),
        (ENGINE, "test_an_engine_that_is_stopped_while_it_builds_is_called_down_and_harms_nothing"),
    ),
    "a port that is taken, before the choice and after it": (
        (INPUT, "test_a_port_in_use_is_refused_before_anything_is_installed_and_a_free_one_named"),
        (BOXED, "test_a_port_in_use_is_refused_and_a_free_one_named"),
        (HERE, "test_a_port_that_another_takes_after_the_choice_is_named_and_that_one_hears_no_token"),
    ),
    "two verbs at once in one checkout": (
        (HERE, "test_state_that_was_cut_or_is_of_another_version_is_no_lab_and_two_at_once_start_one"),
        ("unit/cli/test_files.py", "test_a_second_verb_at_once_is_refused_by_its_code"),
    ),
    "state of a lab or of seats that died, cut in the middle, of another version": (
        (LIFE, "test_a_killed_lab_is_not_taken_for_a_running_one"),
        ("container/test_life.py", "test_a_container_that_somebody_took_away_is_not_taken_for_a_running_lab"),
        (HERE, "test_state_that_was_cut_or_is_of_another_version_is_no_lab_and_two_at_once_start_one"),
        (SEATS, "test_a_hub_that_is_written_down_nowhere_is_ended_and_its_seats_are_reachable_as_before"),
        (SEATS, "test_seats_of_which_nothing_that_was_written_down_can_be_read_are_closed_like_any"),
    ),
    "a full disk: seeding, starting, writing a record": (
        (HERE, "test_on_a_full_disk_it_says_so_and_leaves_no_half_of_a_file"),
    ),
    "a full disk: the engine's, loading and building": (
        (ENGINE, "test_a_disk_that_gets_full_while_it_loads_is_named_and_the_engine_has_no_half_of_an_image"),
        (ENGINE, "test_a_disk_that_gets_full_while_it_builds_is_named_and_the_engine_has_no_half_of_an_image"),
        ("container/test_bundle.py", "test_a_disk_too_small_is_known_before_anything_is_loaded_or_packed"),
        ("container/test_disk.py", "test_the_pinned_image_does_not_fit_and_the_need_is_known_before_the_pull"),
        ("unit/images/test_build.py", "test_a_broken_build_is_explained_in_two_lines_that_name_the_log"),
    ),
    "a read-only checkout": ((HERE, "test_in_a_read_only_checkout_it_is_refused_and_doctor_works"),),
    "a path with spaces, braces, letters, a new line, and other signs": (
        (
            HERE,
            "test_somebody_without_home_account_locale_or_open_umask_has_a_lab_and_a_check_in_a_folder_of_an_odd_name",
        ),
        (HERE, "test_where_something_cannot_work_it_is_refused_by_the_sign_in_the_path"),
    ),
    "LC_ALL=C, HOME unset, no account, umask 077": (
        (
            HERE,
            "test_somebody_without_home_account_locale_or_open_umask_has_a_lab_and_a_check_in_a_folder_of_an_odd_name",
        ),
        (INPUT, "test_in_the_c_locale_japanese_does_not_break_anything"),
        (OWNERS, "test_the_learner_can_write_every_copy_and_read_every_lab"),
    ),
    "UID 12345": ((OWNERS, "test_after_a_check_everything_that_the_lab_made_is_that_user_s"),),
    "a kernel that is killed": (
        (MUTANTS, "test_a_wrong_lab_fails_for_its_reason"),
        (KERNELS, "test_a_kernel_that_dies_by_a_signal_is_told_by_it"),
    ),
    "the process that forks kernels, killed": (
        (
            LIFE,
            "test_kernels_are_the_keeper_s_once_it_is_ready_and_as_ever_before_and_after_its_death",
        ),
        (KEEPER, "test_a_parent_that_dies_takes_its_kernels_along"),
        (KEEPER, "test_without_a_keeper_that_answers_kernels_start_as_ever"),
        (
            "attacks/test_attacks_by_notebook.py",
            "test_a_notebook_that_ends_the_process_it_was_forked_from_passes_nothing_and_outlives_nothing",
        ),
    ),
    "a server that is killed: JupyterLab, hub, proxy": (
        (LIFE, "test_a_killed_lab_is_not_taken_for_a_running_one"),
        ("container/test_container_walls.py", "test_a_server_that_is_killed_comes_back_healthy_with_the_same_token"),
        (SEATS, "test_a_hub_that_died_comes_back_and_every_seat_is_reachable_before_and_after"),
        (SEATS, "test_a_proxy_that_died_comes_back_by_itself_and_leads_to_the_same_seats"),
    ),
    "a container out of memory": ((ENGINE, "test_a_container_out_of_memory_says_memory_and_the_limit"),),
    "a cell that hangs": ((MUTANTS, "test_a_wrong_lab_fails_for_its_reason"),),
    "SIGTERM, SIGINT, SIGHUP at any moment": (
        (SIGNALS, "test_a_lab_that_is_broken_off_at_any_moment_leaves_nothing"),
        (SIGNALS, "test_a_check_that_is_broken_off_at_any_moment_leaves_nothing"),
        (BOXED_SIGNALS, "test_a_lab_in_a_container_that_is_broken_off_at_any_moment_leaves_nothing"),
        (BOXED_SIGNALS, "test_a_check_in_a_container_that_is_broken_off_at_any_moment_leaves_nothing"),
        ("container/test_bundle_signals.py", "test_a_load_that_is_broken_off_at_any_moment_leaves_nothing"),
        ("container/test_seats_signals.py", "test_seats_that_are_broken_off_at_any_moment_leave_nothing"),
        ("setup/test_setup.py", "test_a_set_up_that_was_killed_is_made_good_by_the_next_one"),
    ),
    "a clock that is set back": ((HERE, "test_after_the_clock_was_set_back_records_of_later_harm_nothing"),),
    "torch replaced by another build": (
        (HERE, "test_a_torch_that_took_the_place_of_the_locked_one_is_refused_by_its_version"),
        ("container/test_container_learner.py", "test_a_package_that_would_replace_torch_is_refused_by_the_constraint"),
        ("container/test_container_build.py", "test_a_build_ends_if_there_is_in_the_lock"),
        (MUTANTS, "test_a_wrong_lab_fails_for_its_reason"),
    ),
    "a HIP build without a GPU": (
        ("setup/test_setup_wheels.py", "test_without_a_gpu_that_answers_no_lab_runs_on_it"),
        (
            "container/test_container_devices.py",
            "test_make_lab_refuses_a_card_that_pytorch_does_not_see_and_leaves_no_container",
        ),
    ),
    "a worker of lab 06 that is killed": (
        ("native/test_workers.py", "test_a_worker_that_dies_is_one_sentence_about_the_one_who_did"),
    ),
    "60 MB printed by a cell": ((HERE, "test_of_60_mb_that_a_cell_prints_a_megabyte_is_kept_and_the_lab_is_judged"),),
}
