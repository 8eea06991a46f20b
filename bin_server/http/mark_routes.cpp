#include "bin_server/http/mark_routes.h"

#include "bin_server/http/json_views.h"
#include "bin_server/http/mark_input.h"
#include "bin_server/http/mark_room.h"
#include "bin_server/http/route_helpers.h"
#include "shared/http_server/answer.h"

namespace hookloop {
namespace {

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
  const std::uint64_t bytes = request.head.size() + request.body_wire_bytes;
  if (auto problem = MarkRoom(context, *bin).take(request.marks, *marks, bytes)) return problem;
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
