"""How bin_server begins and ends: what it says, its exit codes, its flags."""
import http.client
import json
import signal
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

from bin_server_process import PROGRAM, BinServerProcess, main, run_to_end


TOKEN = "a-token-of-some-length"


class PublicBinServer(BinServerProcess):
    listen = "0.0.0.0:0"


class Start(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.data = self.folder / "data"

    def serve(self, *flags):
        server = BinServerProcess(self.data, *flags)
        self.addCleanup(server.stop)
        return server

    def test_the_first_line_on_stdout_is_the_address(self):
        process = subprocess.Popen([PROGRAM, "--listen", "127.0.0.1:0", "--data", str(self.data)],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            line = process.stdout.readline()
            self.assertRegex(line, r"^bin_server: http://127\.0\.0\.1:[1-9][0-9]*\n$")
            port = int(line.rsplit(":", 1)[1])
            with socket.create_connection(("127.0.0.1", port), timeout=10):
                pass
        finally:
            process.terminate()
            self.assertEqual(process.wait(timeout=30), 0)
            process.stdout.close()

    def test_the_ready_file_tells_the_address_and_the_process(self):
        server = self.serve()
        ready = json.loads(server.ready.read_text())
        self.assertEqual(ready, {"url": server.url, "pid": server.process.pid})

    def test_sigterm_and_sigint_end_it_with_exit_0(self):
        for how in (signal.SIGTERM, signal.SIGINT):
            server = self.serve()
            server.process.send_signal(how)
            self.assertEqual(server.process.wait(timeout=30), 0)

    def test_a_port_that_is_taken_is_exit_4_and_named(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            code, out, err = run_to_end("--listen", f"127.0.0.1:{port}", "--data", self.data)
        self.assertEqual(code, 4)
        self.assertIn(f"127.0.0.1:{port}", err)
        self.assertEqual(out, "")

    def test_a_second_server_on_the_same_folder_is_exit_4_and_the_first_goes_on(self):
        server = self.serve()
        server.make_bin("b")
        code, _, err = run_to_end("--listen", "127.0.0.1:0", "--data", self.data)
        self.assertEqual(code, 4)
        self.assertIn(str(self.data), err)
        self.assertEqual(server.call("POST", "/b/b", {})[0], 200)

    def test_a_flag_that_is_not_known_is_exit_2_with_the_nearest(self):
        code, _, err = run_to_end("--durabilty", "full")
        self.assertEqual(code, 2)
        self.assertIn("--durability", err)

    def test_a_value_that_is_not_right_is_exit_2_and_says_for_which_flag(self):
        for flag, value in (("--max-body", "lots"), ("--head-timeout", "5"), ("--durability", "some"),
                            ("--listen", "nowhere"), ("--max-requests", "0"), ("--feed-backlog", "-1"),
                            ("--log-format", "xml"), ("--allow-target", "10.0.0.0/99"),
                            ("--deny-target", "http://localhost/"), ("--max-replays", "0")):
            with self.subTest(flag=flag):
                code, _, err = run_to_end(flag, value, "--data", self.data)
                self.assertEqual(code, 2, err)
                self.assertTrue(flag in err or value in err, err)

    def test_an_address_that_others_can_reach_needs_a_token(self):
        for flags in [(), ("--token", "short"), ("--token", TOKEN, "--token-file", "x")]:
            code, _, err = run_to_end("--listen", "0.0.0.0:0", "--data", self.data, *flags)
            self.assertEqual(code, 2)
            self.assertIn("token", err)
            self.assertFalse(self.data.exists())
        self.assertEqual(run_to_end("--token-file", self.folder / "none", "--data", self.data)[0], 4)

        token_file = self.folder / "token"
        token_file.write_text(TOKEN + "\n")
        server = PublicBinServer(self.data, "--token-file", str(token_file))
        self.addCleanup(server.stop)
        for authorization, status in [("", 401), (f"Bearer {TOKEN}", 200)]:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
            connection.request("GET", "/api/v1/bins", headers={"Authorization": authorization, "Host": "bins.example"})
            self.assertEqual(connection.getresponse().status, status)
            connection.close()

    def test_help_shows_an_example_and_version_the_version(self):
        code, out, _ = run_to_end("--help")
        self.assertEqual(code, 0)
        self.assertIn("Example", out)
        code, out, _ = run_to_end("--version")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"^bin_server [0-9]+\.[0-9]+\.[0-9]+\n$")

    def test_ephemeral_leaves_nothing_behind(self):
        server = self.serve("--ephemeral")
        server.make_bin("b")
        self.assertEqual(server.call("POST", "/b/b", {})[0], 200)
        self.assertEqual(server.stop(), 0)
        self.assertFalse(self.data.exists())

    def test_the_data_folder_is_its_owners_alone(self):
        server = self.serve()
        server.make_bin("b", secrets=["s3cret"])
        for path in [self.data, *self.data.iterdir()]:
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)


if __name__ == "__main__":
    main()
