// What the platform says where nobody told it: guids, the URLs of artifacts and publications, build errors, test
// results. What is random is drawn from the Random that is handed in, in the order in which it is asked for. Any
// thread, as far as the Random allows that.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "emitter/model/app.h"
#include "shared/schema/payload.h"
#include "shared/support/random.h"

namespace hookloop {

// The description of an app that was given none: that of the platform's documented example.
inline constexpr std::string_view kDefaultDescription = "Mobile app built with Mobile App Builder";

// A version 4 UUID (RFC 9562 section 5.4).
std::string draw_guid(Random& random);

// From `least` to `most`, both included. One draw.
std::int64_t draw_between(Random& random, std::int64_t least, std::int64_t most);

// What went wrong with a build: one of a few sentences, some of them about iOS alone. One draw.
std::string draw_build_error(Random& random, BuildPlatform platform);

// What is not said is drawn, so that the whole fits together: a run has failed when any of its tests did.
struct TestResult {
  std::optional<std::string> status = {};  // "passed", "failed"
  std::optional<std::int64_t> passed = {};
  std::optional<std::int64_t> failed = {};
  std::optional<std::int64_t> duration_seconds = {};
};
PayloadTest draw_test_result(Random& random, const TestResult& said = {});

// Addresses under reserved names (RFC 2606), of the app's guid.
std::string artifact_url(std::string_view guid, std::int64_t build, BuildPlatform platform);
std::string publication_url(std::string_view guid, std::string_view target);

}  // namespace hookloop
