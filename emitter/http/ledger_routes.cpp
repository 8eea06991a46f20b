#include <spdlog/spdlog.h>

#include <limits>
#include <memory>

#include "emitter/http/api_reply.h"
#include "emitter/http/delivery_views.h"
#include "emitter/http/log_routes.h"
#include "shared/http_server/query.h"

namespace hookloop {
namespace {

// Read and written at a time: a ledger of any length goes out in bounded memory.
constexpr std::size_t kLinesAtOnce = 200;

// Called again and again until the ledger, as far as it went when it was asked for, has been written.
class LedgerWriter {
 public:
  LedgerWriter(const PlatformApi& context, std::int64_t after, std::int64_t limit)
      : context_(context), last_(context.ledger.last_numbers().attempt), after_(after), left_(limit) {}

  bool write_some(httplib::DataSink& sink) {
    const auto rows = context_.ledger.ledger_after(after_, std::min(kLinesAtOnce, static_cast<std::size_t>(left_)));
    std::string text;
    for (const LedgerRow& row : rows) {
      if (row.attempt.number > last_) break;
      text += ledger_line_view(row).dump(-1, ' ', false, Json::error_handler_t::replace);
      text += '\n';
      after_ = row.attempt.number;
      --left_;
    }
    if (text.empty()) {
      sink.done();
      return true;
    }
    return sink.write(text.data(), text.size());
  }

 private:
  const PlatformApi& context_;
  const std::int64_t last_;
  std::int64_t after_;
  std::int64_t left_;
};

}  // namespace

void add_ledger_routes(Routes& routes, const PlatformApi& context) {
  routes.get("/api/v1/ledger", [&context](const httplib::Request& request, httplib::Response& response) {
    std::optional<std::int64_t> after = 0;
    std::optional<std::int64_t> limit = std::numeric_limits<std::int64_t>::max();
    if (!check_parameters(request, {"after", "limit"}, response) ||
        !read_number(request, "after", 0, std::numeric_limits<std::int64_t>::max(), after, response) ||
        !read_number(request, "limit", 1, std::numeric_limits<std::int64_t>::max(), limit, response)) {
      return;
    }
    const auto writer = std::make_shared<LedgerWriter>(context, *after, *limit);
    response.set_chunked_content_provider("application/x-ndjson", [writer](std::size_t, httplib::DataSink& sink) {
      // The library calls this outside of its own try block: a store that can not be read ends the answer, and no more.
      try {
        return writer->write_some(sink);
      } catch (const std::exception& error) {
        spdlog::error("the ledger could not be read on: {}", error.what());
        return false;
      }
    });
  });
}

}  // namespace hookloop
