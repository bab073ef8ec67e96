"""What a learner does in JupyterLab, by clicks, and what is then to be seen."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from browser.watching import Seen
from native.running import Up

READY, RUN = 30_000, 60_000  # milliseconds
FIRST_WORDS = {"en": "See one training step", "ja": "学習の 1 ステップを見る"}
RUN_MENU = {"en": "Run", "ja": "実行"}
# The status bar says it last. (The circle beside the kernel's name says "idle" before there is a kernel.)
WAITS_FOR_WORK = re.compile(r"^Python 3 \(ipykernel\) \| (Idle|アイドル)$")
# The tab in front: JupyterLab opens again, behind it, what was open the last time.
NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden)"
PROMPTS = f"{NOTEBOOK} .jp-CodeCell .jp-InputPrompt"
# An error is shown by the renderer of stderr, and so is a warning: neither is for a beginner.
ERRORS = f"{NOTEBOOK} [data-mime-type='application/vnd.jupyter.stderr']"
IN_FRONT = ".lm-DockPanel-tabBar .lm-TabBar-tab.lm-mod-current"
# All cells bear a number; or one has failed, and none is waiting any longer.
ENDED = r"""([PROMPTS, ERRORS]) => {
  const prompts = [...document.querySelectorAll(PROMPTS)].map(prompt => prompt.textContent);
  const failed = document.querySelector(ERRORS) && !prompts.some(prompt => prompt.includes("*"));
  return failed || (prompts.length > 0 && prompts.every(prompt => /\d/.test(prompt)));
}"""
# Not all of them do any more.
BEGUN = r"""PROMPTS => ![...document.querySelectorAll(PROMPTS)].every(prompt => /\d/.test(prompt.textContent))"""


@dataclass
class Learner:
    """Somebody at the browser who has run every cell of lab 01 in this language."""

    lang: str
    page: Page
    seen: Seen

    @property
    def outputs(self) -> Locator:
        return self.page.locator(f"{NOTEBOOK} .jp-CodeCell .jp-OutputArea-output")

    @property
    def pictures(self) -> Locator:
        return self.outputs.locator("img")

    @property
    def errors(self) -> Locator:
        return self.page.locator(ERRORS)

    @property
    def prompts(self) -> Locator:
        return self.page.locator(PROMPTS)


def printed_address(up: Up) -> str:
    """The address as `make lab` printed it, to the letter."""
    found = re.search(r"http://\S+", up.said)
    assert found
    return found[0]


def open_lab(page: Page, address: str, notebook: str) -> None:
    """By the start page, until it is in front and its kernel waits for work: a click before that is lost."""
    page.goto(address)
    page.locator(f"a[href$='{notebook}']").click()
    in_front(page, notebook)


def in_front(page: Page, notebook: str) -> None:
    """Waits for it."""
    expect(page.locator(IN_FRONT)).to_have_text(notebook, timeout=READY)
    expect(page.locator(f"{NOTEBOOK} .jp-Cell").first).to_be_visible(timeout=READY)
    waits_for_work(page, READY)


def run_all(page: Page) -> None:
    """Run > Run All Cells, and waits for the last one."""
    choose(page, "runmenu:run-all")
    wait_for_all(page)


def run_again(page: Page) -> float:
    """Run > Restart Kernel and Run All Cells, and waits for the last one: how many seconds it took."""
    choose(page, "runmenu:restart-and-run-all")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    began = time.monotonic()
    page.wait_for_function(BEGUN, arg=PROMPTS, timeout=RUN)
    wait_for_all(page)
    return time.monotonic() - began


def choose(page: Page, command: str) -> None:
    """One command of the menu Run, in whatever language the menu is."""
    page.get_by_role("menuitem", name=re.compile(f"^({'|'.join(RUN_MENU.values())})$")).click()
    page.locator(f'.lm-Menu-item[data-command="{command}"]').click()


def wait_for_all(page: Page) -> None:
    """Until every cell has run and the kernel waits for work."""
    page.wait_for_function(ENDED, arg=[PROMPTS, ERRORS], timeout=RUN)
    waits_for_work(page, RUN)


def waits_for_work(page: Page, timeout: int) -> None:
    """What the status bar says of the kernel."""
    expect(page.get_by_text(WAITS_FOR_WORK)).to_be_visible(timeout=timeout)
