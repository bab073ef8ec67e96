"""Many machines: what `make fleet` and `make fleet-down` do around Ansible."""
