#include "shared/http_server/query.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>

#include "shared/http_server/answer.h"
#include "shared/support/nearest.h"

namespace hookloop {

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

bool check_parameters(const httplib::Request& request, const std::vector<std::string>& known,
                      httplib::Response& response) {
  for (const auto& [name, value] : request.params) {
    if (request.get_param_value_count(name) > 1) {
      answer_problem(response, {400, "repeated-parameter", "The query has a parameter twice",
                                fmt::format("Give '{}' once.", name)});
      return false;
    }
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    answer_problem(response, {400, "unknown-parameter", "The query has a parameter that is not known",
                              fmt::format("There is no parameter '{}' here{}", name, did_you_mean(name, known))});
    return false;
  }
  return true;
}

bool read_number(const httplib::Request& request, const std::string& name, std::int64_t least, std::int64_t most,
                 std::optional<std::int64_t>& found, httplib::Response& response) {
  if (!request.has_param(name)) return true;
  const auto number = whole_number(request.get_param_value(name));
  if (!number || *number < least || *number > most) {
    answer_bad_parameter(response, fmt::format("'{}' is a whole number from {} to {}.", name, least, most));
    return false;
  }
  found = number;
  return true;
}

void answer_bad_parameter(httplib::Response& response, const std::string& detail) {
  answer_problem(response, {400, "bad-parameter", "A parameter of the query is not right", detail});
}

std::string base_url(const httplib::Request& request, const std::string& scheme) {
  return scheme + "://" + request.get_header_value("Host");
}

}  // namespace hookloop
