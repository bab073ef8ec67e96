"""Doctor's checks of the variables that hide cards or pretend others."""

from __future__ import annotations

from unit.machine.doctor.edits import (
    GOOD,
    NATIVE,
    STOP,
    UNKNOWN,
    WARNING,
    Case,
    asked,
    both,
    environ,
    integrated_first,
    no_card,
)
from unit.machine.doctor.hosts import Host

LEFT_NONE = environ(ROCR_VISIBLE_DEVICES="1", HIP_VISIBLE_DEVICES="1")
TWO_NATIVE = both(NATIVE, integrated_first)


def gfx1032(h: Host) -> None:
    h.card(1, 100302, 129)


CASES = [
    Case("override", GOOD, None),
    Case("override", STOP, "override-malformed", environ(HSA_OVERRIDE_GFX_VERSION="gfx1100")),
    Case("override", UNKNOWN, "override-unknown", both(NATIVE, environ(HSA_OVERRIDE_GFX_VERSION="10.3.0"))),
    Case("override", STOP, "override-empty", both(NATIVE, environ(HSA_OVERRIDE_GFX_VERSION=""))),
    Case("override", WARNING, "override-empty", environ(HSA_OVERRIDE_GFX_VERSION="")),
    Case("override", WARNING, "override-empty", both(NATIVE, no_card, environ(HSA_OVERRIDE_GFX_VERSION=""))),
    Case("override", STOP, "override-malformed", environ(HSA_OVERRIDE_GFX_VERSION="11.0")),
    Case("override", STOP, "override-malformed", environ(HSA_OVERRIDE_GFX_VERSION="11,0,0")),
    Case("override", STOP, "override-malformed", environ(HSA_OVERRIDE_GFX_VERSION_1="11.0.0a")),
    Case("override", WARNING, "override-stale", environ(HSA_OVERRIDE_GFX_VERSION="10.3.0")),
    Case("override", GOOD, None, environ(HSA_OVERRIDE_GFX_VERSION="11.0.0")),
    Case("override", UNKNOWN, "override-unknown", both(gfx1032, environ(HSA_OVERRIDE_GFX_VERSION="10.3.0"))),
    Case("override", WARNING, "override-misspelt", environ(HSA_OVERRIDE_GFX_VERSON="11.0.0")),
    Case("override", WARNING, "override-misspelt", environ(HSA_OVERIDE_GFX_VERSION="11.0.0")),
    Case("override", WARNING, "override-misspelt", environ(HSA_OVERRIDE_GFX="11.0.0")),
    Case("override", WARNING, "override-misspelt", environ(hsa_override_gfx_version="11.0.0")),
    Case("override", GOOD, None, environ(HSA_OVERRIDE_CPU_AFFINITY_DEBUG="1", HSA_ENABLE_SDMA="0")),
    Case("override", GOOD, None, both(no_card, environ(HSA_OVERRIDE_GFX_VERSION="10.3.0"))),
    Case("visibility", GOOD, None),
    Case("visibility", STOP, "visibility-hides", both(NATIVE, environ(HIP_VISIBLE_DEVICES="-1"))),
    Case("visibility", UNKNOWN, "visibility-unknown", environ(ROCR_VISIBLE_DEVICES="GPU-b5ab24f2dc5d81ac")),
    Case("visibility", WARNING, "visibility-outside", environ(HIP_VISIBLE_DEVICES="-1")),
    Case("visibility", STOP, "visibility-hides", both(NATIVE, environ(ROCR_VISIBLE_DEVICES=""))),
    Case("visibility", STOP, "visibility-hides", both(NATIVE, environ(CUDA_VISIBLE_DEVICES=""))),
    Case("visibility", STOP, "visibility-hides", both(NATIVE, environ(GPU_DEVICE_ORDINAL="1"))),
    Case("visibility", WARNING, "visibility-beyond", both(NATIVE, environ(HIP_VISIBLE_DEVICES="0,1"))),
    Case("visibility", GOOD, None, both(NATIVE, environ(HIP_VISIBLE_DEVICES="0"))),
    Case("visibility", GOOD, None, both(TWO_NATIVE, environ(HIP_VISIBLE_DEVICES="1"))),
    Case("visibility", STOP, "visibility-hides", both(TWO_NATIVE, asked(GPU="0"), environ(HIP_VISIBLE_DEVICES="1"))),
    # The second counts what the first left: one card, number 0.
    Case("visibility", STOP, "visibility-hides", both(TWO_NATIVE, LEFT_NONE)),
    Case("visibility", GOOD, None, both(TWO_NATIVE, environ(ROCR_VISIBLE_DEVICES="1", HIP_VISIBLE_DEVICES="0"))),
    # HIP_… is read in place of CUDA_….
    Case("visibility", GOOD, None, both(NATIVE, environ(HIP_VISIBLE_DEVICES="0", CUDA_VISIBLE_DEVICES="-1"))),
    Case("visibility", GOOD, None, both(no_card, environ(HIP_VISIBLE_DEVICES="-1"))),
]  # fmt: skip
