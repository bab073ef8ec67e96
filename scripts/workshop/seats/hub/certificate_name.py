"""Prints the first host name that a certificate is for: the one that a browser expects in the address."""

import sys
from pathlib import Path

from cryptography import x509

certificate = x509.load_pem_x509_certificate(Path(sys.argv[1]).read_bytes())
try:
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
except x509.ExtensionNotFound:
    sys.exit(0)
print(next((name for name in names.get_values_for_type(x509.DNSName) if "*" not in name), ""))
