#include "emitter/platform/sample_events.h"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <stdexcept>

#include "emitter/platform/payload_time.h"

namespace hookloop {
namespace {

using std::chrono::seconds;

// Reserved names only (RFC 2606). The platform hides the e-mail of some members.
struct SampleMember {
  const char* name;
  const char* email;
};
constexpr std::array<SampleMember, 4> kMembers{{{"Max Katz", ""},
                                                {"Ada Moreau", "ada.moreau@example.com"},
                                                {"Jonas Lindqvist", "jonas@example.org"},
                                                {"Nadia Öztürk", "nadia.oezturk@example.net"}}};

constexpr std::array<const char*, 3> kBuildErrors{"The signing key is missing", "A plug-in could not be downloaded",
                                                  "The provisioning profile has expired"};

bool is_about_its_own_app(EventType type) {
  return type == EventType::PROJECT_CREATE || type == EventType::PROJECT_REMOVE;
}

}  // namespace

SampleEvents::SampleEvents(EventType type, Random& random) : type_(type), random_(random) {
  guid_ = new_guid();
  const SampleMember& member = kMembers[static_cast<std::size_t>(between(0, kMembers.size() - 1))];
  owner_ = Person{member.name, member.email};
  age_ = seconds(between(3600, 90 * 24 * 3600));
  edited_after_ = seconds(between(8, 3000));
}

Payload SampleEvents::next(std::uint64_t nth, Timestamp moment) {
  if (is_about_its_own_app(type_) && nth > 1) {
    guid_ = new_guid();
    created_.reset();
  }
  Payload payload;
  payload.type = type_;
  payload.project = project(nth, moment);
  payload.subject = subject(nth, moment);
  payload.happened_at = payload_time(moment);
  payload.happened_by = owner_;
  return payload;
}

PayloadProject SampleEvents::project(std::uint64_t nth, Timestamp moment) {
  const bool is_new = type_ == EventType::PROJECT_CREATE;
  if (!created_) created_ = is_new ? moment : moment - age_;
  Timestamp edited = *created_;
  if (type_ == EventType::PROJECT_RENAME)
    edited = moment;
  else if (!is_new)
    edited += edited_after_;
  PayloadProject project;
  project.guid = guid_;
  project.name = is_about_its_own_app(type_) && nth > 1 ? fmt::format("MyApp {}", nth) : "MyApp";
  if (type_ == EventType::PROJECT_RENAME) project.name = fmt::format("MyApp {}", nth + 1);
  project.description = "Mobile app built with Mobile App Builder";
  project.created_at = payload_time(*created_);
  project.edited_at = payload_time(edited);
  project.owner = owner_;
  return project;
}

PayloadSubject SampleEvents::subject(std::uint64_t nth, Timestamp moment) {
  switch (type_) {
    case EventType::PROJECT_VERSION_CREATE:
      return PayloadVersion{fmt::format("Version #{}", nth), payload_time(moment), owner_};
    case EventType::PROJECT_VERSION_REMOVE:
    case EventType::PROJECT_VERSION_RESTORE:
      return PayloadVersion{fmt::format("Version #{}", nth), payload_time(moment - seconds(between(60, 3000))), owner_};
    case EventType::PROJECT_PUBLISH:
      return PayloadPublication{"platform", fmt::format("https://apps.example.com/{}/", guid_.substr(0, 8))};
    case EventType::PROJECT_PUBLISH_HEROKU:
      return PayloadPublication{"heroku", fmt::format("https://myapp-{}.herokuapp.com/", guid_.substr(0, 8))};
    case EventType::ANDROID_BUILD_START:
    case EventType::ANDROID_BUILD_SUCCESS:
    case EventType::ANDROID_BUILD_FAILURE:
    case EventType::ANDROID_BUILD_ABORT:
      return build(nth, moment, true);
    case EventType::IOS_BUILD_START:
    case EventType::IOS_BUILD_SUCCESS:
    case EventType::IOS_BUILD_FAILURE:
    case EventType::IOS_BUILD_ABORT:
      return build(nth, moment, false);
    case EventType::PROJECT_TEST: {
      const std::int64_t failed = between(0, 3) == 0 ? between(1, 4) : 0;
      return PayloadTest{failed == 0 ? "passed" : "failed", between(20, 200), failed, between(5, 600)};
    }
    case EventType::PROJECT_RENAME:
      return PayloadRename{nth == 1 ? "MyApp" : fmt::format("MyApp {}", nth)};
    case EventType::PROJECT_CREATE:
    case EventType::PROJECT_REMOVE:
      return std::monostate{};
  }
  throw std::logic_error("no such EventType");
}

PayloadBuild SampleEvents::build(std::uint64_t nth, Timestamp moment, bool android) {
  PayloadBuild build;
  build.platform = android ? "android" : "ios";
  build.number = static_cast<std::int64_t>(nth);
  build.version = fmt::format("Version #{}", nth);
  if (type_ == EventType::ANDROID_BUILD_START || type_ == EventType::IOS_BUILD_START) {
    build.status = BuildStatus::started;
    build.started_at = payload_time(moment);
    return build;
  }
  const seconds duration(between(45, 900));
  build.started_at = payload_time(moment - duration);
  build.finished_at = payload_time(moment);
  build.duration_seconds = duration.count();
  if (type_ == EventType::ANDROID_BUILD_SUCCESS || type_ == EventType::IOS_BUILD_SUCCESS) {
    build.status = BuildStatus::success;
    build.artifact =
        fmt::format("https://builds.example.com/{}/{}/myapp.{}", guid_.substr(0, 8), nth, android ? "apk" : "ipa");
  } else if (type_ == EventType::ANDROID_BUILD_FAILURE || type_ == EventType::IOS_BUILD_FAILURE) {
    build.status = BuildStatus::failure;
    const std::int64_t last = static_cast<std::int64_t>(kBuildErrors.size()) - (android ? 2 : 1);
    build.error = kBuildErrors[static_cast<std::size_t>(between(0, last))];  // the last is about iOS alone
  } else {
    build.status = BuildStatus::aborted;
  }
  return build;
}

// A version 4 UUID (RFC 9562 section 5.4).
std::string SampleEvents::new_guid() {
  const std::uint64_t high = (random_.next() & ~std::uint64_t{0xf000}) | 0x4000;
  const std::uint64_t low = (random_.next() & (~std::uint64_t{0} >> 2)) | (std::uint64_t{1} << 63);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xffff, low >> 48,
                     low & 0xffffffffffff);
}

// The remainder favours small numbers by less than one in 2^40: of no weight for samples.
std::int64_t SampleEvents::between(std::int64_t least, std::int64_t most) {
  return least + static_cast<std::int64_t>(random_.next() % static_cast<std::uint64_t>(most - least + 1));
}

}  // namespace hookloop
