#include "bin_server/capture/capture_service.h"

#include <spdlog/spdlog.h>

#include <unordered_map>

#include "shared/schema/delivery_headers.h"

namespace hookloop {
namespace {

// Strays are for looking at, and anybody who can reach the port can make them: few are kept.
constexpr BinLimits kStrayLimits{1'000, 64u << 20};

}  // namespace

CaptureService::CaptureService(CaptureStore& store, LiveFeed& feed, Refusals& refusals, const Clock& clock,
                               IdSource& ids, CaptureOptions options)
    : store_(store), feed_(feed), refusals_(refusals), clock_(clock), ids_(ids), options_(options) {}

std::optional<Bin> CaptureService::find_bin(std::string_view id) {
  if (auto bin = store_.find_bin(id)) {
    const auto& expires_at = bin->settings->expires_at;
    if (expires_at && *expires_at <= clock_.now()) return std::nullopt;
    return bin;
  }
  if (!options_.auto_create || !is_bin_id(id)) return std::nullopt;
  return make_bin(id, id, options_.bin_limits);
}

std::optional<Bin> CaptureService::stray_bin() {
  if (auto bin = store_.find_bin(kStrayBinId)) return bin;
  return make_bin(kStrayBinId, "Requests that named no bin", kStrayLimits);
}

std::optional<Bin> CaptureService::make_bin(std::string_view id, std::string_view name, BinLimits limits) {
  if (store_.list_bins().size() >= options_.max_bins) return std::nullopt;
  BinSettings settings;
  settings.name = name;
  settings.limits = limits;
  auto bin = store_.create_bin(std::string(id), clock_.now(), settings);
  if (!bin) {
    spdlog::error("can not make the bin {}: {}", id, bin.error().message);
    return std::nullopt;
  }
  return *std::move(bin);
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

Result<AppendedSeqs, StoreError> CaptureService::commit(std::span<const CaptureDraft> drafts) {
  auto seqs = store_.append(drafts);
  if (!seqs) {
    for (const CaptureDraft& draft : drafts) refusals_.count(draft.bin, &RefusalCounts::not_stored);
    return seqs;
  }
  std::unordered_map<BinNumber, Seq> last;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if ((*seqs)[i] != 0) last[drafts[i].bin] = (*seqs)[i];
  }
  for (const auto& [bin, seq] : last) feed_.announce(bin, seq);
  return seqs;
}

}  // namespace hookloop
