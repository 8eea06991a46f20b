// What `emitter serve` was told on the command line, in the environment and in its file. Plain values.
#pragma once

#include <optional>
#include <string>

#include "emitter/deliver/engine.h"
#include "emitter/feed/feed_options.h"
#include "shared/http_client/target_options.h"
#include "shared/support/clock.h"
#include "shared/support/options.h"
#include "shared/support/server_token.h"

namespace hookloop {

struct PlatformServeOptions {
  ServerOptions server;
  std::string durability = "normal";
  std::string web_root;
  TokenOptions token;
  std::optional<std::uint64_t> seed;
  std::optional<Timestamp> virtual_start;
  TargetOptions targets;
  std::uint32_t max_in_flight = DispatcherOptions{}.max_in_flight;
  Microseconds stop_grace = EngineOptions{}.stop_grace;
  std::uint32_t api_threads = 32;
  std::uint64_t max_api_body = 2u << 20;
  FeedOptions feed;
};

}  // namespace hookloop
