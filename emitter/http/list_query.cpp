#include "emitter/http/list_query.h"

#include <spdlog/fmt/fmt.h>

#include <limits>

#include "emitter/platform/lookups.h"
#include "emitter/platform/problems.h"
#include "shared/http_server/answer.h"
#include "shared/http_server/query.h"
#include "shared/support/moment.h"

namespace hookloop {
namespace {

constexpr std::int64_t kGreatestNumber = std::numeric_limits<std::int64_t>::max();

bool read_moment(const httplib::Request& request, const std::string& name, std::optional<Timestamp>& moment,
                 httplib::Response& response) {
  if (!request.has_param(name)) return true;
  moment = parse_rfc3339(request.get_param_value(name));
  if (moment) return true;
  answer_bad_parameter(response, fmt::format("'{}' is a moment such as 2026-01-31T09:05:07Z.", name));
  return false;
}

}  // namespace

std::optional<Page> read_page(const httplib::Request& request, httplib::Response& response) {
  Page page;
  std::optional<std::int64_t> limit;
  if (!read_number(request, "limit", 1, kLargestPage, limit, response) ||
      !read_number(request, "before", 1, kGreatestNumber, page.before, response) ||
      !read_number(request, "after", 0, kGreatestNumber, page.after, response)) {
    return std::nullopt;
  }
  if (limit) page.limit = static_cast<std::size_t>(*limit);
  page.newest_first = !page.after;
  return page;
}

bool read_event_type(const httplib::Request& request, std::optional<EventType>& type, httplib::Response& response) {
  if (!request.has_param("type")) return true;
  const auto parsed = parse_event_type(request.get_param_value("type"));
  if (!parsed) {
    answer_bad_parameter(response, sentence(parsed.error()));
    return false;
  }
  type = *parsed;
  return true;
}

std::vector<std::string> delivery_filter_parameters() { return {"state", "webhook", "event", "type", "from", "to"}; }

std::optional<DeliveryFilter> read_delivery_filter(const PlatformApi& context, const httplib::Request& request,
                                                   httplib::Response& response) {
  DeliveryFilter filter;
  if (request.has_param("state")) {
    const auto state = parse_delivery_state(request.get_param_value("state"));
    if (!state) {
      answer_bad_parameter(response, sentence(state.error()));
      return std::nullopt;
    }
    filter.state = *state;
  }
  if (request.has_param("webhook")) {
    const std::string id = request.get_param_value("webhook");
    const auto webhook = context.store.find_webhook(id);
    if (!webhook) {
      answer_bad_parameter(response, find_standing_webhook(context.store, id).error().detail);
      return std::nullopt;
    }
    filter.webhook = webhook->number;
  }
  if (request.has_param("event")) {
    const std::string id = request.get_param_value("event");
    const auto event = context.store.find_event(id);
    if (!event) {
      answer_bad_parameter(
          response,
          fmt::format("No event has the id {}; GET /api/v1/events lists those that there are.", in_quotes(id)));
      return std::nullopt;
    }
    filter.event = event->number;
  }
  if (!read_event_type(request, filter.event_type, response) ||
      !read_moment(request, "from", filter.created_from, response) ||
      !read_moment(request, "to", filter.created_before, response)) {
    return std::nullopt;
  }
  return filter;
}

}  // namespace hookloop
