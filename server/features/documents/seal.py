"""The bureau's seal: a key and its certificates in one file, and signatures with it (PAdES B-B).

Only the press reads the file. Where there is none, it makes one that names itself a test.
"""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import keys, pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from server.core.keys import keep_first

FIELD = "Seal"
ROOT_NAME, LEAF_NAME = "上门办测试根证书（演示）", "上门办测试电子签章（演示）"
VALID_FOR = timedelta(days=3650)
CLOCKS_DIFFER = timedelta(days=1)
# Room for the signature and two certificates, so that a paper is not signed twice to measure it.
RESERVED_BYTES = 8192


@dataclass(frozen=True)
class Seal:
    """A signer that is ready to sign."""

    signer: SimpleSigner

    def on(self, pdf: bytes, reason: str) -> bytes:
        """Return the PDF certified by the seal: any change of it breaks the signature."""
        metadata = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            reason=reason,
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        out = io.BytesIO()
        signers.PdfSigner(metadata, self.signer).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=RESERVED_BYTES, output=out
        )
        return out.getvalue()


def load_or_make(place: Path, at: datetime) -> Seal:
    """Return the seal that stands in a file; make a test seal where there is none yet."""
    if not place.exists():
        keep_first(place, _test_seal(at))
    return _load(place.read_bytes())


def _load(bundle: bytes) -> Seal:
    """Read a PEM file: the key (PKCS 8), its certificate, then those that vouch for it."""
    parts = [(name, der) for name, _, der in pem.unarmor(bundle, multiple=True)]
    key = next(der for name, der in parts if name == "PRIVATE KEY")
    leaf, *chain = (asn1_x509.Certificate.load(der) for name, der in parts if name == "CERTIFICATE")
    # pyHanko leaves this one without types.
    known = SimpleCertificateStore.from_certs([leaf, *chain])  # type: ignore[no-untyped-call]
    signer = SimpleSigner(
        signing_cert=leaf,
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=known,
    )
    return Seal(signer)


def _test_seal(at: datetime) -> bytes:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, name = _name(ROOT_NAME), _name(LEAF_NAME)
    root = _certificate(root_name, root_name, root_key, at, is_root=True).sign(
        root_key, hashes.SHA256()
    )
    leaf = _certificate(name, root_name, key, at, is_root=False).sign(root_key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (leaf, root))


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    at: datetime,
    *,
    is_root: bool,
) -> x509.CertificateBuilder:
    usage = x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder(subject_name=subject, issuer_name=issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - CLOCKS_DIFFER)
        .not_valid_after(at + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
