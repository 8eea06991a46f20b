// From what the platform says to an answer: a value is shown, a problem is told. And what every deed may be told
// besides its own. Any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "emitter/http/app_views.h"
#include "emitter/platform/deed_runner.h"
#include "shared/http_server/answer.h"
#include "shared/support/json_body.h"
#include "shared/support/problem.h"
#include "shared/support/result.h"

namespace hookloop {

// A deed's fields are its own, and who does it (a member's id or name) and the faults of its deliveries.
std::vector<std::string> deed_fields(std::vector<std::string> own);
Deed read_deed(const JsonFields& fields);
std::vector<Fault> read_faults(const JsonFields& fields);

// A build ends as "success", "failure" or "abort" ("aborted" too, as payloads write it).
std::optional<BuildStatus> read_outcome(const JsonFields& fields, const std::string& name);

// A deed's result with the event that it caused: {…, "event": {"id", "type", "console_name", "deliveries"}}.
template <typename Value>
void answer_deed(httplib::Response& response, const Result<Done<Value>, Problem>& done, Json (*view)(const Value&),
                 int status = 200) {
  if (!done) return answer_problem(response, done.error());
  Json json = view(done->value);
  json["event"] = caused_event_view(done->event_id, done->event_type, done->deliveries);
  answer_json(response, json, status);
}

template <typename Value>
void answer_value(httplib::Response& response, const Result<Value, Problem>& value, Json (*view)(const Value&),
                  int status = 200) {
  if (!value) return answer_problem(response, value.error());
  answer_json(response, view(*value), status);
}

// {NAME: [a view of each…]}
template <typename Values, typename View>
void answer_list(httplib::Response& response, const std::string& name, const Values& values, const View& view) {
  Json list = Json::array();
  for (const auto& value : values) list.push_back(view(value));
  Json json;
  json[name] = std::move(list);
  answer_json(response, json);
}

}  // namespace hookloop
