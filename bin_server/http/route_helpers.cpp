#include "bin_server/http/route_helpers.h"

#include <spdlog/fmt/fmt.h>

#include "bin_server/search/query_parser.h"
#include "shared/http_server/answer.h"

namespace hookloop {
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
  return find_named_request(context, bin, request.path_params.at("request"), response);
}

std::optional<CapturedRequest> find_named_request(const ApiContext& context, const Bin& bin, const std::string& name,
                                                  httplib::Response& response) {
  std::optional<CapturedRequest> found;
  if (name == "latest")
    found = context.store.find_latest(bin.number);
  else if (const auto seq = whole_number(name))
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

std::optional<SearchQuery> read_search(const ApiContext& context, const httplib::Request& request,
                                       httplib::Response& response) {
  auto query = parse_search(request.get_param_value("q"), context.clock.now());
  if (query) return *std::move(query);
  const QueryFault& fault = query.error();
  answer_problem(response,
                 {400, "bad-query", "The search can not be read",
                  fmt::format("Column {} of q: {}.", fault.column, fault.message), std::nullopt, fault.column});
  return std::nullopt;
}

JudgedRequest judge(const ApiContext& context, const Bin& bin, const CapturedRequest& request) {
  return {request, bin, context.judge.judge(bin, request), read_delivery_history(context.store, request)};
}

}  // namespace hookloop
