#include "bin_server/http/import_routes.h"

#include <spdlog/fmt/fmt.h>

#include <string>
#include <unordered_set>

#include "bin_server/export/ndjson.h"
#include "bin_server/http/json_views.h"
#include "bin_server/http/mark_room.h"
#include "bin_server/http/route_helpers.h"
#include "shared/http_server/answer.h"

namespace hookloop {
namespace {

Problem import_problem(const NdjsonFault& fault) {
  return {400,
          "bad-import",
          "The file can not be imported",
          fmt::format("Line {}: {} Nothing was imported.", fault.line, fault.detail),
          fault.pointer,
          std::nullopt,
          fault.line};
}

// Ids are unique in the whole store: one that is free is kept, a copy of a capture that is still there gets a new one.
class FreeIds {
 public:
  explicit FreeIds(const ApiContext& context) : context_(context) {}

  void give(NotedCapture& capture) {
    const bool is_free = !capture.draft.id.empty() && !given_.contains(capture.draft.id) &&
                         !context_.store.has_request(capture.draft.id);
    if (!is_free) {
      capture.draft.id = context_.ids.next(id_prefix::request);
      ++new_ids_;
    }
    given_.insert(capture.draft.id);
    for (CaptureExchange& exchange : capture.exchanges) {
      if (!is_free || given_.contains(exchange.id)) exchange.id = context_.ids.next(id_prefix::exchange);
      given_.insert(exchange.id);
    }
  }
  std::size_t new_ids() const { return new_ids_; }  // of captures

 private:
  const ApiContext& context_;
  std::unordered_set<std::string> given_;
  std::size_t new_ids_ = 0;
};

// Limits that take the oldest take nothing that is pinned: more pins than a bin may have would be more than it may
// keep.
std::optional<Problem> find_mark_problem(const ApiContext& context, const Bin& bin, const NdjsonFile& file) {
  MarkRoom room(context, bin);
  for (std::size_t i = 0; i < file.captures.size(); ++i) {
    const NotedCapture& capture = file.captures[i];
    if (capture.marks.empty()) continue;
    auto problem = room.take({}, capture.marks, capture.draft.bytes());
    if (!problem) continue;
    problem->line = file.first_line + i;
    problem->detail = fmt::format("Line {}: {} Nothing was imported.", *problem->line, problem->detail);
    return problem;
  }
  return std::nullopt;
}

// On the writer's thread: nothing is captured, marked or deleted meanwhile.
std::optional<Problem> store_file(const ApiContext& context, const Bin& known_bin, NdjsonFile& file, Json& answer) {
  const auto bin = context.store.find_bin(known_bin.id);
  if (!bin || bin->number != known_bin.number) {
    return Problem{404, "unknown-bin", "There is no such bin", "It was deleted meanwhile. Nothing was imported."};
  }
  if (auto problem = find_mark_problem(context, *bin, file)) return problem;
  FreeIds ids(context);
  for (NotedCapture& capture : file.captures) {
    capture.draft.bin = bin->number;
    ids.give(capture);
  }
  const auto seqs = context.capture.commit_noted(file.captures);
  if (!seqs) return store_problem(seqs.error());
  answer = {{"imported", seqs->size()},
            {"new_ids", ids.new_ids()},
            {"first_seq", seqs->empty() ? Json(nullptr) : Json(seqs->front())},
            {"last_seq", seqs->empty() ? Json(nullptr) : Json(seqs->back())}};
  return std::nullopt;
}

void import_file(const ApiContext& context, const httplib::Request& request, httplib::Response& response) {
  const auto bin = find_bin(context, request, response);
  if (!bin) return;
  auto file = read_ndjson(request.body);
  if (!file) return answer_problem(response, import_problem(file.error()));
  Json answer;
  const auto problem = context.writer.run([&] { return store_file(context, *bin, *file, answer); });
  if (problem) return answer_problem(response, *problem);
  answer_json(response, answer);
}

}  // namespace

void add_import_routes(Routes& routes, const ApiContext& context) {
  routes.post("/api/v1/bins/:bin/import", [&context](const httplib::Request& request, httplib::Response& response) {
    import_file(context, request, response);
  });
}

}  // namespace hookloop
