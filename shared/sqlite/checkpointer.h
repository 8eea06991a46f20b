// Moves what was committed from the write-ahead log into the database on a thread of its own, so that a writer
// never waits for it: checkpoints inside its loop made up the whole p99 of a capture. The checkpoint is passive: it
// takes what it can get and blocks nobody.
//
// SQLite begins the log anew only when a write finds all of it moved. Under an unbroken load that would never be: new
// pages come while old ones are moved. So when a pass has ended and the log is long, it is the writer's turn: it moves
// the little that is left, on its own connection and with nobody beside it, and its next write begins the log anew.
// Where the log has grown very long nevertheless, the writer waits for the pass: the log is bounded, whatever the disk.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

namespace hookloop {

class Checkpointer {
 public:
  // `writer` is the one connection that writes to `file`; it outlives this, and its hook for the log is taken.
  Checkpointer(std::filesystem::path file, SQLite::Database& writer);
  ~Checkpointer();

  // One thread at a time, that which has the writer, after each commit and outside of any transaction.
  void after_commit();

 private:
  void run();
  bool is_writers_turn(int pages);
  void finish_on_writer();

  std::filesystem::path file_;
  SQLite::Database& writer_;
  int log_pages_ = 0;  // the writer's: pages in the log after its last commit
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable pass_ended_;
  int pages_ = 0;              // guarded by mutex_, as all below
  bool is_passing_ = false;    // a checkpoint runs on the other thread
  bool writers_turn_ = false;  // then no pass begins
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace hookloop
