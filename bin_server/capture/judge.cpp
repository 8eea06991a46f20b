#include "bin_server/capture/judge.h"

#include <charconv>
#include <chrono>
#include <vector>

#include "bin_server/capture/repeats.h"
#include "bin_server/model/request_head.h"

namespace hookloop {
namespace {

constexpr std::uint64_t kLargeBody = 1u << 20;

// About what a remembered verdict takes: its entry and its texts.
std::size_t size_of(const Verdict& verdict) {
  std::size_t bytes = 300 + verdict.signature.detail.size();
  for (const Violation& violation : verdict.payload.violations) {
    bytes += sizeof violation + violation.pointer.size() + violation.expected.size() + violation.actual.size();
  }
  return bytes;
}

// What other captures of the same delivery prove: the bodies and times that were signed before.
struct Evidence {
  std::vector<std::string> bodies;
  std::vector<UnixSeconds> timestamps;
};

// As many other captures of a delivery as are read to explain a signature that is not right, and how large they may be.
constexpr std::size_t kReadAsEvidence = 8;
constexpr std::uint64_t kLargestEvidence = 1u << 20;

Evidence gather_evidence(const CaptureStore& store, const CapturedRequest& request) {
  Evidence evidence;
  if (!request.delivery_id) return evidence;
  for (const DeliveryCapture& row : store.find_by_delivery(request.bin, *request.delivery_id, kReadAsEvidence)) {
    if (row.seq == request.seq || row.body_wire_bytes > kLargestEvidence) continue;
    const auto other = store.find_request(request.bin, row.seq);
    if (!other) continue;
    evidence.bodies.push_back(content_of(*other));
    const RequestHead head = parse_request_head(other->head);
    const auto text = find_header(head.headers, header_name::timestamp).value_or("");
    std::int64_t seconds = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), seconds).ec == std::errc()) {
      evidence.timestamps.emplace_back(std::chrono::seconds(seconds));
    }
  }
  return evidence;
}

SignatureVerdict judge_signature(const CaptureStore& store, const BinSettings& settings, const CapturedRequest& request,
                                 const HeaderList& headers, std::string_view content) {
  const VerificationInput input{headers, content, std::chrono::floor<std::chrono::seconds>(request.received_at)};
  SignatureVerdict verdict = verify(input, settings.secrets);
  // The search for proof reads other captures: only where something is to be explained.
  if (verdict.cause != SignatureCause::wrong_secret) return verdict;
  const Evidence evidence = gather_evidence(store, request);
  if (evidence.bodies.empty()) return verdict;
  const std::vector<std::string_view> bodies(evidence.bodies.begin(), evidence.bodies.end());
  VerificationOptions options;
  options.sent_bodies = bodies;
  options.sent_timestamps = evidence.timestamps;
  return verify(input, settings.secrets, options);
}

Verdict judge_bytes(const CaptureStore& store, const BinSettings& settings, const CapturedRequest& request) {
  const RequestHead head = parse_request_head(request.head);
  const std::string content = content_of(request);
  const auto type = find_header(head.headers, header_name::event_type);
  return {judge_payload(content, type), judge_signature(store, settings, request, head.headers, content)};
}

}  // namespace

std::shared_ptr<const Verdict> Judge::judge(const Bin& bin, const CapturedRequest& request) {
  const auto known = remembered_.with([&](const Remembered& remembered) -> std::shared_ptr<const Verdict> {
    const auto entry = remembered.verdicts.find(request.id);
    const bool fits = entry != remembered.verdicts.end() && entry->second.settings == bin.settings;
    return fits ? entry->second.verdict : nullptr;
  });
  if (known) return known;

  // One large body at a time: reading JSON that means harm takes many times its room.
  std::unique_lock large(large_, std::defer_lock);
  if (request.body_wire_bytes > kLargeBody) large.lock();
  std::shared_ptr<const Verdict> verdict;
  if (request.body.size() == request.body_wire_bytes) {
    verdict = std::make_shared<const Verdict>(judge_bytes(store_, *bin.settings, request));
  } else {
    // A request that was deleted meanwhile is judged by what is at hand; nobody will see it again.
    const auto whole = store_.find_request(bin.number, request.seq);
    verdict = std::make_shared<const Verdict>(judge_bytes(store_, *bin.settings, whole ? *whole : request));
  }
  // A later capture of the delivery may prove what was wrong: this opinion is not the last.
  const bool may_change = request.delivery_id && verdict->signature.cause == SignatureCause::wrong_secret;
  if (may_change) return verdict;
  remembered_.with([&](Remembered& remembered) {
    if (remembered.bytes >= most_remembered_) remembered = {};
    remembered.verdicts[request.id] = {bin.settings, verdict};
    remembered.bytes += size_of(*verdict);
  });
  return verdict;
}

std::optional<std::string> Judge::duplicate_of(const CapturedRequest& request) const {
  return read_delivery_history(store_, request).duplicate_of;
}

}  // namespace hookloop
