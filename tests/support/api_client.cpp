#include "tests/support/api_client.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace hookloop::test {
namespace {

std::string bin_path(std::string_view bin) { return fmt::format("/api/v1/bins/{}", bin); }

std::string request_path(std::string_view bin, std::string_view request) {
  return fmt::format("/api/v1/bins/{}/requests/{}", bin, request);
}

}  // namespace

ApiClient::ApiClient(std::uint16_t port) : port_(port) {}

RawAnswer ApiClient::call(std::string_view method, std::string_view target, std::string_view body,
                          std::string_view header_lines) {
  std::string request = fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{}", method, target, port_, header_lines);
  const bool has_body = !body.empty() || method == "POST" || method == "PATCH";
  if (has_body) request += fmt::format("Content-Length: {}\r\n", body.size());
  request += "\r\n";
  request += body;
  for (int attempt = 0; attempt < 2; ++attempt) {
    const bool is_new = connection_.empty();
    if (is_new) connection_.emplace_back(port_);
    connection_.front().send_as_far_as_taken(request);
    if (auto answer = connection_.front().next_answer(method == "HEAD")) {
      if (header_lists_token(answer->headers, "Connection", "close")) connection_.clear();
      return *std::move(answer);
    }
    connection_.clear();
    if (is_new) break;
  }
  throw std::runtime_error(fmt::format("no answer to {} {}", method, target));
}

std::string ApiClient::must_get(std::string_view target) {
  RawAnswer answer = get(target);
  if (answer.status != 200) throw std::runtime_error(fmt::format("GET {}: {}", target, answer.bytes));
  return std::move(answer.body);
}

nlohmann::json ApiClient::get_json(std::string_view target) { return nlohmann::json::parse(must_get(target)); }

void ApiClient::make_bin(std::string_view id, std::string_view more_fields) {
  const auto answer = call("POST", "/api/v1/bins", fmt::format("{{\"id\":\"{}\"{}}}", id, more_fields));
  if (answer.status != 201) throw std::runtime_error(answer.bytes);
}

nlohmann::json ApiClient::bin(std::string_view id) { return get_json(bin_path(id)); }

std::vector<nlohmann::json> ApiClient::rows(std::string_view bin) {
  std::vector<nlohmann::json> all;
  std::string after = "0";
  while (true) {
    auto page = get_json(fmt::format("{}/requests?limit=500&after={}", bin_path(bin), after));
    auto& requests = page["requests"];
    for (auto row = requests.rbegin(); row != requests.rend(); ++row) all.push_back(std::move(*row));
    if (page["next"].is_null()) return all;
    after = page["next"].dump();
  }
}

nlohmann::json ApiClient::captured(std::string_view bin, std::string_view request) {
  return get_json(request_path(bin, request));
}

std::string ApiClient::raw(std::string_view bin, std::string_view request) {
  return must_get(request_path(bin, request) + "/raw");
}

std::string ApiClient::content(std::string_view bin, std::string_view request) {
  return must_get(request_path(bin, request) + "/body");
}

nlohmann::json json_of(const RawAnswer& answer) { return nlohmann::json::parse(answer.body); }

std::string post(std::string_view target, std::string_view body, std::string_view header_lines) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: hooks.example\r\n{}Content-Length: {}\r\n\r\n{}", target, header_lines,
                     body.size(), body);
}

}  // namespace hookloop::test
