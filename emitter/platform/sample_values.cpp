#include "emitter/platform/sample_values.h"

#include <spdlog/fmt/fmt.h>

#include <array>

namespace hookloop {
namespace {

constexpr std::array<const char*, 3> kBuildErrors{"The signing key is missing", "A plug-in could not be downloaded",
                                                  "The provisioning profile has expired"};

}  // namespace

std::string draw_guid(Random& random) {
  const std::uint64_t high = (random.next() & ~std::uint64_t{0xf000}) | 0x4000;
  const std::uint64_t low = (random.next() & (~std::uint64_t{0} >> 2)) | (std::uint64_t{1} << 63);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xffff, low >> 48,
                     low & 0xffffffffffff);
}

// The remainder favours small numbers by less than one in 2^40: of no weight for samples.
std::int64_t draw_between(Random& random, std::int64_t least, std::int64_t most) {
  return least + static_cast<std::int64_t>(random.next() % static_cast<std::uint64_t>(most - least + 1));
}

std::string draw_build_error(Random& random, BuildPlatform platform) {
  // The last is about iOS alone.
  const std::int64_t last = static_cast<std::int64_t>(kBuildErrors.size()) - (platform == BuildPlatform::ios ? 1 : 2);
  return kBuildErrors[static_cast<std::size_t>(draw_between(random, 0, last))];
}

PayloadTest draw_test_result(Random& random, const TestResult& said) {
  PayloadTest result;
  if (said.failed) {
    result.failed = *said.failed;
  } else {
    const bool fails = said.status ? *said.status == "failed" : draw_between(random, 0, 3) == 0;
    result.failed = fails ? draw_between(random, 1, 4) : 0;
  }
  result.status = said.status.value_or(result.failed == 0 ? "passed" : "failed");
  result.passed = said.passed ? *said.passed : draw_between(random, 20, 200);
  result.duration_seconds = said.duration_seconds ? *said.duration_seconds : draw_between(random, 5, 600);
  return result;
}

std::string artifact_url(std::string_view guid, std::int64_t build, BuildPlatform platform) {
  return fmt::format("https://builds.example.com/{}/{}/myapp.{}", guid.substr(0, 8), build,
                     platform == BuildPlatform::android ? "apk" : "ipa");
}

std::string publication_url(std::string_view guid, std::string_view target) {
  return target == "heroku" ? fmt::format("https://myapp-{}.herokuapp.com/", guid.substr(0, 8))
                            : fmt::format("https://apps.example.com/{}/", guid.substr(0, 8));
}

}  // namespace hookloop
