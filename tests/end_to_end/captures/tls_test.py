"""HTTPS, as curl, openssl and Python speak it: certificates, exact bytes, resets, and what is no TLS at all."""
import datetime
import hashlib
import json
import os
import re
import socket
import ssl
import stat
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.request
from pathlib import Path

from bin_server_process import PROGRAM, BinServerProcess, main, run_to_end


def openssl(*words, **how):
    return subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=60, **how).stdout


class Tls(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.data = self.folder / "data"

    def serve(self, *flags):
        server = TlsServer(self.data, *(flags or ("--tls-self-signed",)))
        self.addCleanup(server.stop)
        return server

    def issue(self, name, days=30):
        """A certificate and its key in files, valid for so many days from now on."""
        certificate, key, wanted = (self.folder / f"{name}.{ending}" for ending in ("pem", "key", "csr"))
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out",
                wanted, "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
        openssl("x509", "-req", "-in", wanted, "-signkey", key, "-days", days, "-copy_extensions", "copy", "-out",
                certificate)
        return certificate, key

    def curl(self, server, path, *words):
        done = subprocess.run(["curl", "-sS", "--cacert", self.data / "tls-cert.pem", *map(str, words), server.url + path],
                              capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    # Certificates.

    def test_one_is_made_told_and_kept(self):
        process = subprocess.Popen([PROGRAM, "--listen", "127.0.0.1:0", "--data", str(self.data), "--tls-self-signed"],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            self.assertRegex(process.stdout.readline(), r"^bin_server: https://127\.0\.0\.1:[1-9][0-9]*\n$")
            told = process.stdout.readline()
        finally:
            process.terminate()
            self.assertEqual(process.wait(timeout=30), 0)
            process.stdout.close()
        file = self.data / "tls-cert.pem"
        fingerprint = openssl("x509", "-in", file, "-noout", "-fingerprint", "-sha256", text=True)
        self.assertEqual(told.split()[-1], fingerprint.strip().split("=")[1])
        self.assertEqual(stat.S_IMODE(os.stat(self.data / "tls-key.pem").st_mode), 0o600)
        text = openssl("x509", "-in", file, "-noout", "-text", text=True)
        for part in ("DNS:localhost", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1", "TLS Web Server Authentication",
                     "prime256v1"):
            self.assertIn(part, text)
        end = openssl("x509", "-in", file, "-noout", "-enddate", text=True).strip().split("=")[1]
        left = datetime.datetime.strptime(end, "%b %d %H:%M:%S %Y %Z") - datetime.datetime.utcnow()
        self.assertTrue(360 < left.days <= 397, left)
        before = file.read_bytes()
        self.serve().stop()
        self.assertEqual(file.read_bytes(), before)

    def test_without_a_folder_nothing_is_written(self):
        server = self.serve("--tls-self-signed", "--ephemeral")
        self.assertFalse((self.data / "tls-cert.pem").exists())
        self.assertTrue(server.url.startswith("https://"))

    def test_ones_own_certificate_is_served(self):
        certificate, key = self.issue("mine")
        server = self.serve("--tls-cert", str(certificate), "--tls-key", str(key))
        with server.connect(ssl.create_default_context(cafile=str(certificate))) as client:
            served = client.getpeercert(binary_form=True)
        self.assertEqual(hashlib.sha256(served).digest(),
                         hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text())).digest())

    def test_files_that_are_wrong_are_told_of(self):
        certificate, key = self.issue("mine")
        _, other = self.issue("other")
        missing = self.folder / "missing"
        for code, said, flags in (
            (2, "--tls-cert and --tls-key", ("--tls-cert", certificate)),
            (2, "--tls-cert and --tls-key", ("--tls-key", key)),
            (2, "not both", ("--tls-self-signed", "--tls-cert", certificate, "--tls-key", key)),
            (4, str(missing), ("--tls-cert", certificate, "--tls-key", missing)),
            (4, str(missing), ("--tls-cert", missing, "--tls-key", key)),
            (4, "does not fit", ("--tls-cert", certificate, "--tls-key", other)),
            (4, "no certificate", ("--tls-cert", key, "--tls-key", key)),
        ):
            with self.subTest(said=said, flags=flags):
                got, out, err = run_to_end("--listen", "127.0.0.1:0", "--data", self.data, *flags)
                self.assertEqual((got, out), (code, ""), err)
                self.assertIn(said, err)

    def test_an_expired_certificate_is_served_with_a_warning(self):
        certificate, key = self.issue("old", days=-1)
        server = self.serve("--tls-cert", str(certificate), "--tls-key", str(key))
        server.call("GET", "/healthz")
        server.process.terminate()
        self.assertIn(b"expired", server.process.stderr.read())
        self.assertEqual(server.stop(), 0)

    # What goes through.

    def test_addresses_of_a_bin_are_https(self):
        server = self.serve()
        made = server.make_bin("b")
        self.assertEqual(made["capture_url"], server.url + "/b/b")
        self.assertEqual(made["page_url"], server.url + "/bins/b")

    def test_curl_captures_byte_for_byte_and_the_client_is_the_real_one(self):
        server = self.serve()
        server.make_bin("b")
        body = os.urandom(3 << 20)
        (self.folder / "body").write_bytes(body)
        answer = json.loads(self.curl(server, "/b/b/path?x=1", "--data-binary", f"@{self.folder / 'body'}"))
        self.assertTrue(answer["captured"].startswith("req_"))
        self.assertEqual(self.curl(server, "/api/v1/bins/b/requests/latest/body"), body)
        row = server.captures("b")[0]
        self.assertEqual(row["client"]["address"], "127.0.0.1")
        self.assertNotIn(row["client"]["port"], (0, server.port))

    def test_captures_and_the_api_mix_on_one_kept_alive_connection(self):
        server = self.serve()
        server.make_bin("b")
        with server.connect() as client:
            answers = client.makefile("rb")
            for i in range(20):
                client.sendall(b"POST /b/b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n%03d" % i)
                self.assertEqual(read_answer(answers)[0], 200)
                client.sendall(b"GET /api/v1/bins/b/requests/latest/body HTTP/1.1\r\nHost: localhost\r\n\r\n")
                self.assertEqual(read_answer(answers), (200, b"%03d" % i))

    def test_one_byte_at_a_time(self):
        server = self.serve()
        server.make_bin("b")
        with server.connect() as client:
            for byte in b"POST /b/b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc":
                client.sendall(bytes([byte]))
            self.assertEqual(read_answer(client.makefile("rb"))[0], 200)

    def test_the_feed_is_live(self):
        server = self.serve()
        server.make_bin("b")
        with server.connect() as viewer:
            viewer.sendall(b"GET /api/v1/bins/b/feed HTTP/1.1\r\nHost: localhost\r\n\r\n")
            lines = viewer.makefile("rb")
            while b"listening" not in lines.readline():
                pass
            server.call("POST", "/b/b", {"n": 1})
            while b"event: captured" not in lines.readline():
                pass

    def test_who_does_not_read_a_large_answer_gets_all_of_it_later(self):
        server = self.serve()
        server.make_bin("b", response={"body": "x" * 1_000_000})
        with server.connect() as client:
            client.sendall(b"POST /b/b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n" * 20)
            time.sleep(0.5)  # the server meets a peer that does not read
            answers = client.makefile("rb")
            for _ in range(20):
                self.assertEqual(read_answer(answers), (200, b"x" * 1_000_000))

    def test_who_hangs_up_half_way_is_kept_as_incomplete(self):
        server = self.serve()
        server.make_bin("b")
        half = b"POST /b/b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf"
        with server.connect() as client:  # in good order
            client.sendall(half)
        with server.connect() as client:  # with a reset
            client.sendall(half)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        deadline = time.monotonic() + 20
        while len(server.captures("b")) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertEqual([row["complete"] for row in server.captures("b")], [False, False])

    def test_the_end_of_what_is_sent_is_no_end_of_the_answer(self):
        server = self.serve()
        server.make_bin("b")
        done = subprocess.run(["openssl", "s_client", "-quiet", "-no_ign_eof", "-connect", f"127.0.0.1:{server.port}"],
                              input=b"POST /b/b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                              capture_output=True, timeout=60)
        self.assertEqual(len(server.captures("b")), 1, done)

    # What is no TLS, or not as it should be.

    def test_plain_http_is_told_what_to_do(self):
        server = self.serve()
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = client.makefile("rb").read()
        self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), answer)
        self.assertIn(b"https://", answer)

    def test_rubbish_old_versions_and_other_protocols_are_refused_and_others_served(self):
        server = self.serve()
        for bytes_ in (b"\x16\x03\x01rubbish", b"\0" * 100, b"\x16\x03\x01\xff\xff" + b"x" * 70_000, b""):
            with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
                client.sendall(bytes_)
                client.shutdown(socket.SHUT_WR)
                client.makefile("rb").read()
        for words in (["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"], ["-alpn", "h2"]):
            done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", *words],
                                  stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
            self.assertNotEqual(done.returncode, 0, words)
        self.assertEqual(server.call("GET", "/healthz")[0], 200)

    def test_a_silent_handshake_holds_up_nobody_and_ends_in_time(self):
        server = self.serve("--tls-self-signed", "--head-timeout", "1s")
        silent = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(50)]
        for client in silent[:25]:
            client.sendall(b"\x16\x03\x01\x02\x00\x01")
        self.assertEqual(server.call("GET", "/healthz")[0], 200)
        for client in silent:
            self.assertEqual(client.recv(1), b"")
            client.close()

    def test_over_the_limit_of_connections_one_is_told_so(self):
        server = self.serve("--tls-self-signed", "--max-connections", "2")
        held = [server.connect() for _ in range(2)]
        for client in held:
            client.sendall(b"G")  # and no more
        time.sleep(0.2)  # both have come to the recorder
        with server.connect() as client:
            self.assertEqual(read_answer(client.makefile("rb"))[0], 503)
        for client in held:
            client.close()

    def test_many_at_once_and_an_end_in_good_order(self):
        server = self.serve()
        server.make_bin("b")
        faults = []

        def send():
            try:
                with server.connect() as client:
                    answers = client.makefile("rb")
                    for _ in range(50):
                        client.sendall(b"POST /b/b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody")
                        assert read_answer(answers)[0] == 200
            except Exception as error:  # told below, in the test's own thread
                faults.append(error)

        threads = [threading.Thread(target=send) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(faults, [])
        self.assertEqual(server.call("GET", "/api/v1/bins/b")[1]["total_count"], 800)
        with server.connect():
            self.assertEqual(server.stop(), 0)


class TlsServer(BinServerProcess):
    """Called as its users do, but for the name on the certificate, which openssl and curl check."""

    def connect(self, context=None):
        if context is None:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        return context.wrap_socket(plain, server_hostname="localhost")

    def call(self, method, path, body=None, headers=None):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        handler = urllib.request.HTTPSHandler(context=context)
        urllib.request.install_opener(urllib.request.build_opener(handler))
        return super().call(method, path, body, headers)


def read_answer(stream):
    """Status and body of the next answer."""
    status = int(re.match(rb"HTTP/1\.1 (\d+)", stream.readline()).group(1))
    length = 0
    while (line := stream.readline().strip()):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return status, stream.read(length)


if __name__ == "__main__":
    main()
