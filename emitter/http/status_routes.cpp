#include "emitter/http/status_routes.h"

#include "emitter/http/api_reply.h"
#include "emitter/http/metrics_text.h"
#include "emitter/http/openapi.h"
#include "shared/http_server/query.h"
#include "shared/support/metrics_writer.h"
#include "shared/support/moment.h"
#include "shared/support/store_error.h"

namespace hookloop {
namespace {

Json clock_view(const PlatformApi& context) {
  return {{"now", to_rfc3339(context.clock.now())}, {"virtual", static_cast<bool>(context.move_clock)}};
}

// By a time, or to a moment.
Timestamp read_advance(const JsonFields& fields, Timestamp now) {
  const auto by = fields.milliseconds("by_ms");
  const auto until = fields.text("until");
  if (by.has_value() == until.has_value()) throw BadField{"", "Give either by_ms or until."};
  if (by) return now + *by;
  const auto moment = parse_rfc3339(*until);
  if (!moment) throw BadField{"/until", "This is a moment such as 2026-01-31T09:05:07Z."};
  if (*moment < now) throw BadField{"/until", "Time goes forward only; it is " + to_rfc3339(now) + " now."};
  return *moment;
}

void advance_clock(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  if (!context.move_clock) {
    return answer_problem(
        response, {409, "time-is-real", "Time is real here", "Only virtual time is moved; start with --virtual-time."});
  }
  const auto until = read_json<Timestamp>(request.body, {"by_ms", "until"}, [&](const JsonFields& fields) {
    return read_advance(fields, context.clock.now());
  });
  if (!until) return answer_problem(response, until.error());
  context.move_clock(*until);
  answer_json(response, clock_view(context));
}

}  // namespace

void add_status_routes(Routes& routes, const PlatformApi& context) {
  using Request = httplib::Request;
  using Response = httplib::Response;
  routes.get("/healthz", [](const Request&, Response& response) { answer_json(response, {{"status", "alive"}}); });
  routes.get("/readyz", [&context](const Request&, Response& response) {
    if (const auto error = context.store.check_writable()) return answer_problem(response, store_problem(*error));
    answer_json(response, {{"status", "ready"}});
  });
  routes.get("/metrics", [&context](const Request&, Response& response) {
    response.set_content(metrics_text(context), kMetricsContentType);
  });
  routes.get("/openapi.json", [](const Request&, Response& response) {
    const std::string_view document = openapi_document();
    response.set_content(document.data(), document.size(), "application/json");
  });
}

void add_clock_routes(Routes& routes, const PlatformApi& context) {
  routes.get("/api/v1/clock", [&context](const httplib::Request& request, httplib::Response& response) {
    if (check_parameters(request, {}, response)) answer_json(response, clock_view(context));
  });
  routes.post("/api/v1/clock/advance", [&context](const httplib::Request& request, httplib::Response& response) {
    advance_clock(context, request, response);
  });
}

}  // namespace hookloop
