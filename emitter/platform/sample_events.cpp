#include "emitter/platform/sample_events.h"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <stdexcept>

#include "emitter/platform/payload_time.h"
#include "emitter/platform/sample_values.h"

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

bool is_about_its_own_app(EventType type) {
  return type == EventType::PROJECT_CREATE || type == EventType::PROJECT_REMOVE;
}

}  // namespace

SampleEvents::SampleEvents(EventType type, Random& random) : type_(type), random_(random) {
  guid_ = draw_guid(random_);
  const SampleMember& member = kMembers[static_cast<std::size_t>(draw_between(random_, 0, kMembers.size() - 1))];
  owner_ = Person{member.name, member.email};
  age_ = seconds(draw_between(random_, 3600, 90 * 24 * 3600));
  edited_after_ = seconds(draw_between(random_, 8, 3000));
}

Payload SampleEvents::next(std::uint64_t nth, Timestamp moment) {
  if (is_about_its_own_app(type_) && nth > 1) {
    guid_ = draw_guid(random_);
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
  project.description = kDefaultDescription;
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
      return PayloadVersion{fmt::format("Version #{}", nth),
                            payload_time(moment - seconds(draw_between(random_, 60, 3000))), owner_};
    case EventType::PROJECT_PUBLISH:
      return PayloadPublication{"platform", publication_url(guid_, "platform")};
    case EventType::PROJECT_PUBLISH_HEROKU:
      return PayloadPublication{"heroku", publication_url(guid_, "heroku")};
    case EventType::ANDROID_BUILD_START:
    case EventType::ANDROID_BUILD_SUCCESS:
    case EventType::ANDROID_BUILD_FAILURE:
    case EventType::ANDROID_BUILD_ABORT:
      return build(nth, moment, BuildPlatform::android);
    case EventType::IOS_BUILD_START:
    case EventType::IOS_BUILD_SUCCESS:
    case EventType::IOS_BUILD_FAILURE:
    case EventType::IOS_BUILD_ABORT:
      return build(nth, moment, BuildPlatform::ios);
    case EventType::PROJECT_TEST:
      return draw_test_result(random_);
    case EventType::PROJECT_RENAME:
      return PayloadRename{nth == 1 ? "MyApp" : fmt::format("MyApp {}", nth)};
    case EventType::PROJECT_CREATE:
    case EventType::PROJECT_REMOVE:
      return std::monostate{};
  }
  throw std::logic_error("no such EventType");
}

PayloadBuild SampleEvents::build(std::uint64_t nth, Timestamp moment, BuildPlatform platform) {
  PayloadBuild build;
  build.platform = to_string(platform);
  build.number = static_cast<std::int64_t>(nth);
  build.version = fmt::format("Version #{}", nth);
  if (type_ == EventType::ANDROID_BUILD_START || type_ == EventType::IOS_BUILD_START) {
    build.status = BuildStatus::started;
    build.started_at = payload_time(moment);
    return build;
  }
  const seconds duration(draw_between(random_, 45, 900));
  build.started_at = payload_time(moment - duration);
  build.finished_at = payload_time(moment);
  build.duration_seconds = duration.count();
  if (type_ == EventType::ANDROID_BUILD_SUCCESS || type_ == EventType::IOS_BUILD_SUCCESS) {
    build.status = BuildStatus::success;
    build.artifact = artifact_url(guid_, build.number, platform);
  } else if (type_ == EventType::ANDROID_BUILD_FAILURE || type_ == EventType::IOS_BUILD_FAILURE) {
    build.status = BuildStatus::failure;
    build.error = draw_build_error(random_, platform);
  } else {
    build.status = BuildStatus::aborted;
  }
  return build;
}

}  // namespace hookloop
