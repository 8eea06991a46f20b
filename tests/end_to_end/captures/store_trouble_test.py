"""A data folder with which bin_server can not work: a clear sentence, exit 4, and not a byte of it changed."""
import os
import shutil
import sqlite3
import tempfile
import unittest
from contextlib import closing
from pathlib import Path

from bin_server_process import PROGRAM, BinServerProcess, main, run_to_end

NOBODY = 65534


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != "lock"}


class StoreTrouble(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.data = self.folder / "data"
        self.database = self.data / "captures.db"

    def make_captures(self, count=200):
        """A folder as a server leaves it."""
        server = BinServerProcess(self.data)
        server.make_bin("b")
        for number in range(count):
            status, _ = server.call("POST", "/b/b", {"number": number, "filling": "x" * 3000})
            self.assertEqual(status, 200)
        self.assertEqual(server.stop(), 0)

    def assert_refused(self, *words, **how):
        before = bytes_of(self.data) if self.data.is_dir() else None
        code, out, err = run_to_end("--listen", "127.0.0.1:0", "--data", self.data, **how)
        self.assertEqual(code, 4, err)
        self.assertEqual(out, "")
        for word in words:
            self.assertIn(word, err)
        if before is not None:
            after = bytes_of(self.data)
            for name, content in before.items():
                self.assertTrue(after.pop(name) == content, f"{name} was changed")
            # Reading a log makes an index of it, and an empty log where there was none: neither holds anything.
            left = {name for name, content in after.items() if content and not name.endswith("-shm")}
            self.assertEqual(left, set())

    def test_a_database_of_a_newer_version(self):
        self.make_captures(3)
        with closing(sqlite3.connect(self.database)) as database:
            database.execute("PRAGMA user_version = 999")
        self.assert_refused("newer", "999", str(self.database))

    def test_a_database_of_a_newer_version_that_was_killed(self):
        # What it had committed stands in the log alone; closing the database would move it into the file.
        self.make_captures(3)
        with closing(sqlite3.connect(self.database)) as database:
            database.execute("PRAGMA user_version = 999")
            database.execute("CREATE TABLE of_the_future (x)")
            copy = self.folder / "copy"
            copy.mkdir()
            for name in ("captures.db", "captures.db-wal"):
                shutil.copy(self.data / name, copy / name)
        self.data = copy
        self.assertGreater((copy / "captures.db-wal").stat().st_size, 0)
        self.assert_refused("newer", "999")

    def test_a_file_that_is_no_database(self):
        self.data.mkdir()
        for content in (b"Dear diary, " * 1000, b"short", bytes(4096)):
            with self.subTest(content=content[:12]):
                self.database.write_bytes(content)
                self.assert_refused("no database", str(self.database))

    def test_a_database_of_another_program(self):
        self.data.mkdir()
        with closing(sqlite3.connect(self.database)) as database:
            database.execute("CREATE TABLE music (title)")
            database.commit()
        self.assert_refused("another program", str(self.database))

    def test_a_database_that_is_damaged_in_the_middle(self):
        self.make_captures()
        content = bytearray(self.database.read_bytes())
        middle = len(content) // 2 // 4096 * 4096
        content[middle:middle + 65536] = bytes([0xA5]) * 65536
        self.database.write_bytes(content)
        self.assert_refused("damaged", str(self.database))

    def test_a_database_that_was_cut_short(self):
        self.make_captures()
        with self.database.open("r+b") as file:
            file.truncate(self.database.stat().st_size // 2)
        self.assert_refused("damaged", str(self.database))

    def test_a_folder_where_the_database_should_be(self):
        self.database.mkdir(parents=True)
        self.assert_refused(str(self.database))
        self.assertEqual(list(self.database.iterdir()), [])

    def test_a_file_where_the_data_folder_should_be(self):
        self.data.write_text("a file")
        self.assert_refused(str(self.data))
        self.assertEqual(self.data.read_text(), "a file")

    def test_a_data_folder_that_can_not_be_made(self):
        (self.folder / "file").write_text("a file")
        self.data = self.folder / "file" / "data"
        self.assert_refused(str(self.data))

    def with_few_rights(self):
        """How to start the program without the right to write: root may write anything, so it becomes nobody."""
        if os.geteuid() != 0:
            return {}
        self.folder.chmod(0o755)
        program = self.folder / "bin_server"  # nobody may not reach every build folder
        shutil.copy(PROGRAM, program)
        program.chmod(0o755)
        return {"program": str(program), "user": NOBODY, "group": NOBODY, "extra_groups": []}

    def test_a_data_folder_that_can_only_be_read(self):
        self.make_captures(3)
        self.data.chmod(0o555)
        self.addCleanup(self.data.chmod, 0o755)
        for path in self.data.iterdir():
            path.chmod(0o444)
        self.assert_refused(str(self.data), **self.with_few_rights())

    def test_a_database_that_can_only_be_read(self):
        self.make_captures(3)
        self.data.chmod(0o777)
        (self.data / "lock").chmod(0o666)
        self.database.chmod(0o444)
        self.assert_refused("can only be read", str(self.database), **self.with_few_rights())


if __name__ == "__main__":
    main()
