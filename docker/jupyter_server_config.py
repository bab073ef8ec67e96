"""JupyterLab as the lab runs it; address, port and folder come from whoever starts it."""

import os
import sys
from pathlib import Path

c = get_config()  # type: ignore[name-defined]  # noqa: F821

c.ServerApp.open_browser = False
c.ServerApp.port_retries = 0  # a port that is taken is said, never replaced in silence
c.ServerApp.allow_remote_access = False  # a request with a foreign Host header gets 403
c.ServerApp.allow_root = True  # in native mode the learner may be root; it listens on 127.0.0.1 alone
c.LabApp.news_url = None  # no request leaves this machine
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"

# Language servers: nothing here uses them. (Without the extension itself, the page would ask for it in vain.)
c.LanguageServerManager.autodetect = False

# The start page, and the file browser's list in the reader's language.
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # before work/, where a learner may have a file of the same name
extensions = {"start_page": True}
c.ServerApp.contents_manager_class = "start_page.folder.Work"

# Kernels that have torch imported already. Not in a seat: an idle one would take several times its memory
# (scripts/measured.json has both figures), and a room has many.
if "JUPYTERHUB_API_URL" not in os.environ:
    sys.path.insert(0, str(HERE.parent / "tests"))
    extensions["judge.kernels.jupyter"] = True
    c.KernelProvisionerFactory.default_provisioner_name = "rocm-lab"

# JupyterLab says so before a workshop's seat ends.
if "SEAT_ENDS" in os.environ:
    c.LabApp.extra_labextensions_path = [str(HERE / "labextensions")]

c.ServerApp.jpserver_extensions = extensions
