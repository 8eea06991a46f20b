"""How `emitter serve` starts, refuses to start, and ends."""
import json
import os
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from emitter_process import PROGRAM, EmitterProcess, main
from misbehaving_receiver import MisbehavingReceiver

TOKEN = "a-token-of-some-length"


def run_to_end(*flags, environment=None):
    done = subprocess.run([PROGRAM, "serve", *map(str, flags)], capture_output=True, text=True, timeout=60,
                          env={**os.environ, **(environment or {})})
    return done.returncode, done.stdout, done.stderr


class Start(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.data = self.folder / "data"

    def serve(self, *flags):
        emitter = EmitterProcess(self.data, *flags)
        self.addCleanup(emitter.stop)
        return emitter

    def refuse(self, *flags, environment=None):
        code, out, err = run_to_end("--data", self.data, *flags, environment=environment)
        self.assertEqual(out, "")
        self.assertFalse((self.data / "emitter.db").exists())
        return code, err

    def test_what_was_done_is_there_after_a_restart_and_what_was_owed_is_delivered(self):
        receiver = MisbehavingReceiver({200: 1})
        self.addCleanup(receiver.stop)
        emitter = self.serve()
        webhook = emitter.add_webhook("hook", receiver.url("/hook"), state="paused")
        emitter.attach(webhook, ["PROJECT_CREATE"])
        app = emitter.must("POST", "/api/v1/apps", {"name": "MyApp"})
        self.assertEqual(emitter.stop(), 0)

        emitter = self.serve()
        self.assertEqual(emitter.must("GET", "/api/v1/apps")["apps"][0]["guid"], app["guid"])
        emitter.must("PATCH", f"/api/v1/webhooks/{webhook}", {"state": "enabled"})
        emitter.wait_until_done()
        self.assertEqual(receiver.received[0].event, app["event"]["id"])

    def test_sigterm_and_sigint_end_it_with_exit_0_though_an_attempt_hangs(self):
        receiver = MisbehavingReceiver({"hang": 1})
        self.addCleanup(receiver.stop)
        for how in (signal.SIGTERM, signal.SIGINT):
            emitter = self.serve("--stop-grace", "100ms")
            webhook = emitter.add_webhook("hook", receiver.url("/hook"), retry="none")
            emitter.must("POST", f"/api/v1/webhooks/{webhook}/ping")
            while emitter.metric("hookloop_in_flight") == 0:
                pass
            emitter.process.send_signal(how)
            self.assertEqual(emitter.process.wait(timeout=30), 0)
            emitter = self.serve()
            emitter.wait_until_done()
            self.assertEqual(emitter.ledger()[-1]["failure"], "crashed")
            self.assertEqual(emitter.stop(), 0)

    def test_a_public_address_needs_a_token_and_then_lets_webhooks_go_to_public_addresses_only(self):
        code, err = self.refuse("--listen", "0.0.0.0:0")
        self.assertEqual(code, 2)
        self.assertIn("--token-file", err)
        self.assertEqual(self.refuse("--listen", "0.0.0.0:0", "--token", "short")[0], 2)

        receiver = MisbehavingReceiver({200: 1})
        self.addCleanup(receiver.stop)
        token_file = self.folder / "token"
        token_file.write_text(TOKEN + "\n")

        def outcome(*flags):
            emitter = PublicEmitter(self.data, "--token-file", str(token_file), *flags)
            self.addCleanup(emitter.stop)
            self.assertEqual(emitter.call("GET", "/api/v1/apps", token=None)[0], 401)
            webhook = emitter.must("POST", "/api/v1/webhooks",
                                   {"name": "hook", "url": receiver.url("/hook"), "retry": "none"})["id"]
            emitter.must("POST", f"/api/v1/webhooks/{webhook}/ping")
            emitter.wait_until_done()
            line = emitter.ledger()[-1]
            self.assertEqual(emitter.stop(), 0)
            return line["outcome"], line["failure"], line["detail"]

        refused = outcome()
        self.assertEqual(refused[:2], ("unreachable", "target_denied"))
        self.assertIn("--allow-target", refused[2])
        self.assertEqual(outcome("--allow-target", "127.0.0.1")[0], "accepted")
        self.assertEqual(outcome("--allow-target", "127.0.0.1", "--deny-target", "127.0.0.0/8")[1], "target_denied")
        self.assertEqual(len(receiver.received), 1)

    def test_on_loopback_webhooks_may_go_to_private_addresses_unless_they_are_denied(self):
        receiver = MisbehavingReceiver({200: 1})
        self.addCleanup(receiver.stop)
        for flags, failure in (((), None), (("--deny-target", "127.0.0.1"), "target_denied")):
            emitter = self.serve(*flags)
            webhook = emitter.add_webhook("hook", receiver.url("/hook"), retry="none")
            emitter.must("POST", f"/api/v1/webhooks/{webhook}/ping")
            emitter.wait_until_done()
            self.assertEqual(emitter.ledger()[-1]["failure"], failure)
            self.assertEqual(emitter.stop(), 0)

    def test_a_value_that_is_not_right_is_exit_2_and_says_for_which_flag(self):
        for flag, value in (("--listen", "nowhere"), ("--durability", "some"), ("--virtual-time", "tomorrow"),
                            ("--allow-target", "10.0.0.0/99"), ("--max-in-flight", "0"), ("--stop-grace", "5")):
            with self.subTest(flag=flag):
                code, err = self.refuse(flag, value)
                self.assertEqual(code, 2, err)
                self.assertTrue(flag in err or value in err, err)
        self.assertEqual(self.refuse("--token", TOKEN, "--token-file", "x")[0], 2)
        self.assertEqual(self.refuse("--token-file", self.folder / "none")[0], 4)

    def test_a_flag_stands_in_the_environment_and_in_the_file_too(self):
        code, err = self.refuse(environment={"HOOKLOOP_DURABILITY": "some"})
        self.assertEqual(code, 2, err)
        config = self.folder / "emitter.toml"
        config.write_text('durability = "some"\n')
        self.assertEqual(self.refuse("--config", config)[0], 2)

    def test_a_seed_needs_a_platform_on_which_nothing_has_happened(self):
        emitter = self.serve()
        emitter.must("POST", "/api/v1/apps", {"name": "MyApp"})
        emitter.stop()
        code, _, err = run_to_end("--listen", "127.0.0.1:0", "--data", self.data, "--seed", "1")
        self.assertEqual(code, 4)
        self.assertIn("--ephemeral", err)

    def test_a_second_server_on_the_same_folder_is_exit_4_and_the_first_goes_on(self):
        emitter = self.serve()
        code, _, err = run_to_end("--listen", "127.0.0.1:0", "--data", self.data)
        self.assertEqual(code, 4)
        self.assertIn(str(self.data), err)
        emitter.must("POST", "/api/v1/apps", {"name": "MyApp"})

    def test_ephemeral_leaves_nothing_behind_and_the_data_folder_is_its_owners_alone(self):
        emitter = self.serve("--ephemeral")
        emitter.must("POST", "/api/v1/apps", {"name": "MyApp"})
        self.assertEqual(emitter.stop(), 0)
        self.assertFalse(self.data.exists())
        emitter = self.serve()
        emitter.must("POST", "/api/v1/apps", {"name": "MyApp"})
        for path in [self.data, *self.data.iterdir()]:
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)


class PublicEmitter(EmitterProcess):
    """Listens on every address, as other machines would reach it; asked on loopback all the same."""

    listen = "0.0.0.0:0"

    def __init__(self, data, *flags):
        super().__init__(data, *flags)
        self.url = f"http://127.0.0.1:{self.port}"

    def call(self, method, path, body=None, token=TOKEN):
        return super().call(method, path, body, {"Authorization": f"Bearer {token}"} if token else {})


if __name__ == "__main__":
    main()
