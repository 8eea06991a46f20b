#include "bin_server/cli/captures.h"

#include <algorithm>

#include "shared/cli/shown.h"

namespace hookloop {
namespace {

constexpr std::uint64_t kRowsAtOnce = 500;  // the API's largest page

}  // namespace

Result<Json, ApiFailure> read_captures(BinSession& session, const CaptureRange& range) {
  Json all{{"requests", Json::array()}, {"next", nullptr}};
  Json parameters = Json::object();
  if (session.query) parameters["q"] = *session.query;
  if (range.before > 0) parameters["before"] = range.before;
  std::uint64_t left = range.limit;
  while (left > 0) {
    parameters["limit"] = std::min(left, kRowsAtOnce);
    const auto page = session.client.call({"GET", session.path({"requests"}) + query_text(parameters)});
    if (!page) return page.error();
    const Json& rows = value_at(*page, "/requests");
    for (const Json& row : rows) all["requests"].push_back(row);
    all["next"] = value_at(*page, "/next");
    if (all["next"].is_null() || rows.empty()) break;
    parameters["before"] = all["next"];
    left -= std::min<std::uint64_t>(left, rows.size());
  }
  return all;
}

}  // namespace hookloop
