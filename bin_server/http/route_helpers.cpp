#include "bin_server/http/route_helpers.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>

#include "shared/http_server/answer.h"
#include "shared/support/nearest.h"

namespace hookloop {
namespace {

std::optional<std::int64_t> to_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<Bin> find_bin(const ApiContext& context, const httplib::Request& request, httplib::Response& response) {
  const std::string& id = request.path_params.at("bin");
  auto bin = context.store.find_bin(id);
  if (bin && !is_expired(*bin, context.clock.now())) return bin;
  if (is_bin_id(id)) {
    answer_problem(response,
                   {404, "unknown-bin", "There is no such bin",
                    fmt::format("GET /api/v1/bins lists the bins that there are; '{}' is none of them.", id)});
  } else {
    answer_problem(response, {400, "bad-bin-id", "That is no bin's id", fmt::format("Here, {}.", kBinIdRule)});
  }
  return std::nullopt;
}

std::optional<CapturedRequest> find_request(const ApiContext& context, const Bin& bin, const httplib::Request& request,
                                            httplib::Response& response) {
  const std::string& name = request.path_params.at("request");
  std::optional<CapturedRequest> found;
  if (name == "latest")
    found = context.store.find_latest(bin.number);
  else if (const auto seq = to_number(name))
    found = context.store.find_request(bin.number, *seq);
  else
    found = context.store.find_request(bin.number, name);
  if (!found) {
    const std::string detail =
        name == "latest"
            ? fmt::format("The bin {} keeps no requests.", bin.id)
            : fmt::format("The bin {} keeps no request '{}'; name one by its id or seq, or `latest`.", bin.id, name);
    answer_problem(response, {404, "unknown-request", "There is no such request", detail});
  }
  return found;
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
  const auto number = to_number(request.get_param_value(name));
  if (!number || *number < least || *number > most) {
    answer_problem(response, {400, "bad-parameter", "A parameter of the query is not right",
                              fmt::format("'{}' is a whole number from {} to {}.", name, least, most)});
    return false;
  }
  found = number;
  return true;
}

JudgedRequest judge(const ApiContext& context, const Bin& bin, const CapturedRequest& request) {
  return {request, bin, context.judge.judge(bin, request), context.judge.duplicate_of(request)};
}

std::string base_url(const httplib::Request& request) { return "http://" + request.get_header_value("Host"); }

}  // namespace hookloop
