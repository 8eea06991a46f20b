#include "shared/support/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

namespace hookloop {
namespace {

class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    time_.format(message, out);
    const auto level = spdlog::level::to_string_view(message.level);
    nlohmann::ordered_json rest;
    rest["level"] = std::string(level.data(), level.size());
    rest["program"] = std::string(message.logger_name.data(), message.logger_name.size());
    rest["message"] = std::string(message.payload.data(), message.payload.size());
    // Without its opening brace it goes on with the object that the time began.
    const std::string text = rest.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    out.append(text.data() + 1, text.data() + text.size());
    out.push_back('\n');
  }

  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonFormatter>(); }

 private:
  spdlog::pattern_formatter time_{R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ",)", spdlog::pattern_time_type::utc, ""};
};

}  // namespace

void start_log(const std::string& program, LogFormat format, const std::string& level) {
  auto logger = spdlog::stderr_color_mt(program);
  logger->set_level(spdlog::level::from_str(level));
  if (format == LogFormat::json) {
    logger->set_formatter(std::make_unique<JsonFormatter>());
  } else {
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%fZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  }
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace hookloop
