// An app of the account, and what it has: versions, builds, publications, tests. `project` in payloads. Plain values;
// all times are UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/schema/payload.h"
#include "shared/support/clock.h"

namespace hookloop {

using AppNumber = std::int64_t;  // the store's own; 0 before it is kept

struct App {
  AppNumber number = 0;
  std::string guid;
  std::string name;
  std::string description;
  Timestamp created_at;
  Timestamp edited_at;
  Person owner;
  std::optional<Timestamp> removed_at;  // its history stays readable; nothing more can happen to it
  bool operator==(const App&) const = default;
};

struct Version {
  std::int64_t number = 0;  // of its app's versions, from 1
  std::string name;         // "Version #1"; need not be the only one of that name
  Timestamp created_at;
  Person author;
  std::optional<Timestamp> removed_at;  // until it is restored
  bool operator==(const Version&) const = default;
};

enum class BuildPlatform { android, ios };
std::string_view to_string(BuildPlatform platform);  // "android", "ios"

struct Build {
  std::int64_t number = 0;  // of its app's builds of both platforms, from 1
  BuildPlatform platform = BuildPlatform::android;
  BuildStatus status = BuildStatus::started;
  std::string version;  // the name of the version that is built
  Timestamp started_at;
  Person started_by;
  // When it ends by itself, and how; nothing: when somebody ends it.
  std::optional<Timestamp> finishes_at;
  BuildStatus finishes_as = BuildStatus::success;
  std::optional<Timestamp> finished_at;
  std::optional<std::string> artifact;  // of a success
  std::optional<std::string> error;     // of a failure
  bool operator==(const Build&) const = default;
};

struct Publication {
  std::int64_t number = 0;  // of its app's publications, from 1
  std::string target;       // "platform", "heroku"
  std::string url;
  Timestamp published_at;
  Person published_by;
  bool operator==(const Publication&) const = default;
};

struct AppTest {
  std::int64_t number = 0;  // of its app's tests, from 1
  PayloadTest result;
  Timestamp tested_at;
  Person tested_by;
  bool operator==(const AppTest&) const = default;
};

}  // namespace hookloop
