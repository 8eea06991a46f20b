#include "bin_server/http/mark_routes.h"

#include <spdlog/fmt/fmt.h>

#include "bin_server/http/json_views.h"
#include "bin_server/http/mark_input.h"
#include "bin_server/http/route_helpers.h"
#include "shared/http_server/answer.h"

namespace hookloop {
namespace {

Problem too_many_pins(const Bin& bin, const BinLimits& limits) {
  return {409, "too-many-pins", "The bin has no room for one more pin",
          fmt::format(
              "Pinned captures stay, so they may take one part in {} of max_requests ({}) and of max_bytes ({}); "
              "the bin has {} of {} bytes. Unpin some, or raise the bin's limits.",
              kPinnedShare, limits.max_requests, limits.max_bytes, bin.totals.pinned_count, bin.totals.pinned_bytes)};
}

Problem too_many_pins_in_all(const BinTotals& total) {
  return {
      409, "too-many-pins", "The server has no room for one more pin",
      fmt::format("Pinned captures stay, so they may take one part in {} of what --max-total-requests, "
                  "--max-total-bytes and the memory budget allow; there are {} of {} bytes in all bins. Unpin some.",
                  kPinnedShare, total.pinned_count, total.pinned_bytes)};
}

Problem too_many_marked() {
  return {409, "too-many-marked", "Too many captures of the bin have marks",
          fmt::format("At most {} captures of a bin are pinned or have a note or tags. Clear the marks of some.",
                      kMostMarked)};
}

// What marks there are is read and changed in one piece of work on the writer's thread, so that two changes at once do
// not undo each other.
std::optional<Problem> change_marks(const ApiContext& context, const Bin& known_bin, Seq seq, const std::string& body) {
  const auto bin = context.store.find_bin(known_bin.id);
  const bool is_there = bin && bin->number == known_bin.number;
  const auto rows =
      is_there ? context.store.list_requests(bin->number, {seq + 1, seq - 1, 1}) : std::vector<CapturedRequest>{};
  if (rows.empty()) {
    return Problem{404, "unknown-request", "There is no such request", "It was deleted just now."};
  }
  const CapturedRequest& request = rows.front();
  const auto marks = parse_mark_input(body, request.marks);
  if (!marks) return marks.error();
  if (*marks == request.marks) return std::nullopt;
  const bool is_more = request.marks.empty() && !marks->empty();
  if (is_more && context.store.count_marked(bin->number) >= kMostMarked) return too_many_marked();
  if (marks->pinned && !request.marks.pinned) {
    const std::uint64_t bytes = request.head.size() + request.body_wire_bytes;
    if (!may_pin(bin->totals, bin->settings->limits, bytes)) return too_many_pins(*bin, bin->settings->limits);
    const BinTotals total = context.store.total();
    if (!may_pin(total, context.options.store_limits, bytes)) return too_many_pins_in_all(total);
  }
  const auto done = context.store.set_marks(bin->number, seq, *marks);
  if (!done) return store_problem(done.error());
  context.feed.announce_change(bin->number, {FeedChange::Kind::marked, seq, {}});
  return std::nullopt;
}

void mark_request(const ApiContext& context, const httplib::Request& request, httplib::Response& response) {
  const auto bin = find_bin(context, request, response);
  if (!bin) return;
  const auto captured = find_request(context, *bin, request, response);
  if (!captured) return;
  const auto problem = context.writer.run([&] { return change_marks(context, *bin, captured->seq, request.body); });
  if (problem) return answer_problem(response, *problem);
  const auto rows = context.store.list_requests(bin->number, {captured->seq + 1, captured->seq - 1, 1});
  // Deleted again by somebody else meanwhile: it was marked all the same.
  answer_json(response, row_view(judge(context, *bin, rows.empty() ? *captured : rows.front())));
}

}  // namespace

void add_mark_routes(Routes& routes, const ApiContext& context) {
  routes.patch("/api/v1/bins/:bin/requests/:request",
               [&context](const httplib::Request& request, httplib::Response& response) {
                 mark_request(context, request, response);
               });
}

}  // namespace hookloop
