// The programs' log, to stderr, as text for people or as one JSON object a line for collectors (--log-format). No secret,
// password or captured byte is ever handed to it.
#pragma once

#include <string>

namespace hookloop {

enum class LogFormat { text, json };

// Sets up spdlog's default logger; `level` is one of trace, debug, info, warn, error, off. Call it once, from main.
void start_log(const std::string& program, LogFormat format, const std::string& level);

}  // namespace hookloop
