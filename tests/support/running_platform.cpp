#include "tests/support/running_platform.h"

#include <spdlog/fmt/fmt.h>

#include <sstream>
#include <stdexcept>
#include <thread>

namespace hookloop::test {

RunningPlatform::RunningPlatform(const Change& change) : store_(SqliteEmitterStore::open_in_memory()) {
  PlatformServerOptions options;
  if (change) change(options);
  options.http.listen = {"127.0.0.1", 0};
  server_ = std::make_unique<PlatformServer>(std::move(options), *store_, clock_, random_);
  const auto bound = server_->start();
  if (!bound) throw std::runtime_error(bound.error().message);
  port_ = bound->port;
  client_ = ApiClient(port_);
}

RunningPlatform::~RunningPlatform() { server_->stop(); }

RawAnswer RunningPlatform::call(std::string_view method, std::string_view target, const Json& body,
                                std::string_view header_lines) {
  return client_.call(method, target, body.is_null() ? "" : body.dump(), header_lines);
}

RunningPlatform::Json RunningPlatform::must(std::string_view method, std::string_view target, const Json& body) {
  const RawAnswer answer = call(method, target, body);
  if (answer.status < 200 || answer.status > 299) {
    throw std::runtime_error(fmt::format("{} {}: {}", method, target, answer.bytes));
  }
  return answer.body.empty() ? Json() : Json::parse(answer.body);
}

RunningPlatform::Json RunningPlatform::add_webhook(const std::string& url, Json more_fields) {
  Json fields{{"name", "Hook"}, {"url", url}};
  fields.update(more_fields);
  return must("POST", "/api/v1/webhooks", fields);
}

void RunningPlatform::attach(const Json& webhook, std::initializer_list<const char*> events, const Json& app) {
  Json fields;
  fields["webhook"] = webhook["id"];
  fields["app"] = app.is_null() ? Json() : app["guid"];
  fields["events"] = Json::array();
  for (const char* event : events) fields["events"].push_back(event);
  must("POST", "/api/v1/attachments", fields);
}

RunningPlatform::Json RunningPlatform::add_app(const std::string& name) {
  return must("POST", "/api/v1/apps", {{"name", name}});
}

std::vector<RunningPlatform::Json> RunningPlatform::ledger(std::string_view query) {
  std::vector<Json> lines;
  std::istringstream in(call("GET", fmt::format("/api/v1/ledger{}", query)).body);
  for (std::string line; std::getline(in, line);) lines.push_back(Json::parse(line));
  return lines;
}

void RunningPlatform::wait_until_settled() {
  const auto give_up_at = std::chrono::steady_clock::now() + RawClient::kPatience;
  while (true) {
    const auto counts = store_->ledger().counts().by_state;
    if (counts[0] + counts[1] == 0) return;
    if (std::chrono::steady_clock::now() > give_up_at) throw std::runtime_error("deliveries do not come to an end");
    std::this_thread::yield();
  }
}

ToldProblem problem_of(const RawAnswer& answer) {
  if (answer.header("Content-Type") != "application/problem+json") {
    throw std::runtime_error("this is no problem: " + answer.bytes);
  }
  const auto json = nlohmann::json::parse(answer.body);
  static constexpr std::string_view kPrefix = "urn:hookloop:problem:";
  return {answer.status, json.at("type").get<std::string>().substr(kPrefix.size()), json.value("pointer", ""),
          json.at("detail")};
}

}  // namespace hookloop::test
