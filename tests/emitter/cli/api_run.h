// What the commands that use the API asked of a server that is not there, as tests want to see it.
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include "tests/emitter/emitter_run.h"

namespace hookloop::test {

using Words = std::vector<std::string>;

inline const std::string kGuid = "d69b07bd-ff4c-4751-9593-ed4fa1f29446";
inline const std::string kWebhook = "whk_01hzy0c5w8abcdefghjkmnpqrs";

// "POST /api/v1/apps {…}"
inline std::string asked(const SentRequest& request) {
  const std::string line = request.bytes.substr(0, request.bytes.find(" HTTP/1.1\r\n"));
  return request.body().empty() ? line : line + " " + request.body();
}

inline std::vector<std::string> asked(const EmitterRun& emitter) {
  std::vector<std::string> all;
  for (const SentRequest& request : emitter.sent) all.push_back(asked(request));
  return all;
}

inline Exchange problem(int status, const std::string& json) {
  return answered(status, json, {{"Content-Type", "application/problem+json"}});
}

// An environment variable for the time of a test; nothing of the real environment counts meanwhile.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) { setenv(name, value.c_str(), 1); }
  ~Environment() { unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
};

}  // namespace hookloop::test
