#include "bin_server/capture/capture_service.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <unordered_map>

#include "bin_server/forward/via.h"
#include "shared/schema/delivery_headers.h"

namespace hookloop {
namespace {

// Strays are for looking at, and anybody who can reach the port can make them: few are kept.
constexpr BinLimits kStrayLimits{1'000, 64u << 20};

}  // namespace

CaptureService::CaptureService(CaptureStore& store, LiveFeed& feed, Refusals& refusals, const Clock& clock,
                               IdSource& ids, CaptureOptions options, std::string instance)
    : store_(store),
      feed_(feed),
      refusals_(refusals),
      clock_(clock),
      ids_(ids),
      options_(options),
      instance_(std::move(instance)) {}

bool CaptureService::comes_back(const Bin& bin, const RequestHead& head) const {
  return find_loop(head.headers, via_pseudonym(instance_, bin.id)).has_value();
}

Result<Bin, Problem> CaptureService::find_bin(std::string_view id) {
  auto bin = store_.find_bin(id);
  if (bin && !is_expired(*bin, clock_.now())) return *std::move(bin);
  if (!is_bin_id(id)) {
    return Problem{400, "bad-bin-id", "That is no bin's id", fmt::format("In /b/ID, {}.", kBinIdRule)};
  }
  if (options_.auto_create && !bin) return make_bin(id, id, options_.bin_limits);
  return Problem{404, "unknown-bin", "There is no such bin",
                 fmt::format("Make the bin '{}' first, with POST /api/v1/bins or in the page.", id)};
}

Result<Bin, Problem> CaptureService::stray_bin() {
  if (auto bin = store_.find_bin(kStrayBinId)) return *std::move(bin);
  return make_bin(kStrayBinId, "Requests that named no bin", kStrayLimits);
}

Result<Bin, Problem> CaptureService::make_bin(std::string_view id, std::string_view name, BinLimits limits) {
  constexpr const char* kTitle = "The bin could not be made";
  if (store_.count_bins() >= options_.max_bins) {
    refusals_.count(0, &RefusalCounts::not_stored);
    return Problem{
        503, "too-many-bins", kTitle,
        fmt::format("Nothing was kept: there are {} bins, as many as --max-bins allows.", options_.max_bins)};
  }
  BinSettings settings;
  settings.name = name;
  settings.limits = limits;
  auto bin = store_.create_bin(std::string(id), clock_.now(), settings);
  if (bin) return *std::move(bin);
  spdlog::error("can not make the bin {}: {}", id, bin.error().message);
  refusals_.count(0, &RefusalCounts::not_stored);
  return Problem{503, "not-stored", kTitle, "Nothing was kept; send it again. The server's log says what is wrong."};
}

std::optional<StoreError> CaptureService::delete_bin(BinNumber number) {
  if (auto error = store_.delete_bin(number)) return error;
  feed_.close_bin(number);
  refusals_.forget(number);
  return std::nullopt;
}

CaptureDraft CaptureService::draft(const Bin& bin, const RequestHead& head) {
  CaptureDraft draft;
  draft.bin = bin.number;
  draft.id = ids_.next(id_prefix::request);
  draft.received_at = clock_.now();
  if (auto delivery = read_delivery_identity(head.headers)) {
    draft.delivery_id = std::move(delivery->id);
    draft.attempt = delivery->attempt;
  }
  return draft;
}

template <typename Captures, typename DraftOf>
void CaptureService::note_commit(SteadyTime begin, const Captures& captures, const DraftOf& draft_of,
                                 const Result<AppendedSeqs, StoreError>& seqs) {
  commits_.add(std::chrono::floor<Microseconds>(clock_.steady() - begin));
  if (!seqs) {
    for (const auto& capture : captures) refusals_.count(draft_of(capture).bin, &RefusalCounts::not_stored);
    return;
  }
  count_ += captures.size();
  std::uint64_t bytes = 0;
  for (const auto& capture : captures) bytes += draft_of(capture).bytes();
  bytes_ += bytes;
  std::unordered_map<BinNumber, Seq> last;
  for (std::size_t i = 0; i < captures.size(); ++i) {
    if ((*seqs)[i] != 0) last[draft_of(captures[i]).bin] = (*seqs)[i];
  }
  for (const auto& [bin, seq] : last) feed_.announce(bin, seq);
}

Result<AppendedSeqs, StoreError> CaptureService::commit(std::span<const CaptureDraft> drafts) {
  const SteadyTime begin = clock_.steady();
  auto seqs = store_.append(drafts);
  note_commit(
      begin, drafts, [](const CaptureDraft& draft) -> const CaptureDraft& { return draft; }, seqs);
  return seqs;
}

Result<AppendedSeqs, StoreError> CaptureService::commit_noted(std::span<const NotedCapture> captures) {
  const SteadyTime begin = clock_.steady();
  auto seqs = store_.append_noted(captures);
  note_commit(
      begin, captures, [](const NotedCapture& capture) -> const CaptureDraft& { return capture.draft; }, seqs);
  return seqs;
}

std::optional<StoreError> CaptureService::note_answers(std::span<const AnswerNote> notes) {
  if (auto error = store_.note_answers(notes)) return error;
  for (const AnswerNote& note : notes) feed_.announce_change(note.bin, {FeedChange::Kind::answered, note.seq, {}});
  return std::nullopt;
}

}  // namespace hookloop
