"""A real handshake: our server with a certificate, the client of OASIS, and our own."""

from __future__ import annotations

import datetime as dt
import ipaddress
import signal
import socket
import ssl
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from corrobora.errors import UnreadableInput
from corrobora.sharing.inbox import Inbox
from corrobora.sharing.receive import Source, receive
from serve.live import listening
from serve.node import Clock, Node

with warnings.catch_warnings():
    # It uses a module that is gone in newer versions of Python.
    warnings.simplefilter("ignore")
    from taxii2client.v21 import Server

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Files:
    """Where a certificate and its key lie."""

    cert: Path
    key: Path


class Authority:
    """A certificate authority of our own."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, _name(name)
        self._key = ec.generate_private_key(ec.SECP256R1())
        made = _signed(
            self._name, self._name, self._key.public_key(), self._key,
            (x509.BasicConstraints(ca=True, path_length=0), True),
            (x509.KeyUsage(
                digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False,
                key_encipherment=False, data_encipherment=False, key_agreement=False,
                encipher_only=False, decipher_only=False,
            ), True),
            (x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), False),
        )  # fmt: skip
        self.cert = folder / f"{name}.pem"
        self.cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def certificate(self, host: str, *, days: tuple[int, int] = (-1, 1)) -> Files:
        """One for a host, good from some days on until some days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        try:
            alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
        except ValueError:
            alternative = x509.DNSName(host)
        made = _signed(
            _name(host), self._name, key.public_key(), self._key,
            (x509.SubjectAlternativeName([alternative]), False),
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), False),
            days=days,
        )  # fmt: skip
        files = Files(self._folder / f"{host}{days}.pem", self._folder / f"{host}{days}.key")
        files.cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        files.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return files


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    by: ec.EllipticCurvePrivateKey,
    *extensions: tuple[x509.ExtensionType, bool],
    days: tuple[int, int] = (-1, 1),
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now + days[0] * DAY).not_valid_after(now + days[1] * DAY)
    for extension, critical in extensions:
        made = made.add_extension(extension, critical)
    return made.sign(by, hashes.SHA256())


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "authority")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Node]:
    folder = tmp_path / "here"
    folder.mkdir()
    made = Node(folder, Clock())
    yield made
    made.close()


def _take(here: Node, source: Source) -> tuple[int, int]:
    inbox = Inbox(here.case, here.desk)
    try:
        return receive(here.desk, inbox, source, sender="Alder desk")
    finally:
        inbox.close()


def test_the_client_of_oasis_reads_over_https(
    node: Node, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        # Its library puts what these say above what it is told.
        monkeypatch.delenv(variable, raising=False)
    name, token = node.signed
    with listening(node, tls=authority.certificate("127.0.0.1")) as url:
        assert url.startswith("https://")
        server = Server(url, user=name, password=token, verify=str(authority.cert))
        found = {one.title: one for one in server.default.collections}
        objects = found["Items"].get_objects(limit=1000)["objects"]
        assert len(objects) == len(node.case.store.ledger.held("harbour-ew/early-warning"))
        # Without our authority it does not even sign in.
        stranger: Any = Server(url, user=name, password=token)
        with pytest.raises(requests.exceptions.SSLError):
            _ = stranger.title


def test_our_client_receives_over_https(
    node: Node, here: Node, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.cert))
    name, token = node.signed
    with listening(node, tls=authority.certificate("127.0.0.1")) as url:
        _, objects = _take(here, Source(url, node.ids()["Items"], user=name, password=token))
    assert objects == len(node.case.store.ledger.held("harbour-ew/early-warning"))


@pytest.mark.parametrize("wrong", ["nobody's", "another's", "of another host", "ended", "to come"])
def test_our_client_refuses_a_wrong_certificate(
    node: Node, here: Node, authority: Authority, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, wrong: str,
) -> None:  # fmt: skip
    """And sends no password: the server is not asked for anything."""
    if wrong != "nobody's":
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.cert))
    files = {
        "nobody's": lambda: authority.certificate("127.0.0.1"),
        "another's": lambda: Authority(tmp_path, "other").certificate("127.0.0.1"),
        "of another host": lambda: authority.certificate("alder.example"),
        "ended": lambda: authority.certificate("127.0.0.1", days=(-3, -1)),
        "to come": lambda: authority.certificate("127.0.0.1", days=(1, 3)),
    }[wrong]()
    name, token = node.signed
    asked: list[str] = []
    plain = node.app.__class__.__call__

    async def watched(self: Any, scope: Any, receive_: Any, send: Any) -> None:
        if scope["type"] == "http":
            asked.append(scope["path"])
        await plain(self, scope, receive_, send)

    monkeypatch.setattr(node.app.__class__, "__call__", watched)
    with listening(node, tls=files) as url:
        with pytest.raises(UnreadableInput, match="no valid certificate"):
            _take(here, Source(url, node.ids()["Items"], user=name, password=token))
    assert [path for path in asked if path == "/taxii2/"] == []
    assert here.case.reports() == ()


def test_our_client_does_not_fall_back_to_the_open(node: Node, here: Node) -> None:
    name, token = node.signed
    with listening(node) as url:
        address = url.replace("http://", "https://")
        with pytest.raises(UnreadableInput, match="cannot be reached"):
            _take(here, Source(address, node.ids()["Items"], user=name, password=token))


@contextmanager
def _command(node: Node, files: Files) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-B", "-m", "corrobora", "taxii", "--port", str(port),
         "--cert", str(files.cert), "--key", str(files.key), "--case", str(node.path)],
        stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def test_the_command_serves_with_its_certificate_and_no_old_protocol(
    node: Node, authority: Authority
) -> None:
    trusted = ssl.create_default_context(cafile=str(authority.cert))
    with _command(node, authority.certificate("127.0.0.1")) as port:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=30) as plain,
            trusted.wrap_socket(plain, server_hostname="127.0.0.1") as secured,
        ):
            assert secured.version() in ("TLSv1.2", "TLSv1.3")
            secured.sendall(b"GET /taxii2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert secured.recv(100).startswith(b"HTTP/1.1 401")
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            old.minimum_version = ssl.TLSVersion.TLSv1
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        with socket.create_connection(("127.0.0.1", port), timeout=30) as plain:
            with pytest.raises((ssl.SSLError, OSError)):
                old.wrap_socket(plain)
        with socket.create_connection(("127.0.0.1", port), timeout=30) as plain:
            plain.sendall(b"GET /taxii2/ HTTP/1.1\r\nHost: x\r\n\r\n")
            assert not plain.recv(100).startswith(b"HTTP/1.1 ")
