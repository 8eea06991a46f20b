// What the lists of events and deliveries are asked: a page, and what narrows it. Each function that finds a parameter
// wrong puts the problem into the response and says so. Any thread.
#pragma once

#include <httplib.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

#include "emitter/http/app_views.h"
#include "emitter/http/platform_api.h"
#include "emitter/model/delivery.h"
#include "emitter/store/platform_store.h"

namespace hookloop {

inline constexpr std::int64_t kLargestPage = 500;

// limit, before, after. With `after` the page is the one next to it, so that a reader that goes forward misses nothing;
// it is shown newest first all the same.
std::optional<Page> read_page(const httplib::Request& request, httplib::Response& response);

// Rows of a page, asked for with one more than `page.limit`, as {name: rows, next}: `next` is the `before` (or with
// `after` the `after`) of the next page, null on the last.
template <typename Row, typename View>
Json page_view(const std::string& name, std::vector<Row> rows, const Page& page, std::size_t wanted,
               std::int64_t (*number)(const Row&), const View& view) {
  const bool has_more = rows.size() > wanted;
  if (has_more) rows.pop_back();
  Json list = Json::array();
  for (const Row& row : rows) list.push_back(view(row));
  const Json next = has_more ? Json(number(rows.back())) : Json(nullptr);
  if (!page.newest_first) std::reverse(list.begin(), list.end());
  Json json;
  json[name] = std::move(list);
  json["next"] = next;
  return json;
}

// state, webhook, event, type, from, to.
std::vector<std::string> delivery_filter_parameters();
std::optional<DeliveryFilter> read_delivery_filter(const PlatformApi& context, const httplib::Request& request,
                                                   httplib::Response& response);

// An event type in any of its three forms.
bool read_event_type(const httplib::Request& request, std::optional<EventType>& type, httplib::Response& response);

}  // namespace hookloop
