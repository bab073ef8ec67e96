"""What runs inside JupyterHub: who signs in, what a seat is, who has which card."""
