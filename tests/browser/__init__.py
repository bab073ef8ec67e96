"""Makes this folder a package, so that its fixtures end with its last test: Playwright's event loop is one of them."""
