#include "shared/sqlite/checkpointer.h"

#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include "shared/sqlite/database.h"

namespace hookloop {
namespace {

// 4 MiB: below that a pass is mostly the cost of its two syncs.
constexpr int kWorthAPass = 4'000;
// 64 MiB: the log may grow to this before the writer takes part.
constexpr int kLongLogPages = 16'000;
// 192 MiB: a disk that can not keep up must not be filled by the log, so from here on the writer waits for the pass.
constexpr int kLongestLogPages = 48'000;

}  // namespace

Checkpointer::Checkpointer(std::filesystem::path file, SQLite::Database& writer)
    : file_(std::move(file)), writer_(writer), thread_([this] { run(); }) {
  // Tells after each commit how long the log is; the pragma that switched automatic checkpoints off used the same hook.
  sqlite3_wal_hook(
      writer_.getHandle(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Checkpointer*>(self)->log_pages_ = pages;
        return SQLITE_OK;
      },
      this);
}

Checkpointer::~Checkpointer() {
  sqlite3_wal_hook(writer_.getHandle(), nullptr, nullptr);
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Checkpointer::after_commit() {
  if (is_writers_turn(log_pages_)) finish_on_writer();
}

bool Checkpointer::is_writers_turn(int pages) {
  if (pages < kWorthAPass) return false;
  {
    std::unique_lock lock(mutex_);
    pages_ = pages;
    if (pages >= kLongestLogPages) {
      pass_ended_.wait(lock, [this] { return !is_passing_; });
      writers_turn_ = true;
    }
    if (writers_turn_) return true;
  }
  wake_.notify_one();
  return false;
}

void Checkpointer::finish_on_writer() {
  try {
    SQLite::Statement(writer_, "PRAGMA wal_checkpoint(PASSIVE)").executeStep();
  } catch (const SQLite::Exception& error) {
    spdlog::warn("checkpoint: {}", explain(error, file_));
  }
  const std::lock_guard lock(mutex_);
  pages_ = 0;
  writers_turn_ = false;
}

void Checkpointer::run() {
  std::unique_ptr<SQLite::Database> database;
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || (pages_ >= kWorthAPass && !writers_turn_); });
    if (stopping_) return;
    pages_ = 0;
    is_passing_ = true;
    lock.unlock();
    try {
      if (!database) {
        database = std::make_unique<SQLite::Database>(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);
        database->exec("PRAGMA synchronous = NORMAL");
      }
      SQLite::Statement(*database, "PRAGMA wal_checkpoint(PASSIVE)").executeStep();
    } catch (const SQLite::Exception& error) {
      // Nothing is lost: the log keeps it all, and the next pass tries again.
      spdlog::warn("checkpoint: {}", explain(error, file_));
    }
    lock.lock();
    is_passing_ = false;
    writers_turn_ = pages_ >= kLongLogPages;
    pass_ended_.notify_one();
  }
}

}  // namespace hookloop
