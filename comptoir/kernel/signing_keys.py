"""The RSA key that tells other software who somebody is (JWT, RS256)."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

SMALLEST = 2048


def new_signing_key():
    """A key of one's own, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=SMALLEST)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


def is_signing_key(pem):
    """Whether this PEM is an RSA key of at least 2048 bits, without a password."""
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return isinstance(key, rsa.RSAPrivateKey) and key.key_size >= SMALLEST
