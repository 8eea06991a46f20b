// The capture store on disk: one SQLite database, one connection that writes (the recorder's thread), connections that
// read (any thread), a checkpointer beside them.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <memory>

#include "bin_server/store/bin_table.h"
#include "bin_server/store/capture_store.h"
#include "bin_server/store/sqlite/answer_rows.h"
#include "bin_server/store/sqlite/capture_trimmer.h"
#include "shared/sqlite/checkpointer.h"
#include "shared/sqlite/database.h"
#include "shared/sqlite/reader_pool.h"
#include "shared/support/result.h"

namespace hookloop {

class SqliteCaptureStore final : public CaptureStore {
 public:
  // Opens or makes `folder`/captures.db. Errors are those of shared/sqlite/database.h.
  static Result<std::unique_ptr<SqliteCaptureStore>> open(const std::filesystem::path& folder, Durability durability,
                                                          const StoreLimits& limits = {});
  ~SqliteCaptureStore() override;

  Result<Bin, StoreError> create_bin(const std::string& id, Timestamp created_at, const BinSettings& settings) override;
  std::optional<StoreError> change_bin(BinNumber bin, const BinSettings& settings) override;
  std::optional<StoreError> delete_bin(BinNumber bin) override;
  Result<AppendedSeqs, StoreError> append(std::span<const CaptureDraft> drafts) override;
  Result<AppendedSeqs, StoreError> append_noted(std::span<const NotedCapture> captures) override;
  std::optional<StoreError> note_answers(std::span<const AnswerNote> notes) override;
  Result<std::uint64_t, StoreError> delete_requests(BinNumber bin, std::span<const Seq> seqs) override;
  Result<std::uint64_t, StoreError> clear_requests(BinNumber bin) override;
  std::optional<StoreError> append_exchanges(std::span<const CaptureExchange> exchanges,
                                             std::span<const ForwardCursor> cursors) override;
  Result<bool, StoreError> set_marks(BinNumber bin, Seq seq, const Marks& marks) override;
  bool sweep(Timestamp now) override;
  std::optional<StoreError> check_writable() override;

  std::optional<Bin> find_bin(std::string_view id) const override { return bins_.find(id); }
  std::vector<Bin> list_bins() const override { return bins_.list(); }
  std::size_t count_bins() const override { return bins_.size(); }
  BinTotals total() const override { return bins_.total(); }
  std::vector<Bin> list_expired_bins(Timestamp now) const override {
    return bins_.list_if([now](const Bin& bin) { return is_expired(bin, now); });
  }
  std::vector<Bin> list_forwarding_bins() const override {
    return bins_.list_if([](const Bin& bin) { return !bin.settings->forward.targets.empty(); });
  }
  std::vector<CapturedRequest> list_requests(BinNumber bin, const RequestRange& range) const override;
  std::optional<CapturedRequest> find_request(BinNumber bin, Seq seq) const override;
  std::optional<CapturedRequest> find_request(BinNumber bin, std::string_view id) const override;
  bool has_request(std::string_view id) const override;
  std::optional<CapturedRequest> find_latest(BinNumber bin) const override;
  void visit_requests(BinNumber bin, const RequestRange& range, const Visit& visit) const override;
  std::vector<Seq> list_marked(BinNumber bin, const RequestRange& range) const override;
  std::size_t count_marked(BinNumber bin) const override;
  std::vector<DeliveryCapture> find_by_delivery(BinNumber bin, std::string_view delivery_id,
                                                std::size_t limit) const override;
  std::vector<CaptureExchange> list_exchanges(BinNumber bin, Seq seq) const override;
  std::vector<ForwardCursor> list_forward_cursors(BinNumber bin) const override;

  // The database, for tests that look behind or make trouble on purpose. Writer's thread.
  SQLite::Database& database() { return *database_; }

 private:
  SqliteCaptureStore(std::filesystem::path file, std::unique_ptr<SQLite::Database> database, const StoreLimits& limits);

  // Runs `write` in one transaction; an error undoes all of it.
  template <typename Write>
  std::optional<StoreError> transact(Write&& write);
  // The same, and what limits take because of it; totals are seen once it is committed.
  template <typename Write>
  std::optional<StoreError> change_captures(Write&& write);
  // Within such a change; its seq, 0 where its bin is gone.
  Seq put(const CaptureDraft& draft, BinChanges& changes);
  void put_notes(const NotedCapture& capture, Seq seq, BinChanges& changes);
  // A piece of what is over a limit or too old; true: some of it went.
  bool trim_something(Timestamp now);
  bool sweep_garbage();
  void write_totals(BinNumber number, const BinTotals& totals);
  Seq floor_of(BinNumber number) const;

  std::filesystem::path file_;
  const StoreLimits limits_;
  std::unique_ptr<SQLite::Database> database_;
  SQLite::Statement insert_;
  AnswerRows answers_;
  SQLite::Statement update_totals_;
  CaptureTrimmer trimmer_;
  BinTable bins_;
  mutable ReaderPool readers_;
  bool has_garbage_ = true;  // writer's thread: until a sweep finds none
  bool sweep_has_failed_ = false;
  Checkpointer checkpointer_;
};

}  // namespace hookloop
