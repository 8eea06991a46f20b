#include "emitter/store/sqlite/emitter_database.h"

#include <spdlog/fmt/fmt.h>
#include <sqlite3.h>

#include <stdexcept>

#include "shared/sqlite/columns.h"

namespace hookloop {
namespace {

// The writer's pages: a backlog's index and the newest rows stay at hand.
constexpr int kCacheKibibytes = 32 * 1024;

template <typename Counts, typename Changes>
void add_up(Counts& counts, const Changes& changes) {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += static_cast<std::uint64_t>(changes[i]);
}

// A transaction that is undone unless it is committed.
class Transaction {
 public:
  explicit Transaction(StatementCache& statements) : statements_(statements) {
    statements_.use("BEGIN IMMEDIATE").run();
  }
  void commit() {
    statements_.use("COMMIT").run();
    is_open_ = false;
  }
  ~Transaction() {
    if (!is_open_) return;
    try {
      // After some failures (a full disk) SQLite has undone it by itself.
      if (sqlite3_get_autocommit(statements_.database().getHandle()) == 0) statements_.use("ROLLBACK").run();
    } catch (const SQLite::Exception&) {
      // The next BEGIN says what is wrong.
    }
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

 private:
  StatementCache& statements_;
  bool is_open_ = true;
};

}  // namespace

EmitterDatabase::EmitterDatabase(std::optional<std::filesystem::path> file, std::unique_ptr<SQLite::Database> database)
    : file_(std::move(file)), database_(std::move(database)), statements_(*database_) {
  database_->exec(fmt::format("PRAGMA cache_size = -{}", kCacheKibibytes));
  load_counts();
  if (!file_) return;
  readers_.emplace(*file_);
  checkpointer_.emplace(*file_, *database_);
}

std::optional<StoreError> EmitterDatabase::write(const Body& body) {
  const std::unique_lock lock(mutex_);
  if (is_writing_) throw std::logic_error("a change of the store inside of another change");
  struct Writing {
    bool& flag;
    explicit Writing(bool& is_writing) : flag(is_writing) { flag = true; }
    ~Writing() { flag = false; }
  } const writing(is_writing_);
  try {
    Transaction transaction(statements_);
    CountChanges changes;
    if (!body(statements_, changes)) return std::nullopt;
    save_counts(changes);
    transaction.commit();
    counts_.with([&](DeliveryCounts& counts) {
      add_up(counts.by_state, changes.by_state);
      add_up(counts.by_outcome, changes.by_outcome);
    });
  } catch (const SQLite::Exception& error) {
    if (error.getErrorCode() == SQLITE_CONSTRAINT) throw std::logic_error(error.what());
    return StoreError{explain_failure(error)};
  }
  if (checkpointer_) checkpointer_->after_commit();
  return std::nullopt;
}

EmitterDatabase::Reading EmitterDatabase::read() {
  if (!readers_) return read_on_writer();
  Reading reading;
  reading.lease_.emplace(readers_->lease());
  return reading;
}

EmitterDatabase::Reading EmitterDatabase::read_on_writer() {
  Reading reading;
  reading.lock_ = std::unique_lock(mutex_);
  reading.statements_ = &statements_;
  return reading;
}

DeliveryCounts EmitterDatabase::counts() const {
  return counts_.with([](const DeliveryCounts& counts) { return counts; });
}

void EmitterDatabase::load_counts() {
  SQLite::Statement row(*database_,
                        "SELECT pending, in_flight, delivered, exhausted, cancelled, "
                        "accepted, rejected, timed_out, unreachable, unknown FROM counts");
  if (!row.executeStep()) throw std::runtime_error("it has no counts");
  RowReader read(row);
  DeliveryCounts counts;
  for (auto& count : counts.by_state) count = read.number<std::uint64_t>();
  for (auto& count : counts.by_outcome) count = read.number<std::uint64_t>();
  counts_.with([&](DeliveryCounts& now) { now = counts; });
}

void EmitterDatabase::save_counts(const CountChanges& changes) {
  if (changes == CountChanges()) return;
  auto update = statements_.use(
      "UPDATE counts SET pending = pending + ?, in_flight = in_flight + ?, delivered = delivered + ?, "
      "exhausted = exhausted + ?, cancelled = cancelled + ?, accepted = accepted + ?, rejected = rejected + ?, "
      "timed_out = timed_out + ?, unreachable = unreachable + ?, unknown = unknown + ?");
  Binder bind(*update);
  for (const std::int64_t change : changes.by_state) bind.number(change);
  for (const std::int64_t change : changes.by_outcome) bind.number(change);
  update.run();
}

std::string EmitterDatabase::explain_failure(const SQLite::Exception& error) const {
  return file_ ? explain(error, *file_) : fmt::format("the memory that holds the store: {}", error.what());
}

}  // namespace hookloop
