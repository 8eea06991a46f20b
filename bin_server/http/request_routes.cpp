#include "bin_server/http/request_routes.h"

#include <algorithm>
#include <limits>

#include "bin_server/http/exchange_views.h"
#include "bin_server/http/json_views.h"
#include "bin_server/http/route_helpers.h"
#include "shared/http_server/answer.h"

namespace hookloop {
namespace {

constexpr std::int64_t kLargestPage = 500;
constexpr std::size_t kDeletedAtOnce = 500;  // some milliseconds of the writer's time
constexpr std::int64_t kGreatestSeq = std::numeric_limits<Seq>::max();

void list_requests(const ApiContext& context, const httplib::Request& request, httplib::Response& response) {
  const auto bin = find_bin(context, request, response);
  if (!bin || !check_parameters(request, {"q", "limit", "before", "after"}, response)) return;
  const auto query = read_search(context, request, response);
  if (!query) return;
  RequestRange range;
  std::optional<std::int64_t> limit;
  if (!read_number(request, "limit", 1, kLargestPage, limit, response) ||
      !read_number(request, "before", 1, kGreatestSeq, range.before, response) ||
      !read_number(request, "after", 0, kGreatestSeq, range.after, response)) {
    return;
  }
  if (limit) range.limit = static_cast<std::size_t>(*limit);
  // Of what comes after a seq, the page that lies next to it: a reader that goes forward misses nothing. It is shown
  // newest first all the same.
  range.newest_first = !range.after;
  const std::size_t wanted = range.limit;
  ++range.limit;  // one more than asked for tells whether there is a further page
  auto requests = context.search.find(*bin, *query, range);
  const bool has_more = requests.size() > wanted;
  if (has_more) requests.pop_back();
  const Json next = has_more ? Json(requests.back().seq) : Json(nullptr);
  if (range.after) std::reverse(requests.begin(), requests.end());
  Json rows = Json::array();
  for (const CapturedRequest& captured : requests) rows.push_back(row_view(judge(context, *bin, captured)));
  answer_json(response, {{"requests", rows}, {"next", next}});
}

// All that match now. In pieces, between which captures go on; when one fails, those before it are gone and told of.
void delete_matches(const ApiContext& context, const Bin& bin, const SearchQuery& query, httplib::Response& response) {
  const auto seqs = context.search.find_all(bin, query, bin.totals.last_seq + 1);
  std::uint64_t deleted = 0;
  for (std::size_t at = 0; at < seqs.size(); at += kDeletedAtOnce) {
    const auto piece = std::span(seqs).subspan(at, std::min(kDeletedAtOnce, seqs.size() - at));
    const auto count = context.writer.run([&] { return context.store.delete_requests(bin.number, piece); });
    if (!count) return answer_problem(response, store_problem(count.error()));
    deleted += *count;
  }
  answer_json(response, {{"deleted", deleted}});
}

void delete_requests(const ApiContext& context, const httplib::Request& request, httplib::Response& response) {
  const auto bin = find_bin(context, request, response);
  if (!bin) return;
  const auto query = read_search(context, request, response);
  if (!query) return;
  if (request.has_param("q") && query->matches_all()) {
    return answer_bad_parameter(response, "q is empty; leave it away to delete all.");
  }
  if (!query->matches_all()) return delete_matches(context, *bin, *query, response);
  const auto cleared = context.writer.run([&] { return context.store.clear_requests(bin->number); });
  if (!cleared) return answer_problem(response, store_problem(cleared.error()));
  answer_json(response, {{"deleted", *cleared}});
}

// Captured bytes never run in this origin: they are a download, of no type that a browser would show, in a sandbox.
void answer_bytes(httplib::Response& response, std::string bytes, const std::string& file_name) {
  response.set_header("Content-Disposition", "attachment; filename=\"" + file_name + "\"");
  response.headers.erase("Content-Security-Policy");
  response.set_header("Content-Security-Policy", "sandbox; default-src 'none'");
  response.set_header("Cache-Control", "no-store");
  response.set_content(std::move(bytes), "application/octet-stream");
}

}  // namespace

void add_request_routes(Routes& routes, const ApiContext& context) {
  routes.get("/api/v1/bins/:bin/requests", [&context](const httplib::Request& request, httplib::Response& response) {
    list_requests(context, request, response);
  });
  routes.del("/api/v1/bins/:bin/requests",
             [&context](const httplib::Request& request, httplib::Response& response) {
               delete_requests(context, request, response);
             },
             {"q"});

  // The routes of one request: each finds it, and says so itself when there is none.
  const auto with_request = [&context](auto use) {
    return [&context, use](const httplib::Request& request, httplib::Response& response) {
      const auto bin = find_bin(context, request, response);
      if (!bin) return;
      if (const auto captured = find_request(context, *bin, request, response)) use(*bin, *captured, response);
    };
  };
  const std::string one = "/api/v1/bins/:bin/requests/:request";
  routes.get(one,
             with_request([&context](const Bin& bin, const CapturedRequest& captured, httplib::Response& response) {
               Json json = request_view(judge(context, bin, captured));
               json["exchanges"] = exchange_rows_view(context.store.list_exchanges(bin.number, captured.seq));
               answer_json(response, json);
             }));
  routes.get(one + "/body", with_request([](const Bin&, const CapturedRequest& captured, httplib::Response& response) {
               answer_bytes(response, content_of(captured), captured.id + ".body");
             }));
  routes.get(one + "/raw", with_request([](const Bin&, const CapturedRequest& captured, httplib::Response& response) {
               answer_bytes(response, captured.head + captured.body, captured.id + ".http");
             }));
  routes.del(one,
             with_request([&context](const Bin& bin, const CapturedRequest& captured, httplib::Response& response) {
               const Seq seq = captured.seq;
               const auto deleted =
                   context.writer.run([&] { return context.store.delete_requests(bin.number, std::span(&seq, 1)); });
               if (!deleted) return answer_problem(response, store_problem(deleted.error()));
               response.status = 204;
             }));
}

}  // namespace hookloop
