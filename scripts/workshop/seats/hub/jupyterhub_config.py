"""JupyterHub as `make seats` runs it, on the host: everything that differs from machine to machine is in seats.json."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))

from cli.places import HUB  # noqa: E402
from machine.proxy import find_proxy  # noqa: E402
from workshop.seats import engine, state  # noqa: E402
from workshop.seats.hub.leases import Leases  # noqa: E402
from workshop.seats.hub.seat_authenticator import SeatAuthenticator  # noqa: E402
from workshop.seats.hub.seat_spawner import SeatSpawner  # noqa: E402

c = get_config()  # type: ignore[name-defined]  # noqa: F821
seats = state.read()
if seats is None:
    sys.exit(f"{state.STATE} does not say which seats there are; run: make seats")
names = state.names(seats.count)

# The door: the hub starts its proxy, starts it again within seconds where it ends, and ends it at its own end. The
# seats stay open meanwhile: they are the engine's.
c.JupyterHub.bind_url = state.url(seats.bind, seats.port, tls=seats.cert is not None)
c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = seats.cert or "", seats.key or ""
c.ConfigurableHTTPProxy.command = [find_proxy(ask=False).path]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{seats.api_port}"
c.ConfigurableHTTPProxy.log_level = "warn"
c.JupyterHub.cleanup_servers = False

# The hub's own API: on the gateway of the seats' network and nowhere else.
c.JupyterHub.hub_bind_url = c.JupyterHub.hub_connect_url = f"http://{seats.gateway}:{seats.hub_port}"
c.JupyterHub.db_url = f"sqlite:///{HUB / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(HUB / "cookie_secret")
c.JupyterHub.template_paths = [str(HERE / "templates")]

# Who may sign in: the seats, and nobody as an administrator.
SeatAuthenticator.passwords = json.loads(state.PASSWORDS.read_text())
c.JupyterHub.authenticator_class = SeatAuthenticator
c.Authenticator.allowed_users = set(names)

c.JupyterHub.template_vars = {"idle": f"{seats.idle:g}", "longest": f"{seats.longest:g}"}

# Seats end by themselves: JupyterHub's own culler. The organizer's verbs look, and end one, by the hub's API.
watching = max(1, round(min(60, seats.idle * 60 / 6)))  # seconds
c.JupyterHub.last_activity_interval = watching
culler = [sys.executable, "-B", "-m", "jupyterhub_idle_culler", f"--url={c.JupyterHub.hub_connect_url}/hub/api"]
culler += [f"--cull-every={watching}", f"--timeout={round(seats.idle * 60)}", f"--max-age={round(seats.longest * 60)}"]
c.JupyterHub.services = [
    {"name": "culler", "command": culler},
    {"name": "organizer", "api_token": state.TOKEN.read_text()},
]
look = ["list:users", "read:users:activity", "read:servers"]
c.JupyterHub.load_roles = [
    {"name": "culler", "scopes": [*look, "delete:servers"], "services": ["culler"]},
    {"name": "organizer", "scopes": [*look, "delete:servers"], "services": ["organizer"]},
]

# What a seat is.
SeatSpawner.seats = seats
SeatSpawner.leases = Leases(state.LEASES, list(seats.cards))
c.JupyterHub.spawner_class = SeatSpawner
c.Spawner.post_stop_hook = SeatSpawner.give_back
c.Spawner.poll_interval = 3  # a seat that was killed gives its card back within these seconds
c.Spawner.start_timeout = c.Spawner.http_timeout = 180  # many at once on a small machine
c.Spawner.default_url = f"/start/{seats.language}"
c.DockerSpawner.mem_limit, c.DockerSpawner.cpu_limit = seats.memory, seats.cpus
c.DockerSpawner.image = seats.image
c.DockerSpawner.pull_policy = "never"
c.DockerSpawner.prefix = state.PROJECT
c.DockerSpawner.name_template = "{prefix}-{raw_username}"
c.DockerSpawner.network_name = state.PROJECT
c.DockerSpawner.remove = True

# A hub that was killed may have left leases of seats that ended meanwhile.
SeatSpawner.leases.keep_only(engine.running_seats())
